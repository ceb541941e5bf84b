package hidden

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/book"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/intercept"
)

// number is how many rows a list has.
func (l *library) number(path string) int {
	l.t.Helper()
	w := l.send("ann", "GET", path, "")
	var rows []struct{}
	if err := json.Unmarshal(w.Body.Bytes(), &rows); w.Code != http.StatusOK || err != nil {
		l.t.Fatalf("GET %s = %d %s, want a list", path, w.Code, w.Body)
	}
	return len(rows)
}

// TestInterceptorsThatLimit: an interceptor that does more to a query than to narrow it, as
// Ent's documentation has one, keeps no operation from its rows.
func TestInterceptorsThatLimit(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		l.client.Intercept(intercept.Func(func(_ context.Context, q intercept.Query) error {
			q.Limit(1)
			return nil
		}))
		shelf := l.create("ann", "/shelves", `{"name": "s"}`)
		var books []any
		for range 5 {
			books = append(books, l.create("ann", "/books", fmt.Sprintf(`{"title": "b", "shelf_id": %q}`, shelf)))
		}
		for path, want := range map[string]int{
			"/books": 5, "/books?limit=3": 3, "/books?limit=3&offset=2": 3, "/books?offset=4&count=true": 1,
			"/shelves/" + shelf + "/books": 5, "/books?expand=shelf": 5,
		} {
			if got := l.number(path); got != want {
				t.Errorf("GET %s has %d rows, want %d", path, got, want)
			}
		}
		if w := l.send("ann", "PATCH", "/books/batch", fmt.Sprintf(`{"ids": [%q, %q], "change": {"title": "c"}}`, books[:2]...)); w.Code != http.StatusOK {
			t.Errorf("a batch = %d %s, want 200", w.Code, w.Body)
		}
		if w := l.send("ann", "PATCH", fmt.Sprintf("/books/%s", books[0]), `{"title": "d"}`, "If-Match", `"9"`); w.Code != http.StatusPreconditionFailed {
			t.Errorf("a stale change = %d %s, want 412", w.Code, w.Body)
		}
		if w := l.send("ann", "DELETE", fmt.Sprintf("/books/batch?ids=%s&ids=%s", books[:2]...), ""); w.Code != http.StatusNoContent {
			t.Errorf("a deletion of many = %d %s, want 204", w.Code, w.Body)
		}
	})
}

// TestInterceptorsThatWrap: an interceptor that narrows a query as it is sent, and not
// before, hides rows from writes too. One that gives an answer of its own hides none.
func TestInterceptorsThatWrap(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		l.client.Book.Intercept(ent.InterceptFunc(func(next ent.Querier) ent.Querier {
			return ent.QuerierFunc(func(ctx context.Context, q ent.Query) (ent.Value, error) {
				if q, ok := q.(*ent.BookQuery); ok {
					q.Where(book.TitleNEQ("secret"))
				}
				return next.Query(ctx, q)
			})
		}))
		secret := l.create("ann", "/books", `{"title": "secret"}`)
		open := l.create("ann", "/books", `{"title": "open"}`)
		for id, want := range map[string]int{secret: http.StatusNotFound, open: http.StatusOK} {
			for method, body := range map[string]string{"GET": "", "PATCH": `{"finished": true}`, "PUT": `{}`} {
				if w := l.send("ann", method, "/books/"+id, body); w.Code != want {
					t.Errorf("%s = %d %s, want %d", method, w.Code, w.Body, want)
				}
			}
		}
	})
}

// TestHandWrittenReadsAgree: what code written by hand reads and writes by Ent's client is
// what the API shows, in each of Ent's ways.
func TestHandWrittenReadsAgree(t *testing.T) {
	onBoth(t, func(t *testing.T, l *library) {
		withdrawn, _ := l.hidden("ann")
		id, ctx := mustParse(withdrawn), as(t.Context(), "ann")
		reached := map[string]func() (int, error){
			"update": func() (int, error) { return l.client.Book.Update().Where(book.ID(id)).SetTitle("x").Save(ctx) },
			"delete": func() (int, error) { return l.client.Book.Delete().Where(book.ID(id)).Exec(ctx) },
			"count":  func() (int, error) { return l.client.Book.Query().Where(book.ID(id)).Count(ctx) },
			"or": func() (int, error) {
				return l.client.Book.Update().Where(book.Or(book.ID(id), book.Withdrawn(true))).SetTitle("x").Save(ctx)
			},
			"modified": func() (int, error) {
				return l.client.Book.Update().Where(book.ID(id)).Modify(func(u *sql.UpdateBuilder) { u.Set("title", "x") }).Save(ctx)
			},
		}
		for name, reach := range reached {
			if n, err := reach(); n != 0 || err != nil {
				t.Errorf("%s reached %d rows, %v, want none", name, n, err)
			}
		}
		for name, err := range map[string]error{
			"update one":           l.client.Book.UpdateOneID(id).SetTitle("x").Exec(ctx),
			"update links":         l.client.Book.UpdateOneID(id).ClearLabels().Exec(ctx),
			"delete one":           l.client.Book.DeleteOneID(id).Exec(ctx),
			"update and return":    second(l.client.Book.UpdateOneID(id).SetTitle("x").SaveReturning(ctx)),
			"nothing, and return":  second(l.client.Book.UpdateOneID(id).SaveReturning(ctx)),
			"get":                  second(l.client.Book.Get(ctx, id)),
			"update one of nobody": l.client.Book.UpdateOneID(mustParse(none)).SetTitle("x").Exec(ctx),
		} {
			if !ent.IsNotFound(err) {
				t.Errorf("%s = %v, want not found", name, err)
			}
		}
	})
}

func second(_ any, err error) error { return err }
