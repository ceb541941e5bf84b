package apply_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestRefuses lists what is refused before anything is executed.
func TestRefuses(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 2})
	for _, tc := range []struct{ name, content, want string }{
		{"commit", "CREATE TABLE a (n int);\nCOMMIT;", "line 2: COMMIT: begin and end of transactions are not for a migration to say: a file is one, unless it begins with -- atlas:txmode none and a blank line"},
		{"no name", "-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY ON a (n);", "line 3: CREATE INDEX CONCURRENTLY ON a (n): the index needs a name, by which it is found when its building is interrupted"},
		{"no blank line", "-- atlas:txmode none\nCREATE TABLE a (n int);", "an atlas:txmode counts only in the comment that the file begins with, and before a blank line"},
		{"too late", "CREATE TABLE a (n int);\n\n-- atlas:txmode none\n\nVACUUM a;", "an atlas:txmode counts only in the comment that the file begins with, and before a blank line"},
		{"mode", "-- atlas:txmode all\n\nCREATE TABLE a (n int);", `atlas:txmode "all" is neither file nor none`},
		{"quote", "CREATE TABLE a (n text DEFAULT 'x);", "1:32: unclosed quote '\\''"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := apply.Run(t.Context(), db, dir(t, first, tc.content), apply.Options{})
			if want := "migration " + first + ": " + tc.want; err == nil || err.Error() != want {
				t.Errorf("Run:\n got %v\nwant %s", err, want)
			}
		})
	}
	_, err := apply.Run(t.Context(), db, dir(t, first, "SELECT 1;"), apply.Options{To: "2029"})
	if !errors.Is(err, apply.ErrUnknownVersion) || err.Error() != `no migration has the version "2029"` {
		t.Errorf("Run to a version that is not there: %v", err)
	}
	if got := text(t, db, "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"); got != "0" {
		t.Errorf("%s tables were made, want none", got)
	}
}

// TestFiles lists unusual files that are applied.
func TestFiles(t *testing.T) {
	function := "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$\nBEGIN\n  -- a ; in a comment\n  PERFORM 'a;b';\n  RETURN 1;\nEND;\n$body$;\n" +
		"CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;\n" +
		"DO $$ BEGIN PERFORM f(); END $$;"
	for name, content := range map[string]string{
		"empty":                  "",
		"comments":               "-- nothing\n\n-- at all\n",
		"comments, no blank":     "-- nothing",
		"comments, stepwise":     "-- atlas:txmode none\n\n-- nothing\n",
		"functions":              function,
		"functions, stepwise":    "-- atlas:txmode none\n\n" + function,
		"windows":                "-- atlas:txmode none\r\n\r\nCREATE TABLE w (n int);\r\nVACUUM w;\r\n",
		"windows, a transaction": "CREATE TABLE w (n int);\r\n\r\n-- more\r\nCREATE INDEX w_n ON w (n);\r\n",
		"settings":               "SET ROLE pg_read_all_data; RESET ROLE; SET search_path = ''; SET statement_timeout = '1s'; SET lock_timeout = '1s';",
		"policies":               "CREATE TABLE w (n int);\nALTER TABLE w ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\nCREATE POLICY p ON w USING (n::text = current_setting('app.user_id', true));",
		"enum":                   "-- atlas:txmode none\n\nCREATE TYPE e AS ENUM ('a');\nALTER TYPE e ADD VALUE 'b';\nCREATE TABLE w (e e DEFAULT 'b');",
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, database.Options{URL: pgtest.AsSuperuser(t, pgtest.NewDatabase(t))})
			files := dir(t, first, content, second, "CREATE TABLE last (at text DEFAULT current_setting('statement_timeout') || current_setting('lock_timeout') || current_setting('search_path'));\nINSERT INTO public.last DEFAULT VALUES;")
			migrate(t, db, files)
			check(t, db, files, apply.Status{Current: "20300102000000", Applied: []string{first, second}})
			if got, want := text(t, db, "SELECT at FROM last"), `03s"$user", public`; got != want {
				t.Errorf("the next file had %q, want %q", got, want)
			}
		})
	}
}

// TestSyntaxError has its second statement broken, in both kinds of files.
func TestSyntaxError(t *testing.T) {
	const body = "CREATE TABLE a (n int);\nCREATE TALBE b (n int);\nCREATE TABLE c (n int);"
	const fault = `apply migration 20300101000000_first.sql: line %d: CREATE TALBE b (n int): ERROR: syntax error at or near "TALBE" (SQLSTATE 42601); %s`
	for _, tc := range []struct{ name, head, want, tables string }{
		{"a transaction", "", fmt.Sprintf(fault, 2, "nothing of the file was kept"), "atlas_schema_revisions"},
		{"stepwise", "-- atlas:txmode none\n\n", fmt.Sprintf(fault, 4, "of its 3 statements 1 are applied, and the next run goes on after them"), "a atlas_schema_revisions"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
			_, err := apply.Run(t.Context(), db, dir(t, first, tc.head+body), apply.Options{})
			if err == nil || err.Error() != tc.want {
				t.Errorf("Run:\n got %v\nwant %s", err, tc.want)
			}
			if got := text(t, db, "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'"); got != tc.tables {
				t.Errorf("tables: %s, want %s", got, tc.tables)
			}
			// Corrected after the failure, it is no edited file: neither now nor later.
			corrected := dir(t, first, tc.head+strings.Replace(body, "TALBE", "TABLE", 1)+"\nCREATE TABLE d (n int);")
			migrate(t, db, corrected)
			if got := migrate(t, db, corrected); got != nil {
				t.Errorf("applied again: %q", got)
			}
			check(t, db, corrected, apply.Status{Current: "20300101000000", Applied: []string{first}})
		})
	}
	t.Run("before it", func(t *testing.T) {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
		_, _ = apply.Run(t.Context(), db, dir(t, first, "-- atlas:txmode none\n\n"+body), apply.Options{})
		_, err := apply.Run(t.Context(), db, dir(t, first, "-- atlas:txmode none\n\nCREATE TABLE a (n bigint);"), apply.Options{})
		want := "apply migration " + first + ": its first 1 statements were applied, and statement 1 was edited after it was applied: restore it, and change only what comes after them"
		if !errors.Is(err, apply.ErrEdited) || err.Error() != want {
			t.Errorf("Run:\n got %v\nwant %s", err, want)
		}
	})
}

// as gives a role of its own, with what grants say, and a pool for it.
func as(tb testing.TB, admin *database.DB, databaseURL string, grants ...string) *database.DB {
	tb.Helper()
	role := strings.ToLower(strings.NewReplacer("/", "_", "test_", "r").Replace(text(tb, admin, "SELECT current_database()::text")))
	exec(tb, admin, "CREATE ROLE "+role+" LOGIN")
	tb.Cleanup(func() {
		_, _ = admin.SQL().ExecContext(context.Background(), "DROP OWNED BY "+role)
		_, _ = admin.SQL().ExecContext(context.Background(), "DROP ROLE "+role)
	})
	for _, g := range grants {
		exec(tb, admin, strings.ReplaceAll(g, "ROLE", role))
	}
	u, err := url.Parse(databaseURL)
	if err != nil {
		tb.Fatal(err)
	}
	u.User = url.User(role)
	return open(tb, database.Options{URL: u.String(), PoolMax: 2})
}

// TestRoles has roles with less than the owner's rights.
func TestRoles(t *testing.T) {
	one := dir(t, first, "CREATE TABLE a (n int);")
	two := dir(t, first, "CREATE TABLE a (n int);", second, "ALTER TABLE a ADD m int;\nSELECT pg_sleep(0.3);")
	for _, tc := range []struct {
		name   string
		grants []string
		one    string // what is said where there is nothing to apply
		two    string
	}{
		{"nothing", nil,
			"read the history of migrations: ERROR: permission denied for table atlas_schema_revisions (SQLSTATE 42501): GRANT SELECT ON atlas_schema_revisions to the role that asks",
			"read the history of migrations: ERROR: permission denied for table atlas_schema_revisions (SQLSTATE 42501): GRANT SELECT ON atlas_schema_revisions to the role that asks"},
		{"no schema", []string{"REVOKE USAGE ON SCHEMA public FROM PUBLIC"},
			"read the history of migrations: ERROR: permission denied for schema public (SQLSTATE 42501): GRANT USAGE ON SCHEMA public to the role that asks",
			"read the history of migrations: ERROR: permission denied for schema public (SQLSTATE 42501): GRANT USAGE ON SCHEMA public to the role that asks"},
		{"reads the history", []string{"GRANT SELECT ON atlas_schema_revisions TO ROLE"}, "",
			"apply migration " + second + ": line 1: ALTER TABLE a ADD m int: ERROR: must be owner of table a (SQLSTATE 42501); nothing of the file was kept: migrations are for the role that owns the schema"},
		{"read-only", []string{"GRANT ALL ON atlas_schema_revisions TO ROLE", "ALTER USER ROLE SET default_transaction_read_only = on"}, "",
			"apply migration " + second + ": line 1: ALTER TABLE a ADD m int: ERROR: cannot execute ALTER TABLE in a read-only transaction (SQLSTATE 25006); nothing of the file was kept: a replica, or a role with default_transaction_read_only; DATABASE_URL must lead to the primary"},
		{"owns only the table", []string{"GRANT SELECT ON atlas_schema_revisions TO ROLE", "ALTER TABLE a OWNER TO ROLE"}, "",
			"apply migration " + second + ": write the history of migrations: ERROR: permission denied for table atlas_schema_revisions (SQLSTATE 42501); nothing of the file was kept: migrations are for the role that owns the schema"},
		{"owns it, in haste", []string{"GRANT ALL ON atlas_schema_revisions TO ROLE", "ALTER TABLE a OWNER TO ROLE", "ALTER USER ROLE SET statement_timeout = '200ms'"}, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			databaseURL := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
			admin := open(t, database.Options{URL: databaseURL, PoolMax: 2})
			migrate(t, admin, one)
			db := as(t, admin, databaseURL, append(tc.grants, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")...)
			for _, step := range []struct {
				files fs.FS
				want  string
			}{{one, tc.one}, {two, tc.two}} {
				_, err := apply.Run(t.Context(), db, step.files, apply.Options{})
				if got := fmt.Sprint(err); got != cmp.Or(step.want, "<nil>") {
					t.Errorf("Run:\n got %s\nwant %s", got, step.want)
				}
			}
		})
	}
}

var givesUp = regexp.MustCompile(`: line \d: ALTER TABLE a ADD m int: ERROR: canceling statement due to lock timeout \(SQLSTATE 55P03\), in 3 attempts; (nothing of the file was kept|of its 2 statements 1 are applied, and the next run goes on after them): others hold the table; pg_stat_activity and pg_blocking_pids\(\) tell who; apply again, or give --lock-timeout or --lock-attempts$`)

// TestLocked holds the table that a file needs.
func TestLocked(t *testing.T) {
	for _, head := range []string{"", "-- atlas:txmode none\n\n"} {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 3})
		migrate(t, db, dir(t, first, "CREATE TABLE a (n int);"))
		files := dir(t, first, "CREATE TABLE a (n int);", second, head+"INSERT INTO a VALUES (1);\nALTER TABLE a ADD m int;")
		tx, err := db.SQL().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.ExecContext(t.Context(), "LOCK a IN ACCESS SHARE MODE"); err != nil {
			t.Fatal(err)
		}
		o := apply.Options{LockTimeout: 20 * time.Millisecond, LockAttempts: 3, LockBackoff: time.Millisecond}
		_, err = apply.Run(t.Context(), db, files, o)
		if !givesUp.MatchString(fmt.Sprint(err)) {
			t.Errorf("Run of a locked table: %v", err)
		}
		var blocked int
		o.LockAttempts, o.Progress = 100, func(p apply.Progress) {
			if p.Event != apply.EventBlocked {
				return
			}
			if blocked++; blocked == 2 {
				_ = tx.Rollback()
			}
		}
		if _, err := apply.Run(t.Context(), db, files, o); err != nil || blocked < 2 {
			t.Errorf("Run of a table that is let go = %v after %d attempts", err, blocked)
		}
		if got := text(t, db, "SELECT count(*)::text FROM a"); got != "1" {
			t.Errorf("%s rows, want 1: the rest of the file was executed again", got)
		}
	}
}

// TestLostConnection ends the session within the second statement.
func TestLostConnection(t *testing.T) {
	for _, tc := range []struct{ head, rows string }{{"", "0"}, {"-- atlas:txmode none\n\n", "1"}} {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 3})
		files := dir(t, first, "CREATE TABLE a (n int);", second, tc.head+"INSERT INTO a VALUES (1);\nINSERT INTO a SELECT 2 FROM pg_sleep(1);")
		kill := func(p apply.Progress) {
			if p.Event == apply.EventStatement && p.File == second && p.Number == 2 {
				time.AfterFunc(0, func() {
					for text(t, db, "SELECT count(pg_terminate_backend(pid))::text FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND datname = current_database() AND pid <> pg_backend_pid()") == "0" {
						time.Sleep(time.Millisecond)
					}
				})
			}
		}
		applied, err := apply.Run(t.Context(), db, files, apply.Options{Progress: kill})
		if err == nil || !strings.Contains(err.Error(), "line ") || !strings.HasSuffix(err.Error(), "apply again: the history knows what was done") || !slices.Equal(applied, []string{first}) {
			t.Errorf("Run = %q, %v", applied, err)
		}
		if got := text(t, db, "SELECT count(*)::text FROM a"); got != tc.rows {
			t.Errorf("%s rows after the loss, want %s", got, tc.rows)
		}
		migrate(t, db, files)
		if got := text(t, db, "SELECT string_agg(n::text, ' ' ORDER BY n) FROM a"); got != "1 2" {
			t.Errorf("rows %s, want 1 2", got)
		}
	}
}
