package conformance_test

import (
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/service/handler"
	"github.com/entask/entask/internal/service/idempotency"
	"github.com/entask/entask/ogent"
)

// TestPlans: among a million tasks, an index finds those of every list, in order.
func TestPlans(t *testing.T) {
	app, _, _ := entaskOnPostgres(t, 1_000_000)
	for _, slow := range conformance.SlowLists(t, app) {
		t.Error(slow)
	}
}

// TestPlansOfApplications: the same holds of every list of other schemas, of the lists
// of what is linked, and of the lists below a parent.
func TestPlansOfApplications(t *testing.T) {
	for name, of := range applications {
		t.Run(name, func(t *testing.T) {
			url := pgtest.NewDatabase(t)
			sent := &recorder{}
			made := of.through(t, url, pgtest.AsService, func(drv dialect.Driver) dialect.Driver {
				sent.Driver = drv
				return sent
			})
			app := serve(t, made)
			app.Plans = plansOf(t, url, sent, 100_000)
			for _, slow := range conformance.SlowLists(t, app) {
				t.Error(slow)
			}
		})
	}
}

// TestSlowListsAreFound: a list whose index is missing is named.
func TestSlowListsAreFound(t *testing.T) {
	app, db, _ := entaskOnPostgres(t, 20_000)
	grow := app.Plans.Grow
	app.Plans.Grow = func(t testing.TB, user string, owners int) {
		t.Helper()
		grow(t, user, owners)
		if _, err := db.SQL().ExecContext(t.Context(), "DROP INDEX IF EXISTS task_user_id_title_id"); err != nil {
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

// TestSlowPagesAreFound: a page that an index has in order, but from its start on, is
// named.
func TestSlowPagesAreFound(t *testing.T) {
	app, _, sent := entaskOnPostgres(t, 20_000)
	const after = `("tasks"."title", "tasks"."id") > ($2, $3)`
	sent.another = func(query string) string { return strings.Replace(query, after, "("+after+") IS TRUE", 1) }
	slow := conformance.SlowLists(t, app)
	for _, page := range []string{"300", "600", "1000"} {
		if want := "listTasks, sort=title, page " + page + ": reads "; !strings.Contains(strings.Join(slow, "\n"), want) {
			t.Errorf("got %q, want %q among them", slow, want)
		}
	}
	for _, s := range slow {
		if !strings.HasPrefix(s, "listTasks, sort=title, page ") {
			t.Errorf("got %s, want only pages by title", s)
		}
	}
}

// entaskOnPostgres is Entask on a database that shows its plans, and what is sent there.
func entaskOnPostgres(t *testing.T, rows int) (conformance.App, *database.DB, *recorder) {
	t.Helper()
	url := pgtest.NewDatabase(t)
	if _, err := database.Migrate(t.Context(), connect(t, pgtest.Direct(url)), migrations.FS, database.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	sent := &recorder{Driver: connect(t, pgtest.AsService(t, url)).Driver()}
	client := ent.NewClient(ent.Driver(sent))
	app := serve(t, ogent.NewApp(handler.New(client, idempotency.New(client, sent))))
	app.Plans = plansOf(t, url, sent, rows)
	return app, connect(t, pgtest.AsSuperuser(t, url)), sent
}
