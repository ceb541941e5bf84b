package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// served are the pages of every service, with what they are for.
const served = `## API

- [The document](/openapi.json): OpenAPI 3.0.3, with every operation, its rules, its errors and an example of each reply
- [The document in 3.1](/openapi-3.1.json): the same for tools that read OpenAPI 3.1 or JSON Schema
- [The documentation page](/docs): the same for people, who can try operations there
- [The catalog](/.well-known/api-catalog): where the document, the page and the state of the API are, as RFC 9727 has it
- [The state](/readyz): whether the service can serve requests

## Operations

`

// operations is the beginning of the file: the API's name, what it is, and a link into its
// document for each operation.
func operations(file string) (string, error) {
	raw, err := os.ReadFile(file) //nolint:gosec // the project's own
	if err != nil {
		return "", err
	}
	var doc struct {
		Info  struct{ Title, Description string }
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return "", err
	}
	summary, details, _ := strings.Cut(doc.Info.Description, "\n\n")
	var text strings.Builder
	fmt.Fprintf(&text, "# %s\n\n> %s\n\n%s\n\n%s", doc.Info.Title, summary, details, served)
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(doc.Paths[path])) {
			if method == "parameters" {
				continue // of the path
			}
			var op struct {
				Summary    string
				Deprecated bool
			}
			if err := json.Unmarshal(doc.Paths[path][method], &op); err != nil {
				return "", fmt.Errorf("%s %s: %w", method, path, err)
			}
			if op.Deprecated {
				op.Summary += " (deprecated)"
			}
			fmt.Fprintf(&text, "- [%s %s](/openapi.json#/paths/%s/%s): %s\n", strings.ToUpper(method), path, pointer.Replace(path), method, op.Summary)
		}
	}
	return text.String(), nil
}

// pointer writes a path as a part of a JSON Pointer in a URL (RFC 6901, section 6).
var pointer = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
