// Package hidden runs the application internal/generate/testdata/hidden on both databases and
// proves that no operation reaches a row that an interceptor or a policy hides from the viewer,
// and that none of them costs a statement more. Start with hidden_test.go.
package hidden

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/privacy"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
	hiddenmigrate "github.com/entask/entask/internal/generate/testdata/hidden/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/hidden/ent/runtime"
	"github.com/entask/entask/internal/generate/testdata/hidden/ogent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/viewer"
)

// library is the application on a database. A token is its user's id.
type library struct {
	t       testing.TB
	client  *ent.Client
	handler http.Handler
	sent    *harness.Statements
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(*testing.T, *library)) {
	t.Helper()
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		l := &library{t: t}
		l.handler, l.sent = harness.Application{
			Tables: hiddenmigrate.Tables, RowSecurity: hiddenmigrate.RowSecurity,
			New: func(drv dialect.Driver, once app.Once) app.App {
				l.client = ent.NewClient(ent.Driver(drv))
				return ogent.NewApp(&ogent.CRUD{Client: l.client, Once: once})
			},
		}.Start(t, url)
		test(t, l)
	})
}

// send sends a request as a user; headers come in pairs.
func (l *library) send(user, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	l.t.Helper()
	l.sent.Reset()
	return harness.Send(l.t, l.handler, user, method, "/api"+path, body, headers...)
}

// create creates something and returns its id.
func (l *library) create(user, path, body string) string {
	l.t.Helper()
	w := l.send(user, "POST", path, body)
	var row struct{ ID string }
	if err := json.Unmarshal(w.Body.Bytes(), &row); w.Code != http.StatusCreated || err != nil {
		l.t.Fatalf("POST %s %s = %d %s, want 201", path, body, w.Code, w.Body)
	}
	return row.ID
}

// withdraw hides a book.
func (l *library) withdraw(user, book string) {
	l.t.Helper()
	ctx := privacy.DecisionContext(as(l.t.Context(), user), privacy.Allow)
	l.client.Book.UpdateOneID(uuid.MustParse(book)).SetWithdrawn(true).ExecX(ctx)
}

// remove deletes what an interceptor then hides.
func (l *library) remove(user, path string) {
	l.t.Helper()
	if w := l.send(user, "DELETE", path, ""); w.Code != http.StatusNoContent {
		l.t.Fatalf("DELETE %s = %d %s, want 204", path, w.Code, w.Body)
	}
}

func as(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}
