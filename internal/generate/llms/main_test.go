package main

import (
	"os"
	"path/filepath"
	"testing"
)

// project is one in a folder, whose docs/README.md is the text.
func project(t *testing.T, readme string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":         "module example.org/shop\n",
		"docs/README.md": readme,
		"docs/errors.md": "# Errors\n",
		"web/README.md":  "# Web\n",
		"ogent/openapi.json": `{"info": {"title": "Shop", "description": "Sells things.\n\nPrices are in euros."}, "paths": {
			"/api/b/{b_id}": {"parameters": [], "get": {"summary": "Read a B", "deprecated": true}},
			"/api/a": {"post": {"summary": "Create an A"}, "get": {"summary": "List As"}}}}`,
		target: "",
	} {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestRun: the file has the form of llmstxt.org, a link for each operation and each page, and none
// to a page that is not there.
func TestRun(t *testing.T) {
	root := project(t, `# Docs

- [Errors](errors.md): what a client does
- [Gone](gone.md): what another application has
- [Web](../web/README.md): the client, and [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)
`)
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(target)))
	if err != nil {
		t.Fatal(err)
	}
	want := `# Shop

> Sells things.

Prices are in euros.

` + served + `- [GET /api/a](/openapi.json#/paths/~1api~1a/get): List As
- [POST /api/a](/openapi.json#/paths/~1api~1a/post): Create an A
- [GET /api/b/{b_id}](/openapi.json#/paths/~1api~1b~1%7Bb_id%7D/get): Read a B (deprecated)

## Documentation

- [Errors](https://example.org/shop/blob/main/docs/errors.md): what a client does
- [Web](https://example.org/shop/blob/main/web/README.md): the client, and [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRunRefuses: every page is told of in a line.
func TestRunRefuses(t *testing.T) {
	const want = "read docs/README.md: say behind a colon what the page is about: - [Errors](errors.md)"
	if err := run(project(t, "- [Errors](errors.md)\n")); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := run(t.TempDir()); err == nil {
		t.Error("a folder without a document: no error")
	}
}
