package backup_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// anns is the id of a row of Ann's. Every application has the table of idempotency keys.
const anns = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"

// fill makes 1,000 expired rows of ten users and one of Ann's.
const fill = `INSERT INTO idempotency_keys (id, user_id, key, fingerprint, answer, expires_at)
	SELECT gen_random_uuid(), 'user ' || n % 10, n::text, ''::bytea, ''::bytea, now() - interval '1 hour' FROM generate_series(1, 1000) AS n
	UNION ALL SELECT '` + anns + `', 'ann', 'a', '', '', now() + interval '1 day'`

// TestRestoredUnderAnotherRole dumps a database as the role that owns it, drops that role,
// and restores the dump as another one.
func TestRestoredUnderAnotherRole(t *testing.T) {
	from, to := pgtest.NewDatabase(t), pgtest.NewDatabase(t)
	first, second := pgtest.Connect(t, pgtest.AsSuperuser(t, from)), pgtest.Connect(t, pgtest.AsSuperuser(t, to))
	old := role(t, first)
	own(t, first, old)
	if err := migrate(t, as(t, from, old)); err != nil {
		t.Fatal(err)
	}
	run(t, pgtest.Connect(t, as(t, from, old)), fill)
	dump := filepath.Join(t.TempDir(), "dump")
	program(t, "pg_dump", "--dbname="+as(t, from, old), "--format=custom", "--enable-row-security", "--file="+dump)
	forget(t, first, old)

	heir, service := role(t, second), role(t, second)
	own(t, second, heir)
	owner := pgtest.Connect(t, as(t, to, heir))
	run(t, owner, "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "+service)
	program(t, "pg_restore", "--dbname="+as(t, to, heir), "--no-owner", "--no-privileges", "--exit-on-error", dump)

	if got := text(t, owner, "SELECT count(*)::text FROM idempotency_keys"); got != "1001" {
		t.Errorf("the new owner counts %s rows, want 1001", got)
	}
	if rows := run(t, owner, "UPDATE idempotency_keys SET key = key || '.'"); rows != 1001 {
		t.Errorf("a backfill changes %d rows, want 1001", rows)
	}
	if err := migrate(t, as(t, to, heir)); err != nil {
		t.Errorf("migrate afterwards: %v", err)
	}
	serving := pgtest.Connect(t, as(t, to, service))
	for _, tc := range []struct{ viewer, query, want string }{
		{"bob", "SELECT idempotency_keys_owner('" + anns + "')", "ann"}, // 403 and not 404
		{"bob", "SELECT count(*)::text FROM idempotency_keys", "0"},
		{"ann", "SELECT string_agg(key, ' ') FROM idempotency_keys", "a."},
		{"", "SELECT count(*)::text FROM idempotency_keys", "0"},
		{"", "SELECT idempotency_keys_purge(now(), 10000)::text", "1000"},
	} {
		run(t, serving, "SELECT set_config('app.user_id', '"+tc.viewer+"', false)")
		if got := text(t, serving, tc.query); got != tc.want {
			t.Errorf("%q asks %s: %s, want %s", tc.viewer, tc.query, got, tc.want)
		}
	}
}

// TestMigratesAsWhoeverSeesTheRows: a role that row-level security would hide rows from
// may not migrate, since a backfill would change nothing and say nothing.
func TestMigratesAsWhoeverSeesTheRows(t *testing.T) {
	database := pgtest.NewDatabase(t)
	admin := pgtest.Connect(t, pgtest.AsSuperuser(t, database))
	stranger, group := role(t, admin), role(t, admin)
	run(t, admin, "GRANT CREATE ON SCHEMA public TO "+stranger)
	if err := migrate(t, as(t, database, stranger)); !errors.Is(err, apply.ErrNotOwner) {
		t.Errorf("a role that does not own the database: %v, want %v", err, apply.ErrNotOwner)
	}
	own(t, admin, group)
	run(t, admin, "GRANT "+group+" TO "+stranger)
	if err := migrate(t, as(t, database, stranger)); err != nil {
		t.Errorf("a member of the role that owns the database: %v", err)
	}
}
