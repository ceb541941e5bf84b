package conformance_test

import (
	"testing"

	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// TestPostgres holds Entask to its document on the schema that the migrations create.
func TestPostgres(t *testing.T) {
	t.Parallel()
	url := pgtest.NewDatabase(t)
	if _, err := apply.Run(t.Context(), harness.Connect(t, pgtest.Direct(url)), migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	testEntask(t, harness.Connect(t, pgtest.AsService(t, url)))
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
	test(t, harness.Entask.Open(db.Driver()))
}
