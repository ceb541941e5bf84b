package conformance_test

import (
	"testing"

	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// TestPostgres holds Entask to its document on the schema that the migrations create.
func TestPostgres(t *testing.T) {
	t.Parallel()
	url := pgtest.NewDatabase(t)
	owner := harness.Connect(t, pgtest.Direct(url))
	if _, err := apply.Run(t.Context(), owner, migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	harness.WantSpread(t, owner)
	service := harness.Connect(t, pgtest.AsService(t, url))
	want, err := drift.Parse(migrations.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	if all, err := drift.Compare(t.Context(), service, want, drift.Options{Serving: true}); err != nil || len(all) > 0 {
		t.Errorf("after the migrations: %v, %v, want no difference", all, err)
	}
	testEntask(t, service)
}

// TestSQLite holds Entask to its document on the schema that Ent creates.
func TestSQLite(t *testing.T) {
	t.Parallel()
	db := harness.Connect(t, harness.SQLite)
	if err := db.Create(t.Context(), migrate.Tables, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	testEntask(t, db)
}

func testEntask(t *testing.T, db *database.DB) {
	t.Helper()
	test(t, harness.Entask.Open(db.Driver()), db.Driver())
}
