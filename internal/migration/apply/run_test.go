package apply_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	atlas "ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

const (
	first  = "20300101000000_first.sql"
	second = "20300102000000_second.sql"
	third  = "20300103000000_third.sql"
)

// dir makes a folder of migrations, with its sums, from names and contents.
func dir(tb testing.TB, files ...string) fs.FS {
	tb.Helper()
	mem := &atlas.MemDir{}
	out := fstest.MapFS{}
	for pair := range slices.Chunk(files, 2) {
		if err := mem.WriteFile(pair[0], []byte(pair[1])); err != nil {
			tb.Fatal(err)
		}
		out[pair[0]] = &fstest.MapFile{Data: []byte(pair[1])}
	}
	sum, err := mem.Checksum()
	if err != nil {
		tb.Fatal(err)
	}
	b, err := sum.MarshalText()
	if err != nil {
		tb.Fatal(err)
	}
	out[atlas.HashFileName] = &fstest.MapFile{Data: b}
	return out
}

func migrate(tb testing.TB, db *database.DB, files fs.FS) []string {
	tb.Helper()
	applied, err := apply.Run(tb.Context(), db, files, apply.Options{Version: "v1"})
	if err != nil {
		tb.Fatal(err)
	}
	return applied
}

func check(tb testing.TB, db *database.DB, files fs.FS, want apply.Status) {
	tb.Helper()
	got, err := apply.ReadStatus(tb.Context(), db, files)
	if err != nil {
		tb.Fatal(err)
	}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		tb.Errorf("status:\n got %+v\nwant %+v", got, want)
	}
}

func TestRun(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 4})
	one := dir(t, first, "CREATE TABLE a (n int);")
	two := dir(t, first, "CREATE TABLE a (n int);", second, "CREATE TABLE b (n int);\nINSERT INTO b VALUES (1);")
	exec(t, db, `CREATE TABLE "user" (id text)`) // the frontend's

	check(t, db, one, apply.Status{Pending: []string{first}})
	err := apply.CheckSchema(t.Context(), db, one)
	want := "the database's schema is older than this binary: it is at version none and lacks " + first + ""
	if !errors.Is(err, apply.ErrOutdated) || err.Error() != want {
		t.Errorf("CheckSchema of a new database:\n got %v\nwant %s", err, want)
	}
	if got := migrate(t, db, one); !slices.Equal(got, []string{first}) {
		t.Errorf("applied %q, want %q", got, first)
	}
	check(t, db, one, apply.Status{Current: "20300101000000", Applied: []string{first}})
	check(t, db, two, apply.Status{Current: "20300101000000", Applied: []string{first}, Pending: []string{second}})
	if err := apply.CheckSchema(t.Context(), db, two); !errors.Is(err, apply.ErrOutdated) {
		t.Errorf("CheckSchema of an older database: %v, want ErrOutdated", err)
	}
	if got := migrate(t, db, two); !slices.Equal(got, []string{second}) {
		t.Errorf("applied %q, want %q", got, second)
	}
	if got := migrate(t, db, two); got != nil {
		t.Errorf("applied again: %q", got)
	}
	// The binary before this one goes on with the schema after its own.
	check(t, db, one, apply.Status{Current: "20300102000000", Applied: []string{first}, Ahead: []string{"20300102000000"}})
	if err := apply.CheckSchema(t.Context(), db, one); err != nil {
		t.Errorf("CheckSchema of a newer database: %v", err)
	}
	if got := migrate(t, db, one); got != nil {
		t.Errorf("the older binary applied %q", got)
	}
	if got, want := text(t, db, "SELECT string_agg(DISTINCT operator_version, ',') FROM atlas_schema_revisions"), "entask v1"; got != want {
		t.Errorf("operator_version = %q, want %q", got, want)
	}
}

func TestFailure(t *testing.T) {
	broken := []string{first, "CREATE TABLE a (n int);", second, "CREATE TABLE b (n int);\nCREATE TABLE b (n int);"}
	t.Run("a file is a transaction", func(t *testing.T) {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 4})
		applied, err := apply.Run(t.Context(), db, dir(t, broken...), apply.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), "apply migration "+second) || !strings.Contains(err.Error(), "already exists") {
			t.Errorf("the error of a broken file: %v", err)
		}
		if !slices.Equal(applied, []string{first}) {
			t.Errorf("applied %q, want %q", applied, first)
		}
		check(t, db, dir(t, broken...), apply.Status{Current: "20300101000000", Applied: []string{first}, Pending: []string{second}})
		migrate(t, db, dir(t, broken[0], broken[1], second, "CREATE TABLE b (n int);"))
	})
	t.Run("without a transaction it goes on where it failed", func(t *testing.T) {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 4})
		files := dir(t, first, "CREATE TABLE a (n int);", second,
			"-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY a_n ON a (n);\nCREATE INDEX CONCURRENTLY b_n ON b (n);")
		if _, err := apply.Run(t.Context(), db, files, apply.Options{}); err == nil {
			t.Error("an index of a table that is not there was made")
		}
		check(t, db, files, apply.Status{Current: "20300102000000", Applied: []string{first}, Pending: []string{second},
			Partial: second, Error: `ERROR: relation "b" does not exist (SQLSTATE 42P01)`, Statement: "CREATE INDEX CONCURRENTLY b_n ON b (n);"})
		exec(t, db, "CREATE TABLE b (n int)")
		migrate(t, db, files)
		check(t, db, files, apply.Status{Current: "20300102000000", Applied: []string{first, second}})
	})
	t.Run("sums", func(t *testing.T) {
		files := dir(t, broken...).(fstest.MapFS)
		files[first] = &fstest.MapFile{Data: []byte("DROP TABLE a;")}
		_, err := apply.ReadStatus(t.Context(), open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))}), files)
		if !errors.Is(err, atlas.ErrChecksumMismatch) {
			t.Errorf("a file that does not match its sum: %v, want ErrChecksumMismatch", err)
		}
	})
	t.Run("edited", func(t *testing.T) {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
		rest := []string{second, "CREATE TABLE b (n int);", third, "CREATE TABLE c (n int);"}
		migrate(t, db, dir(t, append([]string{first, "CREATE TABLE a (n int);"}, rest...)...))
		files := dir(t, append([]string{first, "CREATE TABLE a (n bigint);"}, rest...)...)
		_, err := apply.Run(t.Context(), db, files, apply.Options{})
		want := "migration " + first + " was edited after it was applied: restore it, and put the change into a new migration"
		if !errors.Is(err, apply.ErrEdited) || err.Error() != want {
			t.Errorf("an edited file:\n got %v\nwant %s", err, want)
		}
	})
	t.Run("out of order", func(t *testing.T) {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
		migrate(t, db, dir(t, first, "CREATE TABLE a (n int);", third, "CREATE TABLE c (n int);"))
		files := dir(t, first, "CREATE TABLE a (n int);", second, "CREATE TABLE b (n int);", third, "CREATE TABLE c (n int);")
		_, err := apply.Run(t.Context(), db, files, apply.Options{})
		want := "migration " + second + " comes before a migration that is applied already (20300103000000): give it a later version, as make migration does, and write atlas.sum again"
		if !errors.Is(err, apply.ErrOutOfOrder) || err.Error() != want {
			t.Errorf("a file before the last one applied:\n got %v\nwant %s", err, want)
		}
	})
	t.Run("another history", func(t *testing.T) {
		db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t))})
		migrate(t, db, dir(t, first, "CREATE TABLE a (n int);", second, "CREATE TABLE b (n int);"))
		files := dir(t, first, "CREATE TABLE a (n int);", third, "CREATE TABLE c (n int);")
		_, err := apply.Run(t.Context(), db, files, apply.Options{})
		want := "the database has migrations of another history: it has 20300102000000, which this binary does not know although it knows later ones: apply with the release that made them, or bring their files back"
		if !errors.Is(err, apply.ErrDiverged) || err.Error() != want {
			t.Errorf("a version between ours:\n got %v\nwant %s", err, want)
		}
	})
	t.Run("sqlite", func(t *testing.T) {
		db := open(t, database.Options{URL: "sqlite://:memory:"})
		if _, err := apply.Run(t.Context(), db, dir(t), apply.Options{}); !errors.Is(err, apply.ErrNoMigrations) {
			t.Errorf("Run = %v, want ErrNoMigrations", err)
		}
	})
}

// TestAtOnce starts eight processes' worth of pools at the same moment,
// with an index that is built beside the others' waiting.
func TestAtOnce(t *testing.T) {
	url := pgtest.Direct(pgtest.NewDatabase(t))
	files := dir(t, first, "CREATE TABLE a (n int);\nINSERT INTO a SELECT generate_series(1, 1000);\nSELECT pg_sleep(0.2);",
		second, "-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY a_n ON a (n);", third, "INSERT INTO a VALUES (0);")
	var wg sync.WaitGroup
	var mu sync.Mutex
	var all []string
	for range 8 {
		wg.Go(func() {
			db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 2})
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			applied, err := apply.Run(ctx, db, files, apply.Options{})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, applied...)
		})
	}
	wg.Wait()
	if want := []string{first, second, third}; !slices.Equal(all, want) {
		t.Errorf("all together applied %q, want %q", all, want)
	}
	db := open(t, database.Options{URL: url})
	if got := text(t, db, "SELECT count(*)::text FROM a"); got != "1001" {
		t.Errorf("%s rows, want 1001", got)
	}
}

func TestGivesUpWaiting(t *testing.T) {
	url := pgtest.Direct(pgtest.NewDatabase(t))
	holder, db := open(t, database.Options{URL: url, PoolMax: 1}), open(t, database.Options{URL: url})
	c, err := holder.SQL().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(t.Context(), "SELECT pg_advisory_lock(2686470616)"); err != nil { // FNV-1 of the CLI's name
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	_, err = apply.Run(ctx, db, dir(t, first, "SELECT 1;"), apply.Options{})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run beside another = %v, want context.DeadlineExceeded", err)
	}
}
