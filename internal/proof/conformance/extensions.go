package conformance

import (
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// operators are the operators of filters.
var operators = []string{"equal", "in", "not", "greater", "at_least", "less", "at_most", "prefix", "contains", "is_null"}

// testExtensions expects that everything named by the extensions of the document exists, so
// that no test passes because it found nothing.
func (s *suite) testExtensions(t *testing.T, r *resource, op *operation) {
	t.Helper()
	fields := r.schema().Properties
	requested := map[string]bool{} // sensitive fields are in no reply
	for _, body := range r.requests() {
		for name := range body.Properties {
			requested[name] = true
		}
	}
	if op == r.list {
		for _, f := range (subject{s, r}).filters() {
			testFilterExtension(t, f, fields)
		}
	}
	for _, l := range r.links {
		if s.named(l.target) == nil {
			t.Errorf("%s leads to %s, which is the schema of no resource", l.field, l.target)
		}
	}
	for _, e := range r.expansions {
		if s.named(e.target) == nil || e.of != "" && r.linkAt(e.of) == nil {
			t.Errorf("%s expands %q to %s, want a link to the schema of a resource", e.name, e.of, e.target)
		}
		if slices.Contains(r.schema().Required, e.name) {
			t.Errorf("%s is required, and there only on request", e.name)
		}
	}
	for _, combination := range r.unique {
		for _, field := range combination {
			if fields[field] == nil && !requested[field] {
				t.Errorf("%q are unique, and %s is no field", combination, field)
			}
		}
	}
}

func testFilterExtension(t *testing.T, f filter, fields openapi3.Schemas) {
	t.Helper()
	if f.op != search && !slices.Contains(operators, f.op) {
		t.Errorf("the parameter %s has the operator %q, want one of %q or x-search", f.Name, f.op, operators)
	}
	for _, field := range f.fields {
		if fields[field] == nil {
			t.Errorf("the parameter %s filters by %q, which is no field", f.Name, field)
		}
	}
}
