package harness

import (
	"testing"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
)

// SQLite is the URL of an empty database in memory.
const SQLite = "sqlite://:memory:"

// OnEachDatabase runs a test on an empty database of every kind that the service supports.
func OnEachDatabase(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("postgres", func(t *testing.T) { test(t, pgtest.NewDatabase(t)) })
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite) })
}

// Connect opens a database until the test ends.
func Connect(t testing.TB, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 5, Viewer: viewer.ID, Wrote: request.Wrote})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
