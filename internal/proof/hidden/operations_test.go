package hidden

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent/book"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/shelf"
	"github.com/entask/entask/internal/generate/testdata/hidden/schema"
)

const none = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"

// requests are every operation on one row, by its path and id.
var requests = map[string]struct {
	method, path, body string
	header             []string
	changes            bool
}{
	"read":                      {method: "GET", path: "/%[1]s/%[2]s"},
	"read expanded":             {method: "GET", path: "/%[1]s/%[2]s?expand=%[4]s"},
	"read what is not known":    {method: "GET", path: "/%[1]s/%[2]s", header: []string{"If-None-Match", `"9"`}},
	"patch":                     {method: "PATCH", path: "/%[1]s/%[2]s", body: `{"%[3]s": "x"}`, changes: true},
	"patch nothing":             {method: "PATCH", path: "/%[1]s/%[2]s", body: `{}`, changes: true},
	"patch a version":           {method: "PATCH", path: "/%[1]s/%[2]s", body: `{"%[3]s": "x"}`, header: []string{"If-Match", `"1"`}, changes: true},
	"patch an old version":      {method: "PATCH", path: "/%[1]s/%[2]s", body: `{"%[3]s": "x"}`, header: []string{"If-Match", `"9"`}, changes: true},
	"patch whatever there is":   {method: "PATCH", path: "/%[1]s/%[2]s", body: `{"%[3]s": "x"}`, header: []string{"If-Match", `*`}, changes: true},
	"put":                       {method: "PUT", path: "/%[1]s/%[2]s", body: `{"%[3]s": "x"}`, changes: true},
	"put where there is none":   {method: "PUT", path: "/%[1]s/%[2]s", body: `{"%[3]s": "x"}`, header: []string{"If-None-Match", `*`}, changes: true},
	"delete":                    {method: "DELETE", path: "/%[1]s/%[2]s", changes: true},
	"delete a version":          {method: "DELETE", path: "/%[1]s/%[2]s", header: []string{"If-Match", `"9"`}, changes: true},
	"sub-list":                  {method: "GET", path: "/%[1]s/%[2]s/%[4]s"},
	"sub-list with its number":  {method: "GET", path: "/%[1]s/%[2]s/%[4]s?count=true"},
	"change it in a batch":      {method: "PATCH", path: "/%[1]s/batch", body: `{"ids": ["%[2]s"], "change": {"%[3]s": "x"}}`, changes: true},
	"delete it in a batch":      {method: "DELETE", path: "/%[1]s/batch?ids=%[2]s", changes: true},
	"change it among others":    {method: "PATCH", path: "/%[1]s/batch", body: `{"ids": ["%[5]s", "%[2]s"], "change": {"%[3]s": "x"}}`, changes: true},
	"delete it among others":    {method: "DELETE", path: "/%[1]s/batch?ids=%[5]s&ids=%[2]s", changes: true},
	"toggle":                    {method: "PATCH", path: "/books/%[2]s/toggle", changes: true},
	"toggle once":               {method: "PATCH", path: "/books/%[2]s/toggle", header: []string{"Idempotency-Key", "%[2]s"}, changes: true},
	"toggle an old version":     {method: "PATCH", path: "/books/%[2]s/toggle", header: []string{"If-Match", `"9"`}, changes: true},
	"toggle to a value":         {method: "PATCH", path: "/books/%[2]s/toggle", body: `{"finished": true}`, changes: true},
	"patch links alone":         {method: "PATCH", path: "/books/%[2]s", body: `{"label_ids": []}`, changes: true},
	"put a link to what it had": {method: "PUT", path: "/books/%[2]s", body: `{"shelf_id": null}`, changes: true},
}

// kinds are the resources whose rows are hidden.
var kinds = map[string]struct{ field, edge string }{
	"books":   {"title", "notes"},
	"shelves": {"name", "books"},
}

// hidden makes rows of a user and hides them, each with rows below it that are not hidden.
func (l *library) hidden(user string) (bookID, shelfID string) {
	l.t.Helper()
	shelfID = l.create(user, "/shelves", `{"name": "s"}`)
	bookID = l.create(user, "/books", fmt.Sprintf(`{"title": "b", "shelf_id": %q}`, shelfID))
	l.create(user, "/notes", fmt.Sprintf(`{"text": "n", "book_id": %q}`, bookID))
	l.create(user, "/books", fmt.Sprintf(`{"title": "on the shelf", "shelf_id": %q}`, shelfID))
	l.withdraw(user, bookID)
	l.remove(user, "/shelves/"+shelfID)
	everything := privacy.DecisionContext(schema.SkipSoftDelete(as(l.t.Context(), user)), privacy.Allow)
	// as a database of before may have it: the row below leads to the hidden one
	l.client.Book.Update().Where(book.TitleEQ("on the shelf"), book.UserID(user)).SetShelfID(mustParse(shelfID)).ExecX(everything)
	return bookID, shelfID
}

// TestHiddenRowsAreNone: whatever an operation does to a hidden row, it does to a row that
// there is not, and the row stays as it is. That holds for the owner and for others.
func TestHiddenRowsAreNone(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		bookID, shelfID := l.hidden("ann")
		before := l.stored()
		for name, r := range requests {
			for kind, of := range kinds {
				if strings.Contains(r.path, "/books/") && kind != "books" {
					continue
				}
				id := map[string]string{"books": bookID, "shelves": shelfID}[kind]
				for _, user := range []string{"ann", "bob"} {
					t.Run(name+"/"+kind+"/"+user, func(t *testing.T) {
						other := l.create(user, "/"+kind, fmt.Sprintf(`{%q: "other"}`, of.field))
						fill := func(s string) string {
							return strings.NewReplacer("%[1]s", kind, "%[2]s", id, "%[3]s", of.field, "%[4]s", of.edge, "%[5]s", other).Replace(s)
						}
						var header []string
						for _, h := range r.header {
							header = append(header, fill(h))
						}
						if w := l.send(user, r.method, fill(r.path), fill(r.body), header...); w.Code != http.StatusNotFound {
							t.Errorf("%s %s %s = %d %s, want 404", r.method, fill(r.path), fill(r.body), w.Code, w.Body)
						}
						if w := l.send(user, "GET", "/"+kind+"/"+other, ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"x"`) {
							t.Errorf("after that the other one = %d %s, want it as it was", w.Code, w.Body)
						}
					})
				}
			}
		}
		if after := l.stored(); after != before {
			t.Errorf("the hidden rows are\n%s\nwant\n%s", after, before)
		}
	})
}

// stored is what the database has of the hidden rows.
func (l *library) stored() string {
	l.t.Helper()
	everything := privacy.DecisionContext(schema.SkipSoftDelete(as(l.t.Context(), "ann")), privacy.Allow)
	books := l.client.Book.Query().Where(book.Withdrawn(true)).AllX(everything)
	shelves := l.client.Shelf.Query().Where(shelf.DeleteTimeNotNil()).AllX(everything)
	return fmt.Sprint(books, shelves)
}

// TestForeignRowsStayForbidden: what its owner sees is refused to others as theirs, not
// denied to exist.
func TestForeignRowsStayForbidden(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		anns := map[string]string{"books": l.create("ann", "/books", `{"title": "b"}`), "shelves": l.create("ann", "/shelves", `{"name": "s"}`)}
		for kind, id := range anns {
			field := kinds[kind].field
			for _, c := range [][3]string{
				{"GET", "/" + kind + "/" + id},
				{"GET", "/" + kind + "/" + id + "/" + kinds[kind].edge},
				{"PATCH", "/" + kind + "/" + id, fmt.Sprintf(`{%q: "x"}`, field)},
				{"DELETE", "/" + kind + "/" + id},
				{"PATCH", "/" + kind + "/batch", fmt.Sprintf(`{"ids": [%q], "change": {%q: "x"}}`, id, field)},
				{"DELETE", "/" + kind + "/batch?ids=" + id},
			} {
				if w := l.send("bob", c[0], c[1], c[2]); w.Code != http.StatusForbidden {
					t.Errorf("%s %s %s = %d %s, want 403", c[0], c[1], c[2], w.Code, w.Body)
				}
			}
		}
		if w := l.send("bob", "POST", "/books", fmt.Sprintf(`{"title": "b", "shelf_id": %q}`, anns["shelves"])); w.Code != http.StatusForbidden {
			t.Errorf("a link to what another has = %d %s, want 403", w.Code, w.Body)
		}
	})
}

// TestStaleWritesAreStale: a condition that does not hold is told from a hidden row.
func TestStaleWritesAreStale(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		id := l.create("ann", "/books", `{"title": "b"}`)
		for _, method := range []string{"PATCH", "DELETE"} {
			body := map[string]string{"PATCH": `{"title": "x"}`}[method]
			if w := l.send("ann", method, "/books/"+id, body, "If-Match", `"9"`); w.Code != http.StatusPreconditionFailed {
				t.Errorf("%s = %d %s, want 412", method, w.Code, w.Body)
			}
		}
	})
}
