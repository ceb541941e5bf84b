package database_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
)

func open(tb testing.TB, o database.Options) *database.DB {
	tb.Helper()
	db, err := database.Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return db
}

func exec(tb testing.TB, db *database.DB, query string, args ...any) {
	tb.Helper()
	if _, err := db.SQL().ExecContext(tb.Context(), query, args...); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}

func text(tb testing.TB, db *database.DB, query string, args ...any) string {
	tb.Helper()
	s, err := read(tb.Context(), db.Driver(), query, args...)
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return s
}

// served executes a statement as Ent does.
func served(ctx context.Context, db *database.DB, query string, args ...any) error {
	return db.Driver().Exec(ctx, query, args, nil)
}

// read returns the text that a query has, as Ent reads it.
func read(ctx context.Context, on dialect.ExecQuerier, query string, args ...any) (string, error) {
	var rows entsql.Rows
	if err := on.Query(ctx, query, args, &rows); err != nil {
		return "", err
	}
	defer rows.Close()
	var got entsql.NullString
	err := entsql.ScanOne(&rows, &got)
	return got.String, err
}

func TestSession(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.NewDatabase(t), PoolMax: 2})
	if got := text(t, db, "SHOW timezone"); got != "UTC" {
		t.Errorf("timezone = %q, want UTC", got)
	}
	if got := text(t, db, "SHOW application_name"); got != "entask" {
		t.Errorf("application_name = %q, want entask", got)
	}
	for name, driver := range map[string]dialect.Driver{"native": db.Driver(), "database/sql": entsql.OpenDB(db.Dialect(), db.SQL())} {
		var rows entsql.Rows
		if err := driver.Query(t.Context(), "SELECT '2030-01-02 03:04:05.000006+07'::timestamptz", []any{}, &rows); err != nil {
			t.Fatal(err)
		}
		var at entsql.NullTime
		if err := entsql.ScanOne(&rows, &at); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
		if got, want := at.Time.Format(time.RFC3339Nano), "2030-01-01T20:04:05.000006Z"; got != want || at.Time.Location() != time.UTC {
			t.Errorf("%s: time = %s in %v, want %s in UTC", name, got, at.Time.Location(), want)
		}
	}
}

func TestKeepWarm(t *testing.T) {
	t.Parallel()
	url := pgtest.Direct(pgtest.NewDatabase(t)) // a pooler's sessions are its own to keep
	admin := open(t, database.Options{URL: url + "&application_name=admin", PoolMax: 1})
	open(t, database.Options{URL: url, PoolMin: 3, PoolMax: 5, ConnMaxLifetime: 1500 * time.Millisecond})
	old := "0"
	for round := range 3 {
		deadline := time.Now().Add(30 * time.Second)
		for text(t, admin, "SELECT count(*)::text"+sessions+" AND pid NOT IN ("+old+")") < "3" {
			if time.Now().After(deadline) {
				t.Fatalf("round %d: the sessions are %s, want 3 other ones than %s", round, text(t, admin, pids), old)
			}
			time.Sleep(10 * time.Millisecond)
		}
		old = text(t, admin, pids)
	}
}

// TestLetsSleep: without a connection to keep, all close when their lifetime is over.
func TestLetsSleep(t *testing.T) {
	t.Parallel()
	url := pgtest.Direct(pgtest.NewDatabase(t))
	admin := open(t, database.Options{URL: url + "&application_name=admin", PoolMax: 1})
	db := open(t, database.Options{URL: url, PoolMax: 5, ConnMaxLifetime: time.Second})
	fillPool(t, db, 3)
	for deadline := time.Now().Add(30 * time.Second); text(t, admin, pids) != ""; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the sessions %s are open", text(t, admin, pids))
		}
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

const (
	sessions = " FROM pg_stat_activity WHERE application_name = 'entask' AND datname = current_database()"
	pids     = "SELECT coalesce(string_agg(pid::text, ', '), '')" + sessions
)

// terminate ends all sessions of the application, and returns before or after
// they have gone, as wait says.
func terminate(tb testing.TB, admin *database.DB, wait bool) {
	tb.Helper()
	exec(tb, admin, "SELECT pg_terminate_backend(pid)"+sessions)
	for wait && text(tb, admin, "SELECT count(*)::text"+sessions) != "0" {
		time.Sleep(time.Millisecond)
	}
}

// fillPool leaves n idle connections.
func fillPool(tb testing.TB, db *database.DB, n int) {
	tb.Helper()
	for range n {
		c, err := db.SQL().Conn(tb.Context())
		if err != nil {
			tb.Fatalf("fill the pool: %v", err)
		}
		defer c.Close()
	}
}

func TestIdleDeathReachesNobody(t *testing.T) {
	const pool, iterations = 4, 40
	nobody := func(context.Context) (string, bool) { return "", false }
	ann := func(context.Context) (string, bool) { return "ann", true }
	for mode, viewer := range map[string]func(context.Context) (string, bool){"cache_statement": nobody, "cache_describe": ann, "exec": ann} {
		for _, wait := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, gone before the query %v", mode, wait), func(t *testing.T) {
				url := pgtest.NewDatabase(t)
				if mode == "cache_statement" {
					url = pgtest.Direct(url) // prepared statements are a session's
				}
				admin := open(t, database.Options{URL: pgtest.AsSuperuser(t, url) + "&application_name=admin", PoolMax: 1})
				db := open(t, database.Options{URL: url + "&default_query_exec_mode=" + mode, PoolMax: pool, ConnMaxLifetime: time.Minute, Viewer: viewer})
				exec(t, db, "CREATE TABLE t (n int)")
				for i := range iterations {
					fillPool(t, db, pool)
					terminate(t, admin, wait)
					var err error
					switch i % 4 {
					case 0:
						_, err = read(t.Context(), db.Driver(), "SELECT '1'")
					case 1:
						err = served(t.Context(), db, "UPDATE t SET n = n WHERE n = $1", i)
					case 2:
						err = db.Ping(t.Context())
					case 3:
						err = insertInTx(t.Context(), db, -1)
					}
					if err == nil {
						_, err = read(t.Context(), db.Driver(), "INSERT INTO t VALUES ($1) RETURNING n::text", i)
					}
					if err != nil {
						t.Fatalf("iteration %d: %v", i, err)
					}
				}
				want := fmt.Sprint(iterations, iterations)
				if got := text(t, db, "SELECT count(*) || ' ' || count(DISTINCT n) FROM t WHERE n >= 0"); got != want {
					t.Errorf("rows, different rows = %s, want %s: every write once", got, want)
				}
			})
		}
	}
}

func insertInTx(ctx context.Context, db *database.DB, n int) error {
	tx, err := db.Driver().Tx(ctx)
	if err != nil {
		return err
	}
	if err := tx.Exec(ctx, "INSERT INTO t VALUES ($1)", []any{n}, nil); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// TestDeathInUse ends sessions while many callers use them: whatever reaches a
// caller is Unavailable, and no write that was reported is missing or doubled.
func TestDeathInUse(t *testing.T) {
	url := pgtest.NewDatabase(t)
	admin := open(t, database.Options{URL: pgtest.AsSuperuser(t, url) + "&application_name=admin", PoolMax: 1})
	db := open(t, database.Options{URL: url, PoolMax: 10})
	exec(t, db, "CREATE TABLE t (n text)")
	var mu sync.Mutex
	var wg sync.WaitGroup
	written, failed := map[string]bool{}, map[string]int{}
	for worker := range 30 {
		wg.Go(func() {
			for i := range 60 {
				key := fmt.Sprint(worker, " ", i)
				_, err := read(t.Context(), db.Driver(), "INSERT INTO t VALUES ($1) RETURNING n", key)
				mu.Lock()
				if err == nil {
					written[key] = true
				} else {
					failed[err.Error()]++
					if !database.Unavailable(err) {
						t.Errorf("Unavailable(%T %v) = false", err, err)
					}
				}
				mu.Unlock()
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for ended := false; !ended; {
		select {
		case <-done:
			ended = true
		case <-time.After(20 * time.Millisecond):
			terminate(t, admin, false)
		}
	}
	t.Logf("%d written, failed: %v", len(written), failed)
	if got := text(t, db, "SELECT count(*)::text FROM (SELECT n FROM t GROUP BY n HAVING count(*) > 1) d"); got != "0" {
		t.Errorf("%s writes were made twice", got)
	}
	keys := text(t, db, "SELECT string_agg(n, ',') FROM t")
	for key := range written {
		if !strings.Contains(","+keys+",", ","+key+",") {
			t.Errorf("the write %q was reported and is missing", key)
		}
	}
}
