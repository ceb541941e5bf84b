package conformance_test

import (
	"testing"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/ent/migrate/migrations"
	_ "github.com/entask/entask/ent/runtime"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/service/handler"
	"github.com/entask/entask/internal/service/idempotency"
	"github.com/entask/entask/ogent"
)

// TestPostgres holds Entask to its document on the schema that migrations make.
func TestPostgres(t *testing.T) {
	t.Parallel()
	url := pgtest.NewDatabase(t)
	if _, err := database.Migrate(t.Context(), connect(t, pgtest.Direct(url)), migrations.FS, database.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	testEntask(t, connect(t, pgtest.AsService(t, url)))
}

// TestSQLite holds Entask to its document on the schema that Ent makes.
func TestSQLite(t *testing.T) {
	t.Parallel()
	db := connect(t, "sqlite://:memory:")
	if err := db.Create(t.Context(), migrate.Tables, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	testEntask(t, db)
}

func testEntask(t *testing.T, db *database.DB) {
	t.Helper()
	client := ent.NewClient(ent.Driver(db.Driver()))
	test(t, ogent.NewApp(handler.New(client, idempotency.New(client, db.Driver()))))
}
