package hidden

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func mustParse(id string) uuid.UUID { return uuid.MustParse(id) }

// TestLinksToHiddenRows: a hidden row is none to link to, be it the viewer's own or not.
func TestLinksToHiddenRows(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		hiddenBook, hiddenShelf := l.hidden("ann")
		hiddenLabel := l.create("ann", "/labels", `{"name": "l"}`)
		l.remove("ann", "/labels/"+hiddenLabel)
		for _, user := range []string{"ann", "bob"} {
			mine := l.create(user, "/books", `{"title": "mine"}`)
			label := l.create(user, "/labels", `{"name": "mine"}`)
			for _, c := range []struct{ method, path, body, loc string }{
				{"POST", "/books", fmt.Sprintf(`{"title": "b", "shelf_id": %q}`, hiddenShelf), `["body","shelf_id"]`},
				{"POST", "/books", fmt.Sprintf(`{"title": "b", "label_ids": [%q, %q]}`, label, hiddenLabel), `["body","label_ids",1]`},
				{"POST", "/notes", fmt.Sprintf(`{"text": "n", "book_id": %q}`, hiddenBook), `["body","book_id"]`},
				{"POST", "/books/batch", fmt.Sprintf(`[{"title": "b"}, {"title": "b", "shelf_id": %q}]`, hiddenShelf), `["body",1,"shelf_id"]`},
				{"PATCH", "/books/" + mine, fmt.Sprintf(`{"shelf_id": %q}`, hiddenShelf), `["body","shelf_id"]`},
				{"PATCH", "/books/" + mine, fmt.Sprintf(`{"label_ids": [%q]}`, hiddenLabel), `["body","label_ids",0]`},
				{"PATCH", "/books/batch", fmt.Sprintf(`{"ids": [%q], "change": {"shelf_id": %q}}`, mine, hiddenShelf), `["body","change","shelf_id"]`},
				{"PATCH", "/labels/" + label, fmt.Sprintf(`{"book_ids": [%q]}`, hiddenBook), `["body","book_ids",0]`},
			} {
				w := l.send(user, c.method, c.path, c.body)
				if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"loc":`+c.loc) || !strings.Contains(w.Body.String(), "unknown_reference") {
					t.Errorf("%s: %s %s %s = %d %s, want 422 at %s", user, c.method, c.path, c.body, w.Code, w.Body, c.loc)
				}
			}
		}
	})
}

// TestExpansionsOmitHiddenRows: an expansion shows what a list shows.
func TestExpansionsOmitHiddenRows(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		shelf, label := l.create("ann", "/shelves", `{"name": "s"}`), l.create("ann", "/labels", `{"name": "l"}`)
		gone := l.create("ann", "/labels", `{"name": "gone"}`)
		book := l.create("ann", "/books", fmt.Sprintf(`{"title": "b", "shelf_id": %q, "label_ids": [%q, %q]}`, shelf, label, gone))
		withdrawn := l.create("ann", "/books", fmt.Sprintf(`{"title": "w", "shelf_id": %q, "label_ids": [%q]}`, shelf, label))
		l.withdraw("ann", withdrawn)
		l.remove("ann", "/labels/"+gone)
		for _, c := range []struct {
			path          string
			shows, leaves string
		}{
			{"/shelves/" + shelf + "?expand=books", book, withdrawn},
			{"/labels/" + label + "?expand=books", book, withdrawn},
			{"/labels/" + label + "/books", book, withdrawn},
			{"/shelves/" + shelf + "/books?count=true", book, withdrawn},
			{"/books/" + book + "?expand=labels,shelf", label, gone},
			{"/books?expand=labels", label, gone},
			{"/books/" + book + "/labels", label, gone},
			{"/labels", label, gone},
		} {
			w := l.send("ann", "GET", c.path, "")
			if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, c.shows) || strings.Contains(body, c.leaves) {
				t.Errorf("GET %s = %d %s, want %s and not %s", c.path, w.Code, body, c.shows, c.leaves)
			}
		}
	})
}

// TestHiddenRowsCostNothing: what hides rows is part of the statement that reads or writes.
func TestHiddenRowsCostNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		shelf := l.create("ann", "/shelves", `{"name": "s"}`)
		book := l.create("ann", "/books", fmt.Sprintf(`{"title": "b", "shelf_id": %q}`, shelf))
		removed, _ := l.hidden("ann")
		yours := l.create("bob", "/books", `{"title": "b"}`)
		for _, c := range []struct {
			name, method, path, body, want string
			header                         []string
		}{
			{"read", "GET", "/books/" + book, "", "200 SELECT", nil},
			{"list", "GET", "/books", "", "200 SELECT", nil},
			{"sub-list", "GET", "/shelves/" + shelf + "/books", "", "200 SELECT", nil},
			{"patch", "PATCH", "/books/" + book, `{"title": "c"}`, "200 UPDATE", nil},
			{"toggle", "PATCH", "/books/" + book + "/toggle", "", "200 UPDATE", nil},
			{"link", "PATCH", "/books/" + book, fmt.Sprintf(`{"shelf_id": %q}`, shelf), "200 SELECT UPDATE", nil},
			{"batch", "PATCH", "/books/batch", fmt.Sprintf(`{"ids": [%q], "change": {"title": "d"}}`, book), "200 UPDATE", nil},
			{"stale", "PATCH", "/books/" + book, `{"title": "e"}`, "412 UPDATE SELECT", []string{"If-Match", `"1"`}},
			{"none", "PATCH", "/books/" + none, `{"title": "e"}`, "404 UPDATE SELECT SELECT", nil},
			{"hidden", "PATCH", "/books/" + removed, `{"title": "e"}`, "404 UPDATE SELECT SELECT", nil},
			{"another's", "PATCH", "/books/" + yours, `{"title": "e"}`, "403 UPDATE SELECT SELECT SELECT", nil},
			{"delete", "DELETE", "/books/" + book, "", "204 DELETE", nil},
		} {
			w := l.send("ann", c.method, c.path, c.body, c.header...)
			if got := fmt.Sprintf("%d %s", w.Code, l.sent.Words()); got != c.want {
				t.Errorf("%s: got %s, want %s\n%s", c.name, got, c.want, w.Body)
			}
		}
	})
}
