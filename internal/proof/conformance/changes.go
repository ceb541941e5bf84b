package conformance

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// xFeed marks an operation that follows a list.
const xFeed = "x-feed"

func (o *operation) isFeed() bool { return o.method == http.MethodGet && o.Extensions[xFeed] != nil }

// follower is a client that holds what it has read of a change feed: rows as they came, by id.
type follower struct {
	cursor string
	rows   map[string]string
}

// feedPage is a page of a change feed.
type feedPage struct {
	Changes []struct {
		Op  string          `json:"op"`
		Row json.RawMessage `json:"row"`
		ID  string          `json:"id"`
	} `json:"changes"`
	Cursor string `json:"cursor"`
	More   bool   `json:"more"`
}

// idOf reads the id of a row that is left as it came.
func idOf(raw json.RawMessage) string {
	var row struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(raw, &row) // it is compared with the list
	return row.ID
}

// apply takes over the changes of a page.
func (f *follower) apply(p feedPage) {
	for _, c := range p.Changes {
		if c.Op == "upsert" {
			f.rows[idOf(c.Row)] = string(c.Row)
		} else {
			delete(f.rows, c.ID)
		}
	}
	f.cursor = p.Cursor
}

// get asks for a path without looking whether the reply follows the document, which the tests
// of the feed do. It returns the status and the Link to the next page.
func (s *suite) get(op *operation, user string, query url.Values, v any) (status int, link string) {
	req := httptest.NewRequestWithContext(context.Background(), http.MethodGet, op.path+"?"+query.Encode(), http.NoBody)
	req.Header.Set("Authorization", "Bearer "+s.service.Token(user))
	w := httptest.NewRecorder()
	s.service.Handler.ServeHTTP(w, req)
	if w.Code == http.StatusOK {
		_ = json.Unmarshal(w.Body.Bytes(), v) // what cannot be read is not what the list has
	}
	return w.Code, nextLink(w.Header())
}

// catchUp reads what has changed since, and everything anew where nothing leads on. It returns
// false where the feed refuses.
func (s *suite) catchUp(r *resource, user string, f *follower) bool {
	for {
		query := url.Values{"limit": {strconv.Itoa(subject{s, r}.longestPage())}}
		if f.cursor != "" {
			query.Set("since", f.cursor)
		}
		var p feedPage
		switch status, _ := s.get(r.changes, user, query, &p); status {
		case http.StatusOK:
			if f.apply(p); !p.More {
				return true
			}
		case http.StatusGone:
			*f = follower{rows: map[string]string{}}
		default:
			return false
		}
	}
}

// followed expects, after a write of a user, that whoever has followed that user's changes of
// the resource holds what its list returns; and after a deletion or a restore, of every resource.
func (s *suite) followed(t rapid.TB, c call) {
	t.Helper()
	if s.service.NoWall {
		return
	}
	for _, r := range s.resources {
		if r.changes == nil || r.list == nil || r.parent != nil || !c.op.reaches() && !r.has(c.op) {
			continue
		}
		f := s.followerOf(r, c.user)
		for tries := 3; ; tries-- { // others may write at the same time
			want := map[string]string{}
			var list []json.RawMessage
			follows := s.catchUp(r, c.user, f)
			status, link := s.get(r.list, c.user, url.Values{"limit": {strconv.Itoa(subject{s, r}.longestPage())}}, &list)
			if !follows || status != http.StatusOK || link != "" {
				break // the user is refused, or has more than one page
			}
			for _, row := range list {
				want[idOf(row)] = string(row)
			}
			if maps.Equal(f.rows, want) {
				break
			}
			if tries == 0 {
				t.Errorf("%s: after %s %s the follower of its changes has %v, want as the list %v", r.name, c.op.method, c.path(), f.rows, want)
				break
			}
		}
	}
}

// reaches says whether an operation may change rows of other resources too.
func (o *operation) reaches() bool { return o.method == http.MethodDelete || o.restores() != "" }

// has says whether an operation is one of the resource.
func (r *resource) has(op *operation) bool {
	return slices.Contains(r.all(), op)
}

// followerOf returns who has followed a user's changes of a resource from the first write on.
func (s *suite) followerOf(r *resource, user string) *follower {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := r.name + " " + user
	if s.followers[key] == nil {
		s.followers[key] = &follower{rows: map[string]string{}}
	}
	return s.followers[key]
}

// wantFed expects that a feed which filters narrow leads to what the list with them has.
func (s subject) wantFed(t rapid.TB, user string, filters url.Values, listed []row) {
	t.Helper()
	if s.changes == nil || s.parent != nil {
		return
	}
	f, query := follower{rows: map[string]string{}}, maps.Clone(filters)
	for more := true; more; query.Set("since", f.cursor) {
		var p feedPage
		if status, _ := s.get(s.changes, user, query, &p); status != http.StatusOK {
			t.Fatalf("GET %s?%s = %d, want 200", s.changes.path, query.Encode(), status)
		}
		f.apply(p)
		more = p.More
	}
	fed := slices.Sorted(maps.Keys(f.rows))
	if want := slices.Sorted(slices.Values(ids(listed))); !slices.Equal(fed, want) {
		t.Errorf("the feed with %s has %v, want as the list %v", filters.Encode(), fed, want)
	}
}

// testChanges: pages of any length lead over all changes, from the beginning and from any
// cursor; a filter narrows the feed as it narrows the list; and a cursor belongs to its filters.
func (s subject) testChanges(t *testing.T) {
	needs(t, s.changes, s.list, s.create)
	user := s.newUser()
	s.seeded(t, user, 7)
	page := func(query url.Values) feedPage {
		t.Helper()
		var p feedPage
		raw := s.send(t, call{op: s.changes, user: user, query: query}).want(t, http.StatusOK).raw
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	want := map[string]bool{}
	for _, item := range s.everything(t, user) {
		want[id(item)] = true
	}
	var last string
	for _, limit := range []int{1, 2, 3, s.longestPage()} {
		f := &follower{rows: map[string]string{}}
		for query := (url.Values{"limit": {strconv.Itoa(limit)}}); ; query.Set("since", f.cursor) {
			p := page(query)
			if len(p.Changes) > limit {
				t.Errorf("a page of %d changes, want at most %d", len(p.Changes), limit)
			}
			if f.apply(p); !p.More {
				break
			}
		}
		for id := range want {
			if f.rows[id] == "" {
				t.Errorf("in pages of %d the feed has no %s", limit, id)
			}
		}
		if p := page(url.Values{"since": {f.cursor}}); len(p.Changes) > 0 || p.More {
			t.Errorf("after all that there is come %d changes more", len(p.Changes))
		}
		last = f.cursor
	}
	if p := page(url.Values{"since": {"now"}}); len(p.Changes) > 0 || p.More || p.Cursor != last {
		t.Errorf("now has %d changes and leads on from %s, want none and %s", len(p.Changes), p.Cursor, last)
	}
	cursor := page(url.Values{}).Cursor
	s.send(t, call{op: s.changes, user: user, query: url.Values{"since": {"x"}}}).want(t, http.StatusUnprocessableEntity)
	for _, f := range s.filters() {
		query := url.Values{f.Name: asQuery(f.Parameter, anything.value(f.Schema.Value).Example(1)), "since": {cursor}}
		s.send(t, call{op: s.changes, user: user, query: query}).want(t, http.StatusUnprocessableEntity)
	}
	if p := page(url.Values{"since": {cursor}}); len(p.Changes) != 0 {
		t.Errorf("%d changes, want none", len(p.Changes))
	}
	s.send(t, call{op: s.changes, user: s.newUser(), query: url.Values{"since": {cursor}}}).want(t, http.StatusGone)
}
