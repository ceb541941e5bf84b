package conformance

import (
	"bytes"
	"maps"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// testIdempotency: a repetition with the same key and body creates nothing and gets the
// first answer. The key with another body is refused. Keys belong to one user.
func (s subject) testIdempotency(t *testing.T) {
	needs(t, s.create)
	p := s.create.parameter("header", idempotencyKey)
	if p == nil {
		t.Skip("the document has no idempotency key")
	}
	key := func(v string) map[string]string { return map[string]string{idempotencyKey: v} }
	rapid.Check(t, func(t *rapid.T) {
		user, other := s.newUser(), s.newUser()
		body := s.drawn(t, user, s.create, anything, "body")
		before := s.everything(t, user)
		k := rapid.StringMatching(`[!-~]{1,30}`).Draw(t, "key")
		first := s.send(t, call{op: s.create, user: user, body: body, header: key(k)}).want(t, http.StatusCreated)
		wantSent(t, s.resource, s.create.body(), body, first.row(t))
		again := s.send(t, call{op: s.create, user: user, body: body, header: key(k)}).want(t, http.StatusCreated)
		for _, name := range []string{"Location", "ETag"} {
			if got, want := again.header.Get(name), first.header.Get(name); got != want {
				t.Errorf("%s again: got %s %s, want %s", again.call, name, got, want)
			}
		}
		if !bytes.Equal(first.raw, again.raw) {
			t.Errorf("%s again: got %s, want %s", again.call, clip(string(again.raw)), clip(string(first.raw)))
		}
		theirs := s.send(t, call{op: s.create, user: other, body: s.own(t, other, s.create.body(), maps.Clone(body)), header: key(k)}).want(t, http.StatusCreated)
		if id(theirs.row(t)) == id(first.row(t)) {
			t.Errorf("%s: the key of one user gives another the item of the first", theirs.call)
		}
		changed := s.drawn(t, user, s.create, full, "another body")
		if !s.asksFor(t, changed, withDefaults(s.create.body(), body), first.row(t)) {
			res := s.send(t, call{op: s.create, user: user, body: changed, header: key(k)})
			if res.status/100 == 2 {
				t.Logf("a first body %s", encode(t, body))
			}
			wantUsed(t, res)
		}
		if len(s.links) == 0 {
			s.wantListed(t, user, append(before, first.row(t)))
		}
	})
	user := s.newUser()
	for _, v := range brokenText(p.Schema.Value) {
		res := s.send(t, s.good(t, s.create, user, "").with(idempotencyKey, v))
		wantRefused(t, res, []any{"header", idempotencyKey})
	}
}

// asksFor says whether a body is the same request as another one, which was answered with
// an item: two notations of a value, such as a date-time, are one request.
func (s subject) asksFor(t *rapid.T, body, another map[string]any, item row) bool {
	for name, p := range s.create.body().Properties {
		if !bytes.Equal(encode(t, body[name]), encode(t, another[name])) && !same(p.Value, body[name], item[name]) {
			return false
		}
	}
	return true
}

// withDefaults returns a body with defaults for its absent fields, which is the same
// request.
func withDefaults(body *openapi3.Schema, sent map[string]any) map[string]any {
	all := maps.Clone(sent)
	for name, p := range body.Properties {
		if _, ok := all[name]; !ok && !p.Value.ReadOnly && (p.Value.Default != nil || p.Value.Nullable) {
			all[name] = p.Value.Default
		}
	}
	return all
}
