package apply_test

import (
	"errors"
	"testing"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestTooOld: neither migrations nor the service run on a server that says it is older than
// is supported. Here a function says so, in the place of PostgreSQL's own.
func TestTooOld(t *testing.T) {
	url := pgtest.Direct(pgtest.NewDatabase(t))
	admin := open(t, database.Options{URL: url, PoolMax: 1})
	exec(t, admin, `CREATE FUNCTION public.current_setting(name text) RETURNS text LANGUAGE sql AS
		$$ SELECT CASE name WHEN 'server_version_num' THEN '140013' WHEN 'server_version' THEN '14.13' ELSE pg_catalog.current_setting(name) END $$`)
	exec(t, admin, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$`)
	db := open(t, database.Options{URL: url, PoolMax: 1})
	const want = "the server is too old: it is PostgreSQL 14.13, and 15 is the oldest that is supported"
	_, err := apply.Run(t.Context(), db, migrations.FS, apply.Options{})
	if !errors.Is(err, apply.ErrTooOld) || err.Error() != "migrate: "+want {
		t.Errorf("apply: %v, want %s", err, want)
	}
	if err := apply.CheckSchema(t.Context(), db, migrations.FS); !errors.Is(err, apply.ErrTooOld) || err.Error() != want {
		t.Errorf("check: %v, want %s", err, want)
	}
}
