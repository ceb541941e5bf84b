package conformance

import (
	"hash/fnv"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// drawn draws a body that the user may send to an operation.
func (s subject) drawn(t *rapid.T, user string, op *operation, m maker, label string) map[string]any {
	return s.own(t, user, op.body(), m.object(op.body()).Draw(t, label))
}

// example is a body that the user may send to an operation. It is the same for the same
// seed, apart from links and unique values.
func (s subject) example(t rapid.TB, user string, op *operation, m maker, seed int) map[string]any {
	t.Helper()
	return s.own(t, user, op.body(), m.object(op.body()).Example(seed))
}

// own turns a body that fits its schema into one that the user may send: its links lead to
// items of the user, and its unique values are new.
func (s subject) own(t rapid.TB, user string, schema *openapi3.Schema, body map[string]any) map[string]any {
	t.Helper()
	for _, l := range s.links {
		switch v := body[l.field].(type) {
		case string:
			body[l.field] = s.someTargets(t, user, l.target, v, 1)[0]
		case []any:
			list := []any{}
			for _, id := range s.someTargets(t, user, l.target, string(encode(t, v)), len(v)) {
				list = append(list, id)
			}
			body[l.field] = list
		}
	}
	if _, ok := body[idField]; ok && s.byClient(schema) {
		body[idField] = s.newID()
	}
	for _, fields := range s.unique {
		s.renew(t, user, schema, fields, body)
	}
	return body
}

// renew sets one field of a unique combination to a new value.
func (s subject) renew(t rapid.TB, user string, schema *openapi3.Schema, fields []string, body map[string]any) {
	t.Helper()
	if !slices.ContainsFunc(fields, func(f string) bool { return body[f] != nil || s.create != nil && schema == s.create.body() }) {
		return
	}
	for _, links := range []bool{false, true} {
		for _, f := range fields {
			p := schema.Properties[f]
			if p == nil || p.Value.ReadOnly || (s.linkAt(f) != nil) != links {
				continue
			}
			if v, given := body[f]; given && v == nil || !given && p.Value.Nullable && p.Value.Default == nil {
				return // null does not collide
			}
			if links {
				body[f] = s.target(t, user, s.linkAt(f).target)
				return
			}
			if v, ok := fresh(p.Value, int(s.values.Add(1))); ok {
				body[f] = v
				return
			}
		}
	}
	t.Fatalf("%s: the suite cannot make two items that differ in %q, which are unique: teach fresh", s.name, fields)
}

// someTargets are n items of the user, existing or new, as a drawn value decides.
func (s *suite) someTargets(t rapid.TB, user, schema, drawn string, n int) []string {
	t.Helper()
	key := user + " " + schema
	s.mu.Lock()
	pool := slices.Clone(s.targets[key])
	s.mu.Unlock()
	h := fnv.New32a()
	_, _ = h.Write([]byte(drawn))
	first := int(h.Sum32() % 3)
	for len(pool) < first+n {
		id := s.target(t, user, schema)
		pool = append(pool, id)
		s.mu.Lock()
		s.targets[key] = append(s.targets[key], id)
		s.mu.Unlock()
	}
	return pool[first : first+n]
}

// target creates an item for a link, with only the required fields.
func (s *suite) target(t rapid.TB, user, schema string) string {
	t.Helper()
	r := s.named(schema)
	if r == nil || r.create == nil {
		t.Fatalf("%s: a link leads to it, and no operation makes one", schema)
	}
	to := subject{s, r}
	body := to.example(t, user, r.create, bare, int(s.values.Add(1)))
	return id(s.send(t, call{op: r.create, user: user, body: body}).want(t, http.StatusCreated).row(t))
}
