package mcp_test

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/entask/entask/internal/service/mcp"
)

// foreign has documents that no generator of ours writes: entask mcp reads what an address gives.
func foreign() [][]byte {
	const row = `{"type": "object", "properties": {"id": {"type": "string"}}}`
	reply := func(schema string) string {
		return `{"responses": {"200": {"content": {"application/json": {"schema": ` + schema + `}}}}}`
	}
	var all [][]byte
	for _, of := range []struct{ schema, schemas string }{
		{`{"type": "array"}`, `{}`},
		{`{"type": "array", "items": {"$ref": "#/components/schemas/None"}}`, `{}`},
		{`{"type": "array", "items": null}`, `{"A": null}`},
		{`{"$ref": "#/components/schemas/A"}`, `{"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}`},
		{`{"type": "array", "items": {"$ref": "#/components/schemas/A"}}`, `{"A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}, "b": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}}}`},
		{`{"type": "object", "properties": {"a": null, "b": {"allOf": [null]}, "c": {"allOf": [{"$ref": "#/components/schemas/None"}]}}, "required": ["a", "d"]}`, `{}`},
		{`{"type": "object", "properties": {"a": {"x-empty-is-null": true, "anyOf": [null]}}, "allOf": [null]}`, `{}`},
	} {
		all = append(all, fmt.Appendf(nil, `{"paths": {"/a": {"get": %[1]s, "post": {"requestBody": {"content": {"application/json": {"schema": %[2]s}}}, "responses": {"201": {"content": {"application/json": {"schema": %[3]s}}}}}}, "/a/{id}": {"get": %[4]s, "patch": {"requestBody": {"content": {"application/json": {"schema": %[2]s}}}}, "x": null, "delete": null}, "/b": null}, "components": {"schemas": %[5]s}}`,
			reply(of.schema), of.schema, row, reply(row), of.schemas))
	}
	return all
}

// FuzzDocument: no document ends the program.
func FuzzDocument(f *testing.F) {
	ours, err := os.ReadFile("../../generate/testdata/minimal/ogent/openapi.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, document := range append(foreign(), ours) {
		f.Add(document)
	}
	f.Fuzz(func(_ *testing.T, document []byte) {
		_, _ = mcp.NewServer(mcp.Options{Document: document}, http.DefaultTransport)
	})
}
