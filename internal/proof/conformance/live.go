package conformance

import (
	"bufio"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// liveEnd is how long a stream may take to show what its list has.
const liveEnd = 30 * time.Second

// testLive: whoever reads the stream of changes holds what the list returns, after every write;
// and nobody reads the changes of others.
func (s subject) testLive(t *testing.T) {
	needs(t, s.changes, s.list, s.create)
	if !s.service.Live {
		t.Skip("the service has no streams")
	}
	server := httptest.NewServer(s.service.Handler)
	t.Cleanup(server.Close)
	user, other := s.newUser(), s.newUser()
	others := s.stream(t, server, other)
	stream := s.stream(t, server, user)
	writes := []func(item row){
		func(row) { s.any(t, user, 2) },
		func(row) { s.seeded(t, user, 3) },
	}
	for _, op := range append(s.updates(), s.toggles...) {
		writes = append(writes, func(item row) {
			s.send(t, call{op: op, id: id(item), user: user, body: map[string]any{}}).want(t, http.StatusOK)
		})
	}
	if s.delete != nil {
		writes = append(writes, func(item row) {
			s.send(t, call{op: s.delete, id: id(item), user: user}).want(t, http.StatusNoContent)
		})
	}
	if s.delete != nil && s.restore != nil && !s.service.NoPolicy {
		writes = append(writes, func(item row) {
			s.send(t, call{op: s.restore, id: id(item), user: user}).want(t, http.StatusOK)
		})
	}
	item := s.any(t, user, 1)
	stream.becomes(t, s, user)
	for _, write := range writes {
		write(item)
		stream.becomes(t, s, user)
	}
	others.becomes(t, s, other)
}

// stream is a client of a stream of changes.
type stream struct {
	follower
	lines *bufio.Scanner
}

// stream opens the stream of a user's changes, and reads its first page.
func (s subject) stream(t *testing.T, server *httptest.Server, user string) *stream {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+s.changes.path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.service.Token(user))
	req.Header.Set("Accept", "text/event-stream")
	client := http.Client{Timeout: liveEnd}
	w, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Body.Close() })
	wantNotices(t, s.changes, reply{call: "the stream of " + s.changes.path, status: w.StatusCode, header: w.Header})
	if got := w.Header.Get("Content-Type"); w.StatusCode != http.StatusOK || got != "text/event-stream" {
		t.Fatalf("GET %s = %d, %s, want a stream", s.changes.path, w.StatusCode, got)
	}
	lines := bufio.NewScanner(w.Body)
	lines.Buffer(nil, 4<<20)
	opened := &stream{follower{rows: map[string]string{}}, lines}
	opened.read(t)
	return opened
}

// read applies the next page.
func (r *stream) read(t *testing.T) {
	t.Helper()
	event := ""
	for r.lines.Scan() {
		name, value, _ := strings.Cut(r.lines.Text(), ": ")
		switch name {
		case "event":
			event = value
		case "data":
			var p feedPage
			if err := json.Unmarshal([]byte(value), &p); err != nil || event != "changes" {
				t.Fatalf("got the event %s, %s, want a page", event, clip(value))
			}
			r.apply(p)
			return
		}
	}
	t.Fatalf("the stream ends: %v", r.lines.Err())
}

// becomes reads until the client holds what the list of a user returns.
func (r *stream) becomes(t *testing.T, s subject, user string) {
	t.Helper()
	var list []json.RawMessage
	if status, _ := s.get(s.list, user, s.listing(t, user, url.Values{"limit": {strconv.Itoa(s.longestPage())}}).query, &list); status != http.StatusOK {
		t.Fatalf("GET %s = %d, want 200", s.list.path, status)
	}
	want := map[string]string{}
	for _, row := range list {
		want[idOf(row)] = string(row)
	}
	for !maps.Equal(r.rows, want) {
		r.read(t)
	}
}
