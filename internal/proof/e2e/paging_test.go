package e2e

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var sorts = []string{"created_at", "updated_at", "due_date", "title"}

// compare orders tasks by a sort: null after every value, ties by id.
func compare(sort string) func(a, b task) int {
	field, desc := strings.CutPrefix(sort, "-")
	value := func(t task) string {
		switch field {
		case "created_at":
			return t.CreatedAt
		case "updated_at":
			return t.UpdatedAt
		case "title":
			return t.Title
		}
		if t.DueDate == nil {
			return "~" // after every date
		}
		return *t.DueDate
	}
	return func(a, b task) int {
		order := cmp.Or(strings.Compare(value(a), value(b)), strings.Compare(a.ID, b.ID))
		if desc {
			return -order
		}
		return order
	}
}

// manyTasks creates tasks with ties and nulls in every sortable field.
func manyTasks(t *testing.T, s *service, user string) []task {
	t.Helper()
	dues := []any{nil, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.1Z", nil, "2026-01-01T00:00:00.000001Z", "0001-01-01T00:00:00Z", "2026-01-01T00:00:00Z"}
	for i := range 23 {
		made := s.create(t, user, map[string]any{
			"title": strings.Repeat(string(rune('a'+i%4)), 1+i%3), "due_date": dues[i%len(dues)],
			"completed": i%2 == 0, "priority": []string{"low", "high"}[i%2],
		})
		if i%5 == 0 {
			s.do(t, call{Method: "PATCH", Path: taskPath(made.ID), User: user, Body: "{}"})
		}
	}
	return as[[]task](t, s.get(t, user, tasks+"?limit=1000"))
}

var nextLink = regexp.MustCompile(`^<([^>]+)>; rel="next"$`)

// pages follows the Link headers from a query on, and returns all rows.
func (s *service) pages(t *testing.T, user, query string, limit int) []task {
	t.Helper()
	var all []task
	for path := tasks + "?" + query; path != ""; {
		r := s.get(t, user, path)
		rows := as[[]task](t, r)
		all = append(all, rows...)
		link := r.Header.Get("Link")
		if path = ""; link != "" {
			match := nextLink.FindStringSubmatch(link)
			if match == nil || len(rows) != limit {
				t.Fatalf("Link = %q after %d rows, want <…>; rel=\"next\" after %d", link, len(rows), limit)
			}
			path = match[1]
		}
		if len(all) > 1000 {
			t.Fatal("paging does not end")
		}
	}
	return all
}

func ids(rows []task) []string {
	list := []string{}
	for _, row := range rows {
		list = append(list, row.ID)
	}
	return list
}

func TestSortAndPage(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		all := manyTasks(t, s, "ann")
		for _, field := range sorts {
			for _, sort := range []string{field, "-" + field} {
				want := slices.SortedFunc(slices.Values(all), compare(sort))
				if got := as[[]task](t, s.get(t, "ann", tasks+"?sort="+sort)); !slices.Equal(ids(got), ids(want)) {
					t.Errorf("sort=%s: %v\nwant %v", sort, ids(got), ids(want))
				}
				for _, limit := range []int{1, 2, 7, 22, 23} {
					got := s.pages(t, "ann", fmt.Sprintf("sort=%s&limit=%d", sort, limit), limit)
					if !slices.Equal(ids(got), ids(want)) {
						t.Errorf("sort=%s in pages of %d: %v\nwant %v", sort, limit, ids(got), ids(want))
					}
				}
				open := slices.DeleteFunc(slices.Clone(want), func(r task) bool { return r.Completed })
				if got := s.pages(t, "ann", "completed=false&limit=2&priority=high&priority=medium&sort="+sort, 2); !slices.Equal(ids(got), ids(open)) {
					t.Errorf("sort=%s of open ones: %v\nwant %v", sort, ids(got), ids(open))
				}
			}
		}
		want := slices.SortedFunc(slices.Values(all), compare("-created_at"))
		if got := s.pages(t, "ann", "limit=5", 5); !slices.Equal(ids(got), ids(want)) {
			t.Errorf("the default order: %v\nwant %v", ids(got), ids(want))
		}
		for _, offset := range []int{0, 1, 22, 23, 1000} {
			got := as[[]task](t, s.get(t, "ann", fmt.Sprintf("%s?limit=3&offset=%d", tasks, offset)))
			first, last := min(offset, len(want)), min(offset+3, len(want))
			if !slices.Equal(ids(got), ids(want[first:last])) {
				t.Errorf("offset %d: %v\nwant %v", offset, ids(got), ids(want[first:last]))
			}
		}
		if got := s.pages(t, "ann", "limit=4&offset=3", 4); !slices.Equal(ids(got), ids(want[3:])) {
			t.Errorf("pages from offset 3: %v\nwant %v", ids(got), ids(want[3:]))
		}
	})
}

func TestLink(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		for i := range 4 {
			s.create(t, "ann", map[string]any{"title": fmt.Sprintf("ä&%% %d", i), "priority": "low"})
		}
		asked := url.Values{
			"priority": {"low", "high"}, "q": {"ä&% "}, "sort": {"-title"}, "limit": {"2"}, "count": {"true"}, "due_before": nil,
			"completed": {"false"},
		}
		r := s.get(t, "ann", tasks+"/?"+asked.Encode())
		match := nextLink.FindStringSubmatch(r.Header.Get("Link"))
		if match == nil {
			t.Fatalf("Link = %q, want a next page", r.Header.Get("Link"))
		}
		next, err := url.Parse(match[1])
		if err != nil || next.Path != tasks || next.Host != "" {
			t.Fatalf("Link leads to %q, want %s", match[1], tasks)
		}
		got := next.Query()
		if got.Get("cursor") == "" {
			t.Errorf("Link = %s, want a cursor", match[1])
		}
		got.Del("cursor")
		if got.Encode() != asked.Encode() {
			t.Errorf("Link keeps %s, want %s", got.Encode(), asked.Encode())
		}
		second := s.get(t, "ann", match[1])
		if got := second.Header.Get("Link"); got != "" {
			t.Errorf("Link of the last page = %q, want none", got)
		}
		if got := second.Header.Get("X-Total-Count"); got != "4" {
			t.Errorf("X-Total-Count of the last page = %q, want all 4", got)
		}
		if r := s.get(t, "bob", tasks+"?count=true"); string(r.Body) != "[]" || r.Header.Get("X-Total-Count") != "0" || r.Header.Get("Link") != "" {
			t.Errorf("nothing = %s, count %q, Link %q, want [], 0, none", r.Body, r.Header.Get("X-Total-Count"), r.Header.Get("Link"))
		}
	})
}

// cursorAfter returns the cursor after the first row of a list.
func (s *service) cursorAfter(t testing.TB, user, query string) string {
	t.Helper()
	link := s.get(t, user, tasks+"?limit=1&"+query).Header.Get("Link")
	match := nextLink.FindStringSubmatch(link)
	if match == nil {
		t.Fatalf("no next page of %s: %q", query, link)
	}
	next, err := url.Parse(match[1])
	if err != nil {
		t.Fatal(err)
	}
	return next.Query().Get("cursor")
}

func TestCursorRefused(t *testing.T) {
	forged := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	onEachDatabase(t, func(t *testing.T, s *service) {
		for range 3 {
			s.create(t, "ann", map[string]any{"title": "t"})
		}
		byTitle, byDue := s.cursorAfter(t, "ann", "sort=title"), s.cursorAfter(t, "ann", "sort=due_date")
		cases := []struct{ name, query string }{
			{"with offset", "sort=title&offset=1&cursor=" + byTitle},
			{"with offset 0", "sort=title&offset=0&cursor=" + byTitle},
			{"of another sort", "sort=due_date&cursor=" + byTitle},
			{"of the other direction", "sort=-title&cursor=" + byTitle},
			{"without its sort", "cursor=" + byTitle},
			{"empty", "cursor="},
			{"garbage", "cursor=garbage"},
			{"not base64", "cursor=%2B%2F%3D"},
			{"padded", "sort=title&cursor=" + byTitle + "%3D"},
			{"cut", "sort=title&cursor=" + byTitle[:len(byTitle)-4]},
			{"with more behind", "sort=title&cursor=" + byTitle + byTitle},
			{"twice", "sort=title&cursor=" + byTitle + "&cursor=" + byTitle},
			{"too long", "cursor=" + strings.Repeat("A", 4097)},
			{"no JSON", "cursor=" + forged("x")},
			{"null", "cursor=" + forged("null")},
			{"empty object", "cursor=" + forged("{}")},
			{"a time for a title", "sort=title&cursor=" + forged(`{"s":"title","i":"`+unknownID+`","t":1}`)},
			{"a text for a time", "sort=created_at&cursor=" + forged(`{"s":"created_at","i":"`+unknownID+`","v":"x"}`)},
			{"a text for a due date", "sort=due_date&cursor=" + forged(`{"s":"due_date","i":"`+unknownID+`","v":"x"}`)},
			{"both values", "sort=due_date&cursor=" + forged(`{"s":"due_date","i":"`+unknownID+`","t":1,"v":"x"}`)},
			{"nothing for a title", "sort=title&cursor=" + forged(`{"s":"title","i":"`+unknownID+`"}`)},
			{"a time out of range", "sort=due_date&cursor=" + forged(`{"s":"due_date","i":"`+unknownID+`","t":9223372036854775807}`)},
			{"a title with NUL", "sort=title&cursor=" + forged(`{"s":"title","i":"`+unknownID+`","v":"\u0000"}`)},
			{"no id", "sort=title&cursor=" + forged(`{"s":"title","i":"1","v":"x"}`)},
			{"an id left out", "sort=title&cursor=" + forged(`{"s":"title","v":"x"}`)},
			{"a brace too many", "sort=title&cursor=" + forged(`{"s":"title","i":"`+unknownID+`","v":"x"}}`)},
			{"an unknown member", "sort=title&cursor=" + forged(`{"s":"title","i":"`+unknownID+`","v":"x","u":"bob"}`)},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				r := s.do(t, call{Method: "GET", Path: tasks + "?" + c.query, User: "ann"})
				wantRules(t, r, "query.cursor")
			})
		}
		if r := s.do(t, call{Method: "GET", Path: tasks + "?sort=due_date&cursor=" + byDue, User: "ann"}); r.Status != http.StatusOK {
			t.Errorf("a cursor behind no date = %d %s, want 200", r.Status, r.Body)
		}
	})
}
