package e2e

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// longestPage is how many bytes of JSON a page may have.
const longestPage = 1 << 20

// mixedTasks creates tasks that differ in size: some take 60 KB of JSON, most a few words.
func mixedTasks(t *testing.T, s *service, user string) {
	t.Helper()
	dues := []any{nil, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"}
	for i := range 120 {
		description := any("some words, a needle")
		switch {
		case i%3 == 0:
			description = strings.Repeat("\x01", 9_000) + " needle"
		case i%10 == 1:
			description = strings.Repeat("ä", 10_000)
		case i%10 == 2:
			description = nil
		}
		s.create(t, user, map[string]any{
			"title": strings.Repeat(string(rune('a'+i%4)), 1+i%3), "description": description,
			"due_date": dues[i%len(dues)], "completed": i%5 == 0,
		})
	}
}

// TestPagesEndByBytes: a page ends before it gets too long, and who follows Link sees
// every row once, in order.
func TestPagesEndByBytes(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		mixedTasks(t, s, "ann")
		every := []string{"", "completed=false", "q=NEEDLE", "offset=0", "offset=17", "q=needle&sort=-title&offset=3"}
		for _, sort := range sorts {
			every = append(every, "sort="+sort, "sort=-"+sort)
		}
		for _, query := range every {
			t.Run(query, func(t *testing.T) {
				asked, err := url.ParseQuery(query)
				if err != nil {
					t.Fatal(err)
				}
				asked.Set("count", "true")
				short := maps.Clone(asked)
				short.Set("limit", "5")
				asked.Set("limit", "1000")
				want, _, total := s.paged(t, "ann", short)
				got, pages, again := s.paged(t, "ann", asked)
				if !slices.Equal(ids(got), ids(want)) {
					t.Errorf("%d rows on long pages, want the %d rows of short ones", len(got), len(want))
				}
				skipped, _ := strconv.Atoi(asked.Get("offset"))
				if total != again || total != len(want)+skipped {
					t.Errorf("X-Total-Count %d and %d, want %d", total, again, len(want)+skipped)
				}
				if pages < 2 {
					t.Errorf("%d rows came on one page: the test has too little", len(got))
				}
			})
		}
	})
}

// paged follows the Link headers from a query on. It returns all rows, the number of pages,
// and X-Total-Count.
func (s *service) paged(t *testing.T, user string, query url.Values) (all []task, pages, total int) {
	t.Helper()
	for path := tasks + "?" + query.Encode(); path != ""; pages++ {
		r := s.do(t, call{Method: http.MethodGet, Path: path, User: user, Header: map[string]string{"Accept-Encoding": "identity"}})
		if r.Status != http.StatusOK || len(r.Body) > longestPage {
			t.Fatalf("%s = %d with %d bytes, want 200 with at most %d", path, r.Status, len(r.Body), longestPage)
		}
		rows := as[[]task](t, r)
		if len(rows) == 0 && pages > 0 {
			t.Fatalf("%s has no rows, but the page before led to it", path)
		}
		all = append(all, rows...)
		n, err := strconv.Atoi(r.Header.Get("X-Total-Count"))
		if err != nil || pages > 0 && n != total {
			t.Fatalf("%s: X-Total-Count %q, want %d", path, r.Header.Get("X-Total-Count"), total)
		}
		total, path = n, ""
		if link := r.Header.Get("Link"); link != "" {
			match := nextLink.FindStringSubmatch(link)
			if match == nil || pages > 1000 {
				t.Fatalf("after %d pages Link = %q", pages, link)
			}
			path = match[1]
		}
	}
	return all, pages, total
}
