package conformance_test

import (
	"strings"
	"testing"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate/migrations"
	graph "github.com/entask/entask/internal/codegen/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/codegen/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/codegen/testdata/graph/ent/runtime"
	graphrest "github.com/entask/entask/internal/codegen/testdata/graph/ogent"
	"github.com/entask/entask/internal/conformance"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/handler"
	"github.com/entask/entask/internal/idempotency"
	"github.com/entask/entask/internal/pgtest"
	"github.com/entask/entask/ogent"
)

// TestPlans: among a million tasks, an index finds those of every list, in order.
func TestPlans(t *testing.T) {
	app, _ := entaskOnPostgres(t, 1_000_000)
	for _, slow := range conformance.SlowLists(t, app) {
		t.Error(slow)
	}
}

// TestPlansOfEdges: the same holds of the lists of what is linked, and of the lists
// below a parent.
func TestPlansOfEdges(t *testing.T) {
	url := pgtest.NewDatabase(t)
	if err := connect(t, url).Create(t.Context(), graphmigrate.Tables, graphmigrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	sent := &recorder{Driver: connect(t, pgtest.AsService(t, url)).Driver()}
	app := serve(t, graphrest.NewApp(&graphrest.CRUD{Client: graph.NewClient(graph.Driver(sent))}))
	app.Plans = plansOf(connect(t, pgtest.AsSuperuser(t, url)), sent, 300_000)
	for _, slow := range conformance.SlowLists(t, app) {
		t.Error(slow)
	}
}

// TestSlowListsAreFound: a list whose index is missing is named.
func TestSlowListsAreFound(t *testing.T) {
	app, db := entaskOnPostgres(t, 100_000)
	grow := app.Plans.Grow
	app.Plans.Grow = func(t testing.TB, user string, owners int) {
		t.Helper()
		grow(t, user, owners)
		if _, err := db.SQL().ExecContext(t.Context(), "DROP INDEX task_user_id_title_id"); err != nil {
			t.Fatal(err)
		}
	}
	slow := conformance.SlowLists(t, app)
	for _, want := range []string{"listTasks, sort=title, the first page: sorts", "listTasks, sort=-title, a later page: sorts"} {
		if !strings.Contains(strings.Join(slow, "\n"), want) {
			t.Errorf("got %q, want %q among them", slow, want)
		}
	}
	for _, s := range slow {
		if !strings.Contains(s, "title") {
			t.Errorf("got %s, want only lists by title", s)
		}
	}
}

// entaskOnPostgres is Entask on a database that shows its plans.
func entaskOnPostgres(t *testing.T, rows int) (conformance.App, *database.DB) {
	t.Helper()
	url := pgtest.NewDatabase(t)
	if _, err := database.Migrate(t.Context(), connect(t, url), migrations.FS, database.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	db := connect(t, pgtest.AsSuperuser(t, url))
	sent := &recorder{Driver: connect(t, pgtest.AsService(t, url)).Driver()}
	client := ent.NewClient(ent.Driver(sent))
	app := serve(t, ogent.NewApp(handler.New(client, idempotency.New(client, sent))))
	app.Plans = plansOf(db, sent, rows)
	return app, db
}
