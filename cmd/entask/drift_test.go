package main

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/service/config"
)

// TestWatchSQLite: nothing is compared with migrations that SQLite does not have, nor are they read.
func TestWatchSQLite(t *testing.T) {
	db, err := database.Open(t.Context(), database.Options{URL: "sqlite://:memory:"})
	check(t, err)
	defer func() { check(t, db.Close()) }()
	w, err := newWatch(config.Config{}, db, nil, slog.New(slog.DiscardHandler))
	check(t, err)
	w.once(t.Context())
	if err := w.ready(t.Context()); err != nil || w.want != nil {
		t.Errorf("ready: %v, of %d objects", err, len(w.want))
	}
}

// TestWatch changes a database while the service watches it.
func TestWatch(t *testing.T) {
	db, err := database.Open(t.Context(), database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 2})
	check(t, err)
	defer func() { check(t, db.Close()) }()
	_, err = apply.Run(t.Context(), db, migrations.FS, apply.Options{})
	check(t, err)
	var log strings.Builder
	w, err := newWatch(config.Config{}, db, nil, slog.New(slog.NewTextHandler(&log, nil)))
	check(t, err)
	exec := func(sql string) {
		t.Helper()
		_, err := db.SQL().ExecContext(t.Context(), sql)
		check(t, err)
	}
	wants := func(when string, ready bool, logged string) {
		t.Helper()
		log.Reset()
		w.once(t.Context())
		if err := w.ready(t.Context()); (err == nil) != ready {
			t.Errorf("%s: %v, want ready %v", when, err, ready)
		}
		if got := log.String(); logged == "" && got != "" || !strings.Contains(got, logged) {
			t.Errorf("%s the log is %q, want %q", when, got, logged)
		}
	}
	const policy = "CREATE POLICY idempotency_keys_owner ON idempotency_keys USING (user_id = current_setting('app.user_id', true))"
	wants("after the migrations", true, "")
	exec("DROP POLICY idempotency_keys_owner ON idempotency_keys")
	wants("without a policy", false, `level=ERROR msg="the schema of the database differs" what="policy idempotency_keys_owner of idempotency_keys is missing" consequence="a wall between users is broken: their rows may be shown to others, or to nobody" mend="CREATE POLICY`)
	w.allow = true
	wants("allowed", true, `level=WARN msg="the schema of the database differs"`)
	w.allow = false

	exec("INSERT INTO atlas_schema_revisions (version, description, executed_at, execution_time, hash, operator_version, applied, total) VALUES ('29990101000000', 'later', now(), 0, '', '', 1, 1)")
	wants("after the migration of a later release", true, "")
	exec("ALTER TABLE idempotency_keys DISABLE ROW LEVEL SECURITY")
	wants("without a wall after a later release", false, `what="row-level security of idempotency_keys is missing"`)
	exec("ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY")
	exec("ALTER TABLE idempotency_keys RENAME TO replies")
	wants("after a later release that removes a table", true, "")
	exec("ALTER TABLE replies RENAME TO idempotency_keys")
	exec("DELETE FROM atlas_schema_revisions WHERE version = '29990101000000'")

	wants("again", false, "level=ERROR")
	exec(policy)
	wants("mended", true, "")

	exec("CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
	exec("CREATE TRIGGER more BEFORE INSERT ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION more()")
	wants("with a trigger", true, `level=WARN msg="the schema of the database differs" what="trigger more of idempotency_keys is additional" consequence="it runs with what is written to idempotency_keys, and may change or refuse it" mend="DROP TRIGGER`)
}
