package migrations_test

import (
	"testing"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"

	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestMigrationsLeadToSchema compares a database that was migrated from nothing
// with one that Ent made from its schema.
func TestMigrationsLeadToSchema(t *testing.T) {
	migrated, wanted := open(t), open(t)
	if _, err := apply.Run(t.Context(), migrated, migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := apply.CheckSchema(t.Context(), migrated, migrations.FS); err != nil {
		t.Error(err)
	}
	if err := wanted.Create(t.Context(), migrate.Tables, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	drv, err := postgres.Open(migrated.SQL())
	if err != nil {
		t.Fatal(err)
	}
	changes, err := drv.SchemaDiff(inspect(t, migrated), inspect(t, wanted))
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) == 0 {
		return
	}
	plan, err := drv.PlanChanges(t.Context(), "missing", changes)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range plan.Changes {
		t.Errorf("the migrations lack: %s", c.Cmd)
	}
}

// TestCatalog compares the file beside the migrations with what they lead to.
func TestCatalog(t *testing.T) {
	db := open(t)
	if _, err := apply.Run(t.Context(), db, migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	is, err := drift.Read(t.Context(), db.SQL())
	if err != nil {
		t.Fatal(err)
	}
	want, err := drift.Parse(migrations.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range append(drift.Diff(is, want), drift.Diff(want, is)...) {
		t.Errorf("%s: make migration-hash", d)
	}
}

func open(t *testing.T) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func inspect(t *testing.T, db *database.DB) *schema.Schema {
	t.Helper()
	drv, err := postgres.Open(db.SQL())
	if err != nil {
		t.Fatal(err)
	}
	s, err := drv.InspectSchema(t.Context(), "public", &schema.InspectOptions{Exclude: []string{"atlas_schema_revisions"}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
