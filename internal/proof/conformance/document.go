package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/ogen-go/ogen/ogenregex"
)

// testDocument: the document says what a client needs to know about every operation.
func (s *suite) testDocument(t *testing.T) {
	if len(s.resources) == 0 {
		t.Error("the document has no resource, want at least one")
	}
	seen := map[string]bool{}
	for _, r := range s.resources {
		if r.schema() == nil {
			t.Fatalf("%s: no reply shows an item", r.name)
		}
		for _, op := range r.all() {
			t.Run(op.method+" "+op.path, func(t *testing.T) {
				if op.OperationID == "" || seen[op.OperationID] {
					t.Errorf("got the operation id %q, want one of its own", op.OperationID)
				}
				seen[op.OperationID] = true
				s.testSecurity(t, op)
				testStatuses(t, r, op)
				testNotices(t, op)
				testErrorExamples(t, op)
				testReplyExamples(t, op)
				testRepeatable(t, r, op)
				s.testExtensions(t, r, op)
				for _, p := range slices.Concat(op.parameters("query"), op.parameters("header")) {
					testBounds(t, p)
				}
				testTypes(t, "body", op.body())
				testReplies(t, op)
			})
		}
	}
}

func (s *suite) testSecurity(t *testing.T, op *operation) {
	required := s.doc.Security
	if op.Security != nil {
		required = *op.Security
	}
	if len(required) == 0 {
		t.Error("anybody may call it, want security")
	}
	for _, one := range required {
		for name := range one {
			if s.doc.Components.SecuritySchemes[name] == nil {
				t.Errorf("security names %s, which is not described", name)
			}
		}
		if len(one) == 0 {
			t.Error("security is optional, want it required")
		}
	}
}

// testBounds expects that no parameter can be arbitrarily large. Conditions are unbounded
// lists, but the server bounds headers.
func testBounds(t *testing.T, p *openapi3.Parameter) {
	s := p.Schema.Value
	if p.Name == ifMatch || p.Name == ifNoneMatch {
		return
	}
	if kind(s) == "array" {
		if s.MaxItems == nil {
			t.Errorf("the parameter %s may have any number of items, want a bound", p.Name)
		}
		s = s.Items.Value
	}
	switch kind(s) {
	case "string":
		if s.MaxLength == nil && len(s.Enum) == 0 && formats[s.Format] == nil {
			t.Errorf("the parameter %s may be of any length, want a bound", p.Name)
		}
	case "integer":
		if slices.Contains(paging, p.Name) && s.Min == nil || p.Name == "limit" && s.Max == nil {
			t.Errorf("the parameter %s may be any number, want bounds", p.Name)
		}
	}
	testTypes(t, p.Name, s)
}

// testTypes expects that the suite can generate values of a schema, and that no object in
// a request accepts unknown members by oversight.
func testTypes(t *testing.T, at string, s *openapi3.Schema) {
	if s == nil || s.ReadOnly {
		return
	}
	if s.Format != "" && kind(s) == "string" && formats[s.Format] == nil && !isTextual(s) {
		t.Errorf("%s: the suite cannot make a %s: teach formats and badFormats", at, s.Format)
	}
	if s.Pattern != "" {
		if _, err := ogenregex.Compile(s.Pattern); err != nil {
			t.Errorf("%s: the pattern %s: %v", at, s.Pattern, err)
		}
	}
	if len(s.Properties) > 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil {
		t.Errorf("%s: is silent about unknown fields, want additionalProperties", at)
	}
	for name, p := range s.Properties {
		testTypes(t, at+"."+name, p.Value)
	}
	if s.Items != nil {
		testTypes(t, fmt.Sprintf("%s[]", at), s.Items.Value)
	}
}

// testReplies expects that every integer of a reply has a format, and that no list in it can
// have any number of items, unless the schema of a field says so or somebody's own code.
func testReplies(t *testing.T, op *operation) {
	seen := map[*openapi3.Schema]bool{}
	var walk func(at string, ref *openapi3.SchemaRef)
	walk = func(at string, ref *openapi3.SchemaRef) {
		if ref == nil || seen[ref.Value] {
			return
		}
		s := ref.Value
		seen[s] = true
		if kind(s) == "integer" && s.Format == "" {
			t.Errorf("%s: an integer without a format", at)
		}
		if kind(s) == "array" && s.MaxItems == nil && (at[0] >= '4' || !strings.Contains(at, ".") || op.Extensions[xFeed] != nil && at == "200.changes") {
			t.Errorf("%s: may have any number of items, want a bound", at)
		}
		for name, p := range s.Properties {
			walk(at+"."+name, p)
		}
		walk(at+"[]", s.Items)
		for _, one := range slices.Concat(s.OneOf, s.AllOf) {
			walk(at, one)
		}
	}
	for status, response := range op.Responses.Map() {
		for name, h := range response.Value.Headers {
			walk(status+" "+name, h.Value.Schema)
		}
		for _, media := range response.Value.Content {
			walk(status, media.Schema)
		}
	}
}
