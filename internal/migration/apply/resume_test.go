package apply_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

const stepwise = "-- atlas:txmode none\n\n"

// events returns options that keep what Run tells.
func events(lines *[]string) apply.Options {
	return apply.Options{Progress: func(p apply.Progress) {
		if p.Event != apply.EventApplied && p.Event != apply.EventSlow { // they have times
			*lines = append(*lines, p.String())
		}
	}}
}

func want(tb testing.TB, got []string, lines ...string) {
	tb.Helper()
	if !slices.Equal(got, lines) {
		tb.Errorf("progress:\n got %q\nwant %q", got, lines)
	}
}

// TestInvalidIndex builds a unique index over rows that are not.
func TestInvalidIndex(t *testing.T) {
	for _, exists := range []string{"", "IF NOT EXISTS "} {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
		files := dir(t, first, "CREATE SCHEMA s;\nCREATE TABLE s.a (n int);\nINSERT INTO s.a VALUES (1), (1);",
			second, stepwise+"CREATE UNIQUE INDEX CONCURRENTLY "+exists+`"A n" ON s.a (n);`)
		for range 2 { // the second removes what the first left, and fails in the same way
			_, err := apply.Run(t.Context(), db, files, apply.Options{})
			want := "apply migration " + second + ": line 3: CREATE UNIQUE INDEX CONCURRENTLY " + exists + `"A n" ON s.a (n): ERROR: could not create unique index "A n" (SQLSTATE 23505); it leaves an INVALID index, which the next run removes and builds anew`
			if err == nil || err.Error() != want {
				t.Errorf("Run:\n got %v\nwant %s", err, want)
			}
		}
		exec(t, db, "DELETE FROM s.a WHERE ctid = '(0,1)'")
		var lines []string
		if _, err := apply.Run(t.Context(), db, files, events(&lines)); err != nil {
			t.Fatal(err)
		}
		want(t, lines, second+":3: 1/1: an interrupted run left the index INVALID: removing it, to build it anew",
			second+":3: 1/1: CREATE UNIQUE INDEX CONCURRENTLY "+exists+`"A n" ON s.a (n)`)
		if got := text(t, db, "SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ' ') FROM pg_index WHERE indrelid = 's.a'::regclass"); got != `s."A n" true` {
			t.Errorf("indexes: %s", got)
		}
	}
}

// TestForeignIndex leaves alone what is not ours.
func TestForeignIndex(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
	exec(t, db, "CREATE TABLE a (n int)")
	exec(t, db, "INSERT INTO a VALUES (1), (1)")
	_, _ = db.SQL().ExecContext(t.Context(), "CREATE UNIQUE INDEX CONCURRENTLY a_n ON a (n)")
	for _, exists := range []string{"", "IF NOT EXISTS "} {
		files := dir(t, first, stepwise+"CREATE INDEX CONCURRENTLY "+exists+"a_n ON a (n);")
		want := "apply migration " + first + ": line 3: CREATE INDEX CONCURRENTLY " + exists + "a_n ON a (n): an INVALID index of that name is there, made by somebody else: DROP INDEX CONCURRENTLY a_n, and apply again"
		for range 2 {
			_, err := apply.Run(t.Context(), db, files, apply.Options{})
			if err == nil || err.Error() != want {
				t.Errorf("Run:\n got %v\nwant %s", err, want)
			}
		}
		exec(t, db, "TRUNCATE atlas_schema_revisions")
	}
}

// TestInterrupted has a statement that commits, and of which nobody knows
// whether it ran to its end.
func TestInterrupted(t *testing.T) {
	for _, tc := range []struct {
		answer apply.Interrupted
		rows   string
		lines  []string
	}{
		{apply.InterruptedAgain, "2", []string{second + ":4: 2/3: CALL p()", second + ":5: 3/3: INSERT INTO a VALUES (8)"}},
		{apply.InterruptedDone, "1", []string{second + ":4: 2/3: an interrupted run carried it out", second + ":5: 3/3: INSERT INTO a VALUES (8)"}},
	} {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 3})
		files := dir(t, first, "CREATE TABLE a (n int);\nCREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (9); COMMIT; PERFORM pg_sleep(0.8); END $$;",
			second, stepwise+"SET application_name = 'migration';\nCALL p();\nINSERT INTO a VALUES (8);")
		o := apply.Options{Progress: func(p apply.Progress) {
			if p.File == second && p.Number == 2 {
				go func() {
					for n := ""; n != "1"; n = text(t, db, "SELECT count(*)::text FROM a") {
					}
					exec(t, db, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'migration' AND datname = current_database()")
				}()
			}
		}}
		if _, err := apply.Run(t.Context(), db, files, o); err == nil {
			t.Fatal("Run without a session succeeded")
		}
		check(t, db, files, apply.Status{Current: "20300102000000", Applied: []string{first}, Pending: []string{second}, Partial: second,
			Error: "interrupted: it was begun, and the process ended before it did", Statement: "CALL p();"})
		_, err := apply.Run(t.Context(), db, files, apply.Options{})
		message := "apply migration " + second + ": line 4: CALL p(): a run before this one ended while it executed the statement, and nobody knows whether it was carried out: look, and apply with --interrupted=again to execute it again, or with --interrupted=done to go on with the next one; of its 3 statements 1 are applied, and the next run goes on after them"
		if !errors.Is(err, apply.ErrInterrupted) || err.Error() != message {
			t.Errorf("Run:\n got %v\nwant %s", err, message)
		}
		if _, err := apply.Run(t.Context(), db, files, apply.Options{}); !errors.Is(err, apply.ErrInterrupted) {
			t.Errorf("Run once more: %v, want ErrInterrupted as long as nobody has looked", err)
		}
		var lines []string
		o = events(&lines)
		o.Interrupted = tc.answer
		if _, err := apply.Run(t.Context(), db, files, o); err != nil {
			t.Fatal(err)
		}
		want(t, lines, tc.lines...)
		if got := text(t, db, "SELECT count(*)::text FROM a WHERE n = 9"); got != tc.rows {
			t.Errorf("%s: %s rows, want %s", tc.answer, got, tc.rows)
		}
	}
}

func TestTo(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
	files := dir(t, first, "CREATE TABLE a (n int);", second, stepwise+"CREATE INDEX CONCURRENTLY a_n ON a (n);\n-- and\nCREATE INDEX b_n ON b (n);", third, "DROP TABLE a;")
	got, err := apply.Run(t.Context(), db, files, apply.Options{To: "20300101000000"})
	if err != nil || !slices.Equal(got, []string{first}) {
		t.Errorf("Run to the first = %q, %v", got, err)
	}
	if got, err = apply.Run(t.Context(), db, files, apply.Options{To: "20300101000000"}); err != nil || got != nil {
		t.Errorf("Run to where it is = %q, %v", got, err)
	}
	_, _ = apply.Run(t.Context(), db, files, apply.Options{})
	plan, err := apply.Plan(t.Context(), db, files, "20300102000000")
	if err != nil || len(plan) != 1 || plan[0].Name != second || plan[0].Transaction || plan[0].Applied != 1 ||
		!slices.Equal(plan[0].Statements, []apply.PendingStatement{{Line: 3, SQL: "CREATE INDEX CONCURRENTLY a_n ON a (n);"}, {Line: 5, SQL: "CREATE INDEX b_n ON b (n);"}}) {
		t.Errorf("Plan = %+v, %v", plan, err)
	}
}

// TestCancelled ends a run in order, as SIGTERM does, while it builds.
func TestCancelled(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 3})
	files := laborious(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := apply.Run(ctx, db, files, apply.Options{Progress: func(p apply.Progress) {
		if p.File == second && p.Number == 2 {
			time.AfterFunc(30*time.Millisecond, cancel)
		}
	}})
	message := "apply migration " + second + `: line 4: CREATE UNIQUE INDEX CONCURRENTLY "A slow" ON a (slow(n)): `
	if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), message) {
		t.Errorf("Run:\n got %v\nwant %s…", err, message)
	}
	migrate(t, db, files)
	wantLaborious(t, db, files)
}

// TestRetriesIndex has a file that waits for old transactions no longer
// than it says, and so leaves an INVALID index to each of its next attempts.
func TestRetriesIndex(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 3})
	migrate(t, db, dir(t, first, "CREATE TABLE a (n int);"))
	old, err := db.SQL().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.ExecContext(t.Context(), "INSERT INTO a VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	blocked := 0
	_, err = apply.Run(t.Context(), db, dir(t, first, "CREATE TABLE a (n int);",
		second, stepwise+"SET lock_timeout = '100ms';\nCREATE INDEX CONCURRENTLY a_n ON a (n);"), apply.Options{
		LockBackoff: time.Millisecond, LockAttempts: 100,
		Progress: func(p apply.Progress) {
			if p.Event == apply.EventBlocked {
				if blocked++; blocked == 3 {
					_ = old.Rollback()
				}
			}
		},
	})
	if got := text(t, db, "SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ' ') FROM pg_index WHERE indrelid = 'a'::regclass"); err != nil || blocked < 3 || got != "a_n true" {
		t.Errorf("Run = %v after %d attempts, indexes %s", err, blocked, got)
	}
}

// TestBaseline has a database that was declared to be at a version.
func TestBaseline(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
	migrate(t, db, dir(t, first, "CREATE TABLE a (n int);"))
	exec(t, db, "UPDATE atlas_schema_revisions SET version = '20300102000000', type = 1, applied = 0, total = 0, hash = ''")
	files := dir(t, first, "CREATE TABLE a (n int);", second, "CREATE TABLE b (n int);", third, "CREATE TABLE c (n int);")
	check(t, db, files, apply.Status{Current: "20300102000000", Applied: []string{first, second}, Pending: []string{third}})
	if got := migrate(t, db, files); !slices.Equal(got, []string{third}) {
		t.Errorf("applied %q, want %q", got, third)
	}
}

// TestNonLinear has files that Atlas was told to apply out of order: that
// is no edit.
func TestNonLinear(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
	migrate(t, db, dir(t, first, "CREATE TABLE a (n int);", third, "CREATE TABLE c (n int);"))
	files := dir(t, first, "CREATE TABLE a (n int);", second, "CREATE TABLE b (n int);", third, "CREATE TABLE c (n int);")
	exec(t, db, `INSERT INTO atlas_schema_revisions SELECT '20300102000000', 'second', 2, 1, 1, now() + '1s', 0, NULL, NULL, '', NULL, 'Atlas CLI'`)
	check(t, db, files, apply.Status{Current: "20300103000000", Applied: []string{first, second, third}})
}

// TestRollsBackAtCommit has a constraint that is checked at the end.
func TestRollsBackAtCommit(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
	files := dir(t, first, "CREATE TABLE a (n int PRIMARY KEY, m int REFERENCES a DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1, 2);")
	_, err := apply.Run(t.Context(), db, files, apply.Options{})
	want := "apply migration " + first + `: ERROR: insert or update on table "a" violates foreign key constraint "a_m_fkey" (SQLSTATE 23503); nothing of the file was kept`
	if err == nil || err.Error() != want {
		t.Errorf("Run:\n got %v\nwant %s", err, want)
	}
	check(t, db, files, apply.Status{Pending: []string{first}})
}
