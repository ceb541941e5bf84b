package database_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"modernc.org/sqlite"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/retry"
)

// eachSQLite runs a test on a file and in memory.
func eachSQLite(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("file", func(t *testing.T) { test(t, "sqlite://"+filepath.Join(t.TempDir(), "a dir?#%20", "é.db")) })
	t.Run("memory", func(t *testing.T) { test(t, "sqlite://:memory:") })
}

func TestSQLiteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub dir?#%", "x.db")
	db := open(t, database.Options{URL: "sqlite://" + path, PoolMax: 2})
	if db.Dialect() != dialect.SQLite || db.Driver().Dialect() != dialect.SQLite {
		t.Errorf("dialect = %q, want %q", db.Dialect(), dialect.SQLite)
	}
	exec(t, db, "CREATE TABLE t (n int)")
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the file that the URL names: %v", err)
	}
	for pragma, want := range map[string]string{"foreign_keys": "1", "journal_mode": "wal"} {
		if got := text(t, db, "PRAGMA "+pragma); got != want {
			t.Errorf("%s = %s, want %s", pragma, got, want)
		}
	}
	_, err := database.Open(t.Context(), database.Options{URL: "sqlite://" + t.TempDir()})
	if err == nil || !strings.HasPrefix(err.Error(), "open database: ") {
		t.Errorf("opening a folder: %v", err)
	}
}

func TestSQLiteWriters(t *testing.T) {
	eachSQLite(t, func(t *testing.T, url string) {
		db := open(t, database.Options{URL: url, PoolMax: 10, ConnMaxLifetime: 300 * time.Second})
		exec(t, db, "CREATE TABLE t (id integer PRIMARY KEY, n int)")
		exec(t, db, "INSERT INTO t VALUES (1, 0)")
		const writers, writes = 50, 20
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range writes {
					tx, err := db.SQL().BeginTx(t.Context(), nil)
					if err != nil {
						t.Errorf("begin: %v", err)
						return
					}
					var n int
					if err := tx.QueryRow("SELECT n FROM t WHERE id = 1").Scan(&n); err != nil {
						t.Errorf("read in a transaction: %v", err)
					}
					if _, err := tx.Exec("UPDATE t SET n = ? WHERE id = 1", n+1); err != nil {
						t.Errorf("write in a transaction: %v", err)
					}
					if err := tx.Commit(); err != nil {
						t.Errorf("commit: %v", err)
					}
					if err := db.SQL().QueryRow("UPDATE t SET n = n + 1 WHERE id = 1 RETURNING n").Scan(&n); err != nil {
						t.Errorf("write: %v", err)
					}
					if err := db.SQL().QueryRow("SELECT n FROM t").Scan(&n); err != nil {
						t.Errorf("read: %v", err)
					}
				}
			})
		}
		wg.Wait()
		if got, want := text(t, db, "SELECT n FROM t"), fmt.Sprint(2*writers*writes); got != want {
			t.Errorf("%s writes are counted, want %s", got, want)
		}
	})
}

func TestSQLiteTimes(t *testing.T) {
	db := open(t, database.Options{URL: "sqlite://:memory:", PoolMax: 2})
	exec(t, db, "CREATE TABLE t (at datetime)")
	base := time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)
	east, west := time.FixedZone("", 5*3600+1800), time.FixedZone("", -8*3600)
	want := []time.Time{
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
		base.Add(-time.Second).In(west), base.Add(-time.Microsecond), base.In(east),
		base.Add(time.Microsecond).In(west), base.Add(100 * time.Microsecond).In(east), base.Add(120 * time.Millisecond),
		base.Add(123456 * time.Microsecond), base.Add(500 * time.Millisecond).In(east), base.Add(time.Second),
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
	}
	for _, i := range []int{7, 3, 11, 0, 5, 9, 1, 10, 2, 8, 4, 6} {
		var got time.Time
		if err := db.SQL().QueryRow("INSERT INTO t VALUES (?) RETURNING at", want[i]).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if w := want[i].Truncate(time.Microsecond); !got.Equal(w) || got.Location() != time.UTC {
			t.Errorf("returned %v, want %v in UTC", got, w)
		}
		before := text(t, db, "SELECT count(*) FROM t WHERE at < ? OR at = ?", &want[i], want[i])
		if got, w := before, text(t, db, "SELECT count(*) FROM t WHERE at <= ?", want[i]); got != w {
			t.Errorf("%v: %s rows are before or equal, %s before-or-equal", want[i], got, w)
		}
	}
	rows, err := db.SQL().Query("SELECT at FROM t ORDER BY at")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []time.Time
	for rows.Next() {
		var at time.Time
		if err := rows.Scan(&at); err != nil {
			t.Fatal(err)
		}
		got = append(got, at)
	}
	equal := func(a, b time.Time) bool { return a.Equal(b.Truncate(time.Microsecond)) }
	if !slices.EqualFunc(got, want, equal) {
		t.Errorf("order by time:\n got %v\nwant %v", got, want)
	}
}

func TestSearchIgnoresCase(t *testing.T) {
	urls := map[string]string{"sqlite": "sqlite://:memory:", "postgres": ""}
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			if url == "" {
				url = pgtest.NewDatabase(t)
			}
			db := open(t, database.Options{URL: url, PoolMax: 2})
			exec(t, db, "CREATE TABLE t (title text)")
			exec(t, db, `INSERT INTO t VALUES ('Grande ÉCOLE 100%'), ('ПРИВЕТ Άλφα'), ('İSTANBUL \o/'), ('Straẞe ῼ 𐐀 Kg ſee'), (NULL)`)
			for needle, want := range map[string]int{
				"école": 1, "École 100%": 1, "привет": 1, "άλΦΑ": 1, "ecole": 0, "100_": 0, "0%": 1, "E": 2, "GRANDE": 1, "istanbul": 0, "stanBUL": 1, "İst": 1, "straße": 1, "ss": 0, "ῳ": 1, "𐐨": 1, "kG SEE": 1, "ι": 0, `L \O`: 1, "l  o": 0,
			} {
				s := entsql.Dialect(db.Dialect()).Select("title").From(entsql.Table("t"))
				filter.Search(needle, "title")(s)
				q, args := s.Query()
				rows, err := db.SQL().Query(q, args...)
				if err != nil {
					t.Fatal(err)
				}
				got := 0
				for rows.Next() {
					got++
				}
				if err := rows.Err(); err != nil || got != want {
					t.Errorf("%q is found in %d rows (%v), want %d", needle, got, err, want)
				}
			}
		})
	}
}

// TestSQLiteDeadline: a statement that goes on when its context ends may be done.
func TestSQLiteDeadline(t *testing.T) {
	err := sqlite.RegisterScalarFunction("slow", 0, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		time.Sleep(200 * time.Millisecond)
		return int64(1), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	const insert = "INSERT INTO t VALUES (slow())"
	eachSQLite(t, func(t *testing.T, url string) {
		db := open(t, database.Options{URL: url, PoolMax: 2})
		exec(t, db, "CREATE TABLE t (n int)")
		for what, do := range map[string]func(context.Context) error{
			"Exec": func(ctx context.Context) error { return db.Driver().Exec(ctx, insert, []any{}, nil) },
			"Query": func(ctx context.Context) error {
				return db.Driver().Query(ctx, insert+" RETURNING n", []any{}, &entsql.Rows{})
			},
		} {
			exec(t, db, "DELETE FROM t")
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			if err := do(ctx); !retry.IsUnknown(err) || text(t, db, "SELECT count(*) || '' FROM t") != "1" {
				t.Errorf("%s: %v, want an error that is Unknown, and that it is done", what, err)
			}
			cancel()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		tx, err := db.Driver().Tx(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := tx.Exec(ctx, insert, []any{}, nil); err == nil || retry.IsUnknown(err) {
			t.Errorf("in a transaction: %v, want an error that is not Unknown", err)
		}
		_ = tx.Rollback()
		if got := text(t, db, "SELECT count(*) || '' FROM t"); got != "1" {
			t.Errorf("%s rows, want none of the transaction", got)
		}
	})
}
