// Command llms writes what a running service says of itself to language models, in the form of
// https://llmstxt.org: what the document of the API says, and the pages that docs/README.md lists.
// It is run by go generate, in the project's root, after the document is written.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "llms:", err)
		os.Exit(1)
	}
}

// target is embedded by package guide.
const target = "internal/service/guide/llms.txt"

// run writes the file of the project in a folder.
func run(root string) error {
	api, err := operations(filepath.Join(root, "ogent", "openapi.json"))
	if err != nil {
		return fmt.Errorf("read the document: %w", err)
	}
	docs, err := pages(root)
	if err != nil {
		return fmt.Errorf("read docs/README.md: %w", err)
	}
	return os.WriteFile(filepath.Join(root, filepath.FromSlash(target)), []byte(api+docs), 0o644) //nolint:gosec // a source file, read by everybody
}
