package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"entgo.io/ent/dialect"

	bulk "github.com/entask/entask/internal/generate/testdata/bulk/ent"
	bulkmigrate "github.com/entask/entask/internal/generate/testdata/bulk/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/bulk/ent/runtime"
	bulkhandler "github.com/entask/entask/internal/generate/testdata/bulk/handler"
	bulkrest "github.com/entask/entask/internal/generate/testdata/bulk/ogent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
)

// newBulk returns the API of the application in which things are unique.
func newBulk(t *testing.T, url string, hooks ...bulk.Hook) (http.Handler, *harness.Statements) {
	t.Helper()
	return harness.Application{
		Tables: bulkmigrate.Tables, RowSecurity: bulkmigrate.RowSecurity,
		New: func(drv dialect.Driver, once app.Once) app.App {
			client := bulk.NewClient(bulk.Driver(drv))
			client.Use(hooks...)
			return bulkrest.NewApp(bulkhandler.New(client, once))
		},
	}.Start(t, url)
}

// TestUnique: what is taken is refused by its fields, in every write; in a batch the
// item is named too, which takes one more statement for each index.
func TestUnique(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		handler, sent := newBulk(t, url)
		send := func(user, method, path, body string, header ...string) *httptest.ResponseRecorder {
			sent.Reset()
			return harness.Send(t, handler, user, method, path, body, header...)
		}
		label := func(name string) string {
			return send("ann", "POST", "/api/labels", `{"name": "`+name+`"}`).Header().Get("Location")
		}
		home, work := label("home"), label("work")
		seat := send("ann", "POST", "/api/seats", `{"row": "a", "number": 1, "ticket": "x"}`).Header().Get("Location")
		send("ann", "POST", "/api/seats", `{"row": "a", "number": 2}`)
		ids := func(paths ...string) string {
			var all []string
			for _, p := range paths {
				all = append(all, `"`+p[strings.LastIndex(p, "/")+1:]+`"`)
			}
			return `"ids": [` + strings.Join(all, ", ") + `]`
		}
		once := []string{"Idempotency-Key", "k"}
		for _, tc := range []struct {
			name, user, method, path, body string
			header                         []string
			status                         int
			words, places                  string
		}{
			{"create", "ann", "POST", "/api/labels", `{"name": "home"}`, nil, 409, "INSERT", `["body","name"]`},
			{"create with a key", "ann", "POST", "/api/labels", `{"name": "home"}`, once, 409, "BEGIN SELECT INSERT ROLLBACK", `["body","name"]`},
			{"create what another has", "bob", "POST", "/api/labels", `{"name": "home"}`, nil, 201, "INSERT", ""},
			{"put", "ann", "PUT", work, `{"name": "home"}`, nil, 409, "UPDATE", `["body","name"]`},
			{"patch", "ann", "PATCH", work, `{"name": "home"}`, nil, 409, "UPDATE", `["body","name"]`},
			{"patch to itself", "ann", "PATCH", home, `{"name": "home"}`, nil, 200, "UPDATE", ""},
			{"patch of two fields", "ann", "PATCH", seat, `{"number": 2}`, nil, 409, "UPDATE", `["body","row"] ["body","number"]`},
			{"null is like no other", "ann", "POST", "/api/seats/batch", `[{"row": "a"}, {"row": "a"}]`, nil, 201, "INSERT", ""},
			{"create many", "ann", "POST", "/api/labels/batch", `[{"name": "new"}, {"name": "work"}, {"name": "x"}, {"name": "home"}]`, nil, 409, "INSERT SELECT SELECT",
				`["body",1,"name"] ["body",3,"name"]`},
			{"create many with a key", "ann", "POST", "/api/labels/batch", `[{"name": "new"}, {"name": "work"}]`, once, 409, "BEGIN SELECT INSERT ROLLBACK SELECT SELECT",
				`["body",1,"name"]`},
			{"create many that are the same", "ann", "POST", "/api/labels/batch", `[{"name": "new"}, {"name": "new"}]`, nil, 409, "INSERT SELECT SELECT", `["body",1,"name"]`},
			{"create many, by two indexes", "ann", "POST", "/api/seats/batch", `[{"row": "b", "ticket": "x"}, {"row": "a", "number": 2}]`, nil, 409, "INSERT SELECT SELECT",
				`["body",1,"row"] ["body",1,"number"] ["body",0,"ticket"]`},
			{"change many", "ann", "PATCH", "/api/labels/batch", `{"change": {"name": "both"}, ` + ids(home, work) + `}`, nil, 409, "UPDATE", `["body","change","name"]`},
			{"nothing of it is there", "ann", "GET", "/api/labels?count=true", "", nil, 200, "SELECT SELECT", ""},
		} {
			t.Run(tc.name, func(t *testing.T) {
				w := send(tc.user, tc.method, tc.path, tc.body, tc.header...)
				if got, want := fmt.Sprintf("%d %s", w.Code, sent.Words()), fmt.Sprintf("%d %s", tc.status, tc.words); got != want {
					t.Errorf("got %s, want %s\n%s", got, want, w.Body)
				}
				if got := places(t, w); got != tc.places {
					t.Errorf("got errors at %s, want %s\n%s", got, tc.places, w.Body)
				}
			})
		}
		if got := send("ann", "GET", "/api/labels?count=true", "").Header().Get("X-Total-Count"); got != "2" {
			t.Errorf("ann has %s labels, want 2", got)
		}
		w := send("ann", "POST", "/api/labels", `{"name": "home"}`)
		if want := `"detail":"name: is taken by another Label of yours"`; !strings.Contains(w.Body.String(), want) {
			t.Errorf("got %s, want %s", w.Body, want)
		}
	})
}

// TestUniqueRace: of clients who create the same at once, one does, and the others
// are told that it is taken. So many rows at once make PostgreSQL end a deadlock.
func TestUniqueRace(t *testing.T) {
	const clients, rounds = 4, 12
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		handler, _ := newBulk(t, url)
		for round := range rounds {
			names := []string{}
			for i := range 100 {
				names = append(names, fmt.Sprintf(`{"name": "%d-%d"}`, round, i))
			}
			var wg sync.WaitGroup
			statuses := make([]int, clients)
			for client := range clients {
				wg.Go(func() {
					items := slices.Clone(names)
					if client%2 == 1 {
						slices.Reverse(items)
					}
					path, body, header := "/api/labels/batch", "["+strings.Join(items, ", ")+"]", []string{}
					if round%3 == 1 {
						header = []string{"Idempotency-Key", fmt.Sprintf("%d-%d", round, client)}
					}
					if round%3 == 2 {
						path, body = "/api/labels", names[0]
					}
					w := harness.Send(t, handler, fmt.Sprint("user-", round), "POST", path, body, header...)
					if statuses[client] = w.Code; w.Code != http.StatusCreated && w.Code != http.StatusConflict {
						t.Errorf("round %d: got %d %s, want 201 or 409", round, w.Code, w.Body)
					}
				})
			}
			wg.Wait()
			slices.Sort(statuses)
			if statuses[0] != http.StatusCreated || statuses[1] == http.StatusCreated {
				t.Errorf("round %d: got %v, want one 201", round, statuses)
			}
		}
	})
}

// places are the errors[].loc of a problem, as JSON.
func places(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code < http.StatusBadRequest {
		return ""
	}
	var problem struct {
		Errors []struct{ Loc json.RawMessage }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range problem.Errors {
		all = append(all, string(e.Loc))
	}
	return strings.Join(all, " ")
}
