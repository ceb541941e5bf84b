package conformance_test

import (
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/proof/harness"
)

// TestPlans: among a million rows, every list reads an index in its order.
func TestPlans(t *testing.T) {
	t.Parallel()
	url := pgtest.NewDatabase(t)
	if _, err := apply.Run(t.Context(), harness.Connect(t, pgtest.Direct(url)), migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	sent := &recorder{Driver: harness.Connect(t, pgtest.AsService(t, url)).Driver()}
	service := serve(t, harness.Entask.Open(sent))
	service.Plans = plansOf(t, url, sent, 1_000_000)
	for _, slow := range conformance.SlowLists(t, service) {
		t.Error(slow)
	}
}

// TestPlansOfApplications: the same holds for every list of other schemas, for the lists of
// linked items, and for the lists below a parent.
func TestPlansOfApplications(t *testing.T) {
	t.Parallel()
	for name, of := range applications {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, _, _ := onPostgres(t, of, 100_000)
			for _, slow := range conformance.SlowLists(t, service) {
				t.Error(slow)
			}
		})
	}
}

// TestSlowListsAreFound: the suite names a list whose index is missing.
func TestSlowListsAreFound(t *testing.T) {
	service, db, _ := onPostgres(t, applications["bulk"], 20_000)
	grow := service.Plans.Grow
	service.Plans.Grow = func(t testing.TB, user string, owners int) {
		t.Helper()
		grow(t, user, owners)
		if _, err := db.SQL().ExecContext(t.Context(), "DROP INDEX IF EXISTS label_user_id_updated_at_id"); err != nil {
			t.Fatal(err)
		}
	}
	slow := conformance.SlowLists(t, service)
	for _, want := range []string{"listLabels, sort=updated_at, the first page: sorts", "listLabels, sort=-updated_at, a later page: sorts"} {
		if !strings.Contains(strings.Join(slow, "\n"), want) {
			t.Errorf("got %q, want %q among them", slow, want)
		}
	}
	for _, s := range slow {
		if !strings.Contains(s, "updated_at") {
			t.Errorf("got %s, want only lists by updated_at", s)
		}
	}
}

// TestSlowPagesAreFound: the suite names a page that reads its index from the start.
func TestSlowPagesAreFound(t *testing.T) {
	service, _, sent := onPostgres(t, applications["bulk"], 20_000)
	const after = `("labels"."updated_at", "labels"."id") > ($2, $3)`
	sent.another = func(query string) string { return strings.Replace(query, after, "("+after+") IS TRUE", 1) }
	slow := conformance.SlowLists(t, service)
	for _, page := range []string{"300", "600", "1000"} {
		if want := "listLabels, sort=updated_at, page " + page + ": reads "; !strings.Contains(strings.Join(slow, "\n"), want) {
			t.Errorf("got %q, want %q among them", slow, want)
		}
	}
	for _, s := range slow {
		if !strings.HasPrefix(s, "listLabels, sort=updated_at, page ") {
			t.Errorf("got %s, want only pages by updated_at", s)
		}
	}
}

// onPostgres is an application on a database that explains its plans, and a recorder of
// the statements.
func onPostgres(t *testing.T, of application, rows int) (conformance.Service, *database.DB, *recorder) {
	t.Helper()
	url := pgtest.NewDatabase(t)
	sent := &recorder{}
	service := serve(t, of.through(t, url, pgtest.AsService, func(drv dialect.Driver) dialect.Driver {
		sent.Driver = drv
		return sent
	}))
	service.Plans = plansOf(t, url, sent, rows)
	return service, harness.Connect(t, pgtest.AsSuperuser(t, url)), sent
}
