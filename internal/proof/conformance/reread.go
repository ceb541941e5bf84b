package conformance

import (
	"cmp"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// reader is a client that keeps what a list says, with its entity tag.
type reader struct{ tag, said string }

// reread expects, after a write of a user, that whoever has read the user's lists, and asks for
// them again by their entity tags, has what they say: 304 is never untrue. The lists of the
// resource that was written are also read in other ways, in turn.
func (s *suite) reread(t rapid.TB, c call) {
	t.Helper()
	for _, r := range s.resources {
		if r.list == nil || r.parent != nil || !c.op.reaches() && !r.has(c.op) && !slices.Contains(s.byHand, c.op) {
			continue
		}
		ways := r.readings()
		s.readAgain(t, r, c, ways[0])
		if r.has(c.op) {
			s.readAgain(t, r, c, ways[int(s.values.Add(1))%len(ways)])
		}
	}
}

// readings are ways to ask for a list; the first asks for nothing in particular.
func (r *resource) readings() []url.Values {
	ways := []url.Values{{}}
	for _, p := range r.list.parameters("query") {
		switch p.Name {
		case "count":
			ways = append(ways, url.Values{"limit": {"1"}, "count": {"true"}})
		case "deleted":
			ways = append(ways, url.Values{"deleted": {"with"}}, url.Values{"deleted": {"only"}})
		case "expand":
			for _, name := range p.Schema.Value.Items.Value.Enum {
				if name, ok := name.(string); ok {
					ways = append(ways, url.Values{"expand": {name}})
				}
			}
		}
	}
	return ways
}

func (s *suite) readAgain(t rapid.TB, r *resource, c call, way url.Values) {
	t.Helper()
	key := r.name + " " + c.user + " " + way.Encode()
	s.mu.Lock()
	before := s.readers[key]
	s.mu.Unlock()
	for tries := 3; ; tries-- { // others may write at the same time
		w := s.ask(r, c.user, way, cmp.Or(before.tag, `"none"`)) // to come back for it
		if w.Code != http.StatusNotModified {
			s.mu.Lock()
			s.readers[key] = reader{w.Header().Get("ETag"), saidBy(w)}
			s.mu.Unlock()
			return
		}
		now := saidBy(s.ask(r, c.user, way, ""))
		if now == before.said {
			return
		}
		if tries == 0 {
			t.Errorf("%s: after %s %s GET %s?%s with If-None-Match: %s = 304, and says %s where the tag is of %s", r.name, c.op.method, c.path(), r.list.path, way.Encode(), before.tag, clip(now), clip(before.said))
			return
		}
	}
}

// ask asks for a list by an entity tag, "" for none, without looking whether the reply follows the
// document.
func (s *suite) ask(r *resource, user string, way url.Values, tag string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(context.Background(), http.MethodGet, r.list.path+"?"+way.Encode(), http.NoBody)
	req.Header.Set("Authorization", "Bearer "+s.service.Token(user))
	if tag != "" {
		req.Header.Set(ifNoneMatch, tag)
	}
	w := httptest.NewRecorder()
	s.service.Handler.ServeHTTP(w, req)
	return w
}

// saidBy is what a reply says.
func saidBy(w *httptest.ResponseRecorder) string {
	return strings.Join([]string{w.Header().Get("Link"), w.Header().Get("X-Total-Count"), w.Body.String()}, "\n")
}
