package conformance

import (
	"strings"
	"testing"
)

// document is a small document: one resource, and a place for another path.
func document(more string) []byte {
	const item = `{"type": "object", "properties": {"id": {"type": "string"}, "done": {"type": "boolean"}}}`
	const ok = `{"responses": {"200": {"description": "", "content": {"application/json": {"schema": ` + item + `}}}}}`
	const parameter = `"parameters": [{"name": "thing_id", "in": "path", "required": true, "schema": {"type": "string"}}]`
	return []byte(`{"openapi": "3.0.3", "info": {"title": "Things", "version": "1"}, "paths": {
		"/things/{thing_id}": {` + parameter + `, "get": ` + ok + `}` + strings.NewReplacer("OK", ok, "PARAMETER", parameter).Replace(more) + `}}`)
}

const flip = `{"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"done": {"type": "boolean"}}}}}}, "responses": {
	"200": {"description": "", "content": {"application/json": {"schema": {"type": "object", "properties": {"done": {"type": "boolean"}}}}}}}}`

// Everything in the document is either understood or an error.
func TestEveryOperationIsCovered(t *testing.T) {
	for _, c := range []struct {
		name, more string
		want       string // part of the error; "" for none
	}{
		{name: "a resource"},
		{name: "a toggle", more: `, "/things/{thing_id}/flip": {PARAMETER, "patch": ` + flip + `}`},
		{"another operation on a collection", `, "/things": {"delete": OK}`, "DELETE /things (): the suite has no notion of it"},
		{"a list that is none", `, "/things": {"get": OK}`, "GET /things (): the suite has no notion of it"},
		{"another operation below an item", `, "/things/{thing_id}/copies": {PARAMETER, "post": OK}`, "POST /things/{thing_id}/copies (): the suite has no notion of it"},
		{"a path of no item", `, "/statistics": {"get": OK}`, "GET /statistics (): the suite has no notion of it"},
		{"written by hand", `, "/statistics": {"get": {"x-by-hand": true, "responses": {"200": {"description": ""}}}}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := newSuite(Service{Document: document(c.more)})
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// A resource is found with what is below its items.
func TestModelOfADocument(t *testing.T) {
	s, err := newSuite(Service{Document: document(`, "/things/{thing_id}/flip": {PARAMETER, "patch": ` + flip + `}`)})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.resources) != 1 {
		t.Fatalf("got %d resources, want 1", len(s.resources))
	}
	r := s.resources[0]
	if r.name != "things" || r.item != "/things/{thing_id}" || r.read == nil || r.list != nil || len(r.toggles) != 1 || r.toggles[0].toggled() != "done" {
		t.Errorf("got %+v, want things to read and to flip", r)
	}
}
