package conformance

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// good returns a call that succeeds if the user has the item of that id, and that changes
// none of its fields. Without a user its links have no target.
func (s subject) good(t rapid.TB, op *operation, user, id string) call {
	t.Helper()
	c := call{op: op, id: id, user: user, header: map[string]string{}}
	switch op {
	case s.list:
		c.id = s.parentOf(t, user)
	case s.create:
		c.body = s.newBody(t, user, op.body())
	case s.batch.create, s.each.create:
		c.body = []any{s.newBody(t, user, op.body().Items.Value)}
	case s.batch.update, s.each.update:
		c.body = map[string]any{idsField: []any{id}, changeField: map[string]any{}}
	case s.batch.delete, s.each.delete, s.batch.restore:
		c.query = url.Values{idsField: {id}}
	default:
		if op.body() != nil {
			c.body = map[string]any{}
		}
	}
	return c
}

// newBody is a body with every field.
func (s subject) newBody(t rapid.TB, user string, schema *openapi3.Schema) map[string]any {
	t.Helper()
	body := full.object(schema).Example(1)
	if user != "" {
		body = s.own(t, user, schema, body)
	}
	return body
}

// fits skips a test whose body is over the service's limit, which the document does not
// state.
func (s subject) fits(t *testing.T, body any) {
	t.Helper()
	limit := cmp.Or(s.service.BodyLimit, 64<<10)
	if n := len(encode(t, body)); n > limit {
		t.Skipf("a body of %d bytes is larger than the service takes", n)
	}
}

// testBodies: every content type of the document is accepted and no other. Invalid JSON and
// a body over the limit are refused.
func (s subject) testBodies(t *testing.T) {
	needs(t, s.create)
	for _, op := range s.all() {
		if op.body() == nil {
			continue
		}
		user := s.newUser()
		before := s.any(t, user, 1)
		good := string(encode(t, s.good(t, op, user, id(before)).body))
		for _, c := range []struct {
			name, body, kind string
			want             []int
		}{
			{"another content type", good, "text/plain", []int{http.StatusUnsupportedMediaType}},
			{"no content type that is one", good, "?", []int{http.StatusUnsupportedMediaType}},
			{"not JSON", "{", "application/json", []int{http.StatusBadRequest}},
			{"more after the JSON", good + "]", "application/json", []int{http.StatusBadRequest}},
			{"not UTF-8", "{\"\xff\": 1}", "application/json", []int{http.StatusBadRequest}},
			{"too large", good + strings.Repeat(" ", 8<<20), "application/json", []int{http.StatusRequestEntityTooLarge}},
			{"nothing", "", "application/json", []int{http.StatusBadRequest, http.StatusUnprocessableEntity}},
			{"a field twice", `{"no such field": 1, "no such field": 2}`, "application/json", []int{http.StatusUnprocessableEntity}},
		} {
			if c.name == "nothing" && !op.RequestBody.Value.Required {
				continue
			}
			t.Run(op.method+"/"+c.name, func(t *testing.T) {
				res := s.send(t, call{op: op, id: id(before), user: user, body: text(c.body), header: map[string]string{"Content-Type": c.kind}})
				if res.status != c.want[0] && res.status != c.want[len(c.want)-1] {
					t.Errorf("%s: got %d %s, want %v", res.call, res.status, clip(string(res.raw)), c.want)
				}
			})
		}
		wantSame(t, before, s.stored(t, user, id(before)))
		for kind := range op.RequestBody.Value.Content {
			c := s.good(t, op, user, id(before))
			c.body, c.header = text(encode(t, c.body)), map[string]string{"Content-Type": kind + "; charset=utf-8"}
			res := s.send(t, c)
			if res.status/100 != 2 {
				t.Errorf("%s as %s: got %d %s, want success", res.call, kind, res.status, clip(string(res.raw)))
			}
		}
	}
}
