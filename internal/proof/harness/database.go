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

// WantSpread expects, where the databases of the tests are those of Citus, that the tables of
// one are spread over its servers; where its change feeds or a join table of published rows stay
// on one, with what keys join to them, not all of them.
func WantSpread(t testing.TB, db *database.DB) {
	t.Helper()
	if !pgtest.OnCitus(t) {
		return
	}
	var spread, whole int
	var feeds, asks bool
	err := db.SQL().QueryRowContext(t.Context(), `SELECT count(p.logicalrelid), count(*) - count(p.logicalrelid),
			count(*) FILTER (WHERE p.logicalrelid IS NULL AND relname = 'change_counters') > 0,
			EXISTS (SELECT FROM pg_policies WHERE qual LIKE '%SELECT%')
		FROM pg_class LEFT JOIN pg_dist_partition p ON p.logicalrelid = pg_class.oid
		WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'atlas_schema_revisions'`).Scan(&spread, &whole, &feeds, &asks)
	if err != nil || spread == 0 && !asks || whole > 0 && !feeds && !asks {
		t.Errorf("%d tables are spread, and %d are not, %v, want all", spread, whole, err)
	}
}
