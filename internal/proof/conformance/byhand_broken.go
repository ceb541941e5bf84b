package conformance

import (
	"net/http"
	"strings"
	"testing"
)

// testBodies: a body of another type, invalid JSON and a body over the limit are refused.
func (h handled) testBodies(t *testing.T) {
	if h.op.body() == nil {
		t.Skip("it takes no body")
	}
	user := h.newUser()
	item := id(h.item(t, user))
	good := string(encode(t, h.valid(t, user, item).body))
	for _, c := range []struct {
		name, body, kind string
		want             int
	}{
		{"another content type", good, "text/plain", http.StatusUnsupportedMediaType},
		{"not JSON", "{", "application/json", http.StatusBadRequest},
		{"more after the JSON", good + "]", "application/json", http.StatusBadRequest},
		{"not UTF-8", "{\"\xff\": 1}", "application/json", http.StatusBadRequest},
		{"too large", good + strings.Repeat(" ", 8<<20), "application/json", http.StatusRequestEntityTooLarge},
		{"a field twice", `{"no such field": 1, "no such field": 2}`, "application/json", http.StatusUnprocessableEntity},
	} {
		t.Run(c.name, func(t *testing.T) {
			sent := h.valid(t, user, item).with("Content-Type", c.kind)
			sent.body = text(c.body)
			h.send(t, sent).want(t, c.want)
		})
	}
	t.Run("nothing", func(t *testing.T) {
		sent := h.valid(t, user, item)
		sent.body = nil
		if res := h.send(t, sent); res.status != http.StatusBadRequest && res.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d %s, want it refused", res.call, res.status, clip(string(res.raw)))
		}
	})
}

// testBroken: a body that breaks a rule is refused, with the place of the fault.
func (h handled) testBroken(t *testing.T) {
	if h.op.body() == nil {
		t.Skip("it takes no body")
	}
	user := h.newUser()
	before := h.item(t, user)
	for _, f := range broken(h.op.body()) {
		t.Run(f.name, func(t *testing.T) {
			c := h.valid(t, user, id(before))
			c.body = text(encode(t, f.value)) // of null too
			wantRefused(t, h.send(t, c), inBody(f.loc))
		})
	}
	h.wantUntouched(t, user, before)
}

// testParameters: an invalid parameter and an unknown one are refused by name.
func (h handled) testParameters(t *testing.T) {
	user := h.newUser()
	before := h.item(t, user)
	for _, p := range h.op.parameters("query") {
		for _, f := range brokenQuery(p) {
			t.Run(p.Name+"/"+f.name, func(t *testing.T) {
				c := h.valid(t, user, id(before))
				c.query[p.Name] = asQuery(p, f.value)
				wantRefused(t, h.send(t, c), append([]any{"query", p.Name}, f.loc...))
			})
		}
	}
	c := h.valid(t, user, id(before))
	c.query["no_such_parameter"] = []string{"1"}
	wantRefused(t, h.send(t, c), []any{"query", "no_such_parameter"})
	h.wantUntouched(t, user, before)
}

// testConditions: a write does not change a version that its conditions exclude. Without a
// versioned item, no condition holds.
func (h handled) testConditions(t *testing.T) {
	if h.op.method == http.MethodGet {
		t.Skip("it writes nothing")
	}
	user := h.newUser()
	before := h.item(t, user)
	match, none := []string{`"none"`, `"-1"`, ""}, []string{"*"}
	if h.op.parameter("header", ifMatch) == nil {
		match = append(match, "*")
	} else if h.resource != nil && h.create != nil && h.tags() {
		item, _, now := h.tagged(t, user)
		before, match, none = item, append(match, "W/"+now), append(none, now, "W/"+now)
	}
	for name, tags := range map[string][]string{ifMatch: match, ifNoneMatch: none} {
		for _, tag := range tags {
			h.send(t, h.valid(t, user, id(before)).with(name, tag)).want(t, http.StatusPreconditionFailed)
		}
	}
	h.wantUntouched(t, user, before)
}

// wantUntouched expects that the item of the operation is unchanged.
func (h handled) wantUntouched(t *testing.T, user string, before row) {
	t.Helper()
	if h.resource != nil {
		wantSame(t, before, h.stored(t, user, id(before)))
	}
}
