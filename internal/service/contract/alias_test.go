package contract

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/entask/entask/internal/runtime/fault"
)

const aliasDocument = `{"components": {"schemas": {"NoteCreate": {"type": "object", "additionalProperties": false,
	"allOf": [
		{"x-alias-of": "title", "oneOf": [{"required": ["title"]}, {"required": ["name"]}, {"required": ["noteTitle"]}]},
		{"x-alias-of": "due_at", "not": {"anyOf": [{"required": ["due_at", "dueAt"]}]}}],
	"properties": {
		"id": {"readOnly": true},
		"title": {"type": "string", "maxLength": 9},
		"name": {"type": "string", "maxLength": 9, "x-alias-of": "title"},
		"noteTitle": {"type": "string", "maxLength": 9, "x-alias-of": "title"},
		"due_at": {"x-empty-is-null": true, "anyOf": [{"type": "string", "format": "date-time", "nullable": true}, {"type": "string", "enum": [""]}]},
		"dueAt": {"x-alias-of": "due_at", "x-empty-is-null": true, "anyOf": [{"type": "string", "format": "date-time", "nullable": true}, {"type": "string", "enum": [""]}]},
		"when": {"type": "string", "format": "due"},
		"tags": {"type": "array", "items": {"type": "string"}}}}}},
"paths": {
	"/notes": {"post": {"operationId": "createNote", "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NoteCreate"}}}}}},
	"/notes/batch": {"post": {"operationId": "createNoteBatch", "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/NoteCreate"}}}}}}}}}`

// TestAliases: what ogen reads has the fields' own names and null, and what is refused is
// named as the body names it.
func TestAliases(t *testing.T) {
	c, err := Compile([]byte(aliasDocument), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, operation, body, want, refused string }{
		{name: "own names", body: `{"title":"a","due_at":"2026-03-08T17:00:00Z","tags":["x", "y"]}`, want: `{"title":"a","due_at":"2026-03-08T17:00:00Z","tags":["x", "y"]}`},
		{name: "other names", body: `{ "name" : "a\u0041", "dueAt": "2026-03-08T17:00:00Z" }`, want: `{"title":"a\u0041","due_at":"2026-03-08T17:00:00Z"}`},
		{name: "an escaped name", body: `{"n\u0061me": "a"}`, want: `{"title":"a"}`},
		{name: "empty", body: `{"noteTitle": "", "dueAt": ""}`, want: `{"title":"","due_at":null}`},
		{name: "null", body: `{"title": "a", "due_at": null}`, want: `{"title":"a","due_at":null}`},
		{name: "several forms", body: `{"title": "a", "when": "2026-03-08T10:00\u005bEurope\/Lisbon]"}`, want: `{"title":"a","when":"2026-03-08T10:00:00[Europe/Lisbon]"}`},
		{name: "a day that does not exist", body: `{"title": "a", "when": "2026-02-30"}`, refused: `when: must be a day (2026-03-08), a local time (2026-03-08T10:00:00[Europe/Lisbon]) or an instant (2026-03-08T10:00:00Z)`},
		{name: "what is ignored", body: `{"title": "a", "id": {"name": ""}}`, want: `{"title":"a","id":{"name": ""}}`},
		{name: "a batch", operation: "CreateNoteBatch", body: `[{"name": "a"}, {"title": "b", "dueAt": ""}]`, want: `[{"title":"a"},{"title":"b","due_at":null}]`},
		{name: "both names", body: `{"title": "a", "name": "a"}`, refused: `name: must not be given beside title: both are names of one field`},
		{name: "two others", body: `{"noteTitle": "a", "name": "a"}`, refused: `noteTitle: must not be given beside name: both are names of one field`},
		{name: "none of a field that is required", body: `{"dueAt": ""}`, refused: `title: is required`},
		{name: "too long", body: `{"name": "0123456789"}`, refused: `name: must be at most 9 characters`},
		{name: "no date-time", body: `{"name": "a", "dueAt": "soon"}`, refused: `dueAt: must be a date-time as RFC 3339 has it, such as 2026-03-01T09:30:00Z`},
		{name: "null of another name", body: `{"name": null}`, refused: `name: must not be null`},
		{name: "in a batch", operation: "CreateNoteBatch", body: `[{"name": "a"}, {"name": 1}]`, refused: `1.name: must be a string`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/notes", strings.NewReader(tc.body))
			req.Header.Set("Content-Type", "application/json")
			operation := tc.operation
			if operation == "" {
				operation = "CreateNote"
			}
			kept, err := c.Check(operation, req, http.Header{})
			if tc.refused != "" {
				if broken, ok := errors.AsType[*fault.Error](err); !ok || broken.Error() != tc.refused {
					t.Errorf("got %v, want %s", err, tc.refused)
				}
				return
			}
			read, _ := io.ReadAll(req.Body)
			if err != nil || string(read) != tc.want || string(kept) != tc.want || req.ContentLength != int64(len(tc.want)) {
				t.Errorf("got %s, %s of %d bytes, %v, want %s", read, kept, req.ContentLength, err, tc.want)
			}
		})
	}
}
