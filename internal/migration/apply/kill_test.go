package apply_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// migrateEnv makes a process of this test a copy that applies the migrations of
// a folder: the variable has it and the database's URL.
const migrateEnv = "ENTASK_TEST_MIGRATE"

func TestMain(m *testing.M) {
	folder, url, ok := strings.Cut(os.Getenv(migrateEnv), " ")
	if !ok {
		os.Exit(m.Run())
	}
	if err := applyFolder(folder, url); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func applyFolder(folder, url string) error {
	ctx := context.Background()
	db, err := database.Open(ctx, database.Options{URL: url, PoolMax: 2})
	if err != nil {
		return err
	}
	applied, err := apply.Run(ctx, db, os.DirFS(folder), apply.Options{})
	for _, name := range applied {
		fmt.Println(name)
	}
	return errors.Join(err, db.Close())
}

// copyOf starts a process that applies files to a database.
func copyOf(tb testing.TB, files fs.FS, url string) *osexec.Cmd {
	tb.Helper()
	folder := filepath.Join(tb.TempDir(), "migrations")
	if err := os.CopyFS(folder, files); err != nil {
		tb.Fatal(err)
	}
	cmd := osexec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), migrateEnv+"="+folder+" "+url)
	return cmd
}

// laborious is a folder of both kinds of files: whatever is executed twice, or
// not at all, shows in what they leave.
func laborious(tb testing.TB) fs.FS {
	return dir(tb,
		first, `CREATE TABLE log (n int);
CREATE TABLE a (n int);
INSERT INTO a SELECT generate_series(1, 15);
CREATE FUNCTION slow(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM pg_sleep(0.005); RETURN n; END $$;
INSERT INTO log SELECT 1 FROM pg_sleep(0.05);
CREATE INDEX old ON a (n);
INSERT INTO log SELECT 2 FROM pg_sleep(0.05);`,
		second, `-- atlas:txmode none

INSERT INTO log SELECT 3 FROM pg_sleep(0.02);
CREATE UNIQUE INDEX CONCURRENTLY "A slow" ON a (slow(n));
INSERT INTO log SELECT 4 FROM pg_sleep(0.02);
DROP INDEX CONCURRENTLY old;
CREATE INDEX CONCURRENTLY IF NOT EXISTS a_again ON public.a (slow(n + 1));
VACUUM a;
INSERT INTO log VALUES (5);`,
		third, "INSERT INTO log SELECT 6 FROM pg_sleep(0.05);\nALTER TABLE a ADD m int;")
}

func wantLaborious(tb testing.TB, db *database.DB, files fs.FS) {
	tb.Helper()
	got := text(tb, db, `SELECT (SELECT string_agg(n::text, ' ' ORDER BY n) FROM log) || ', ' ||
	(SELECT string_agg(c.relname || ' ' || i.indisvalid, ' ' ORDER BY c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'a'::regclass)`)
	if want := "1 2 3 4 5 6, A slow true a_again true"; got != want {
		tb.Errorf("the migrations left %q, want %q", got, want)
	}
	check(tb, db, files, apply.Status{Current: "20300103000000", Applied: []string{first, second, third}})
}

// TestKilled ends processes at any moment: in half of the cases the server
// goes on with what it was told, in the others its session ends as well.
func TestKilled(t *testing.T) {
	files := laborious(t)
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	var kills, rebuilt int
	for round := range rounds {
		url := pgtest.Direct(pgtest.NewDatabase(t))
		db := open(t, database.Options{URL: url, PoolMax: 2})
		moment := rapid.IntRange(30, 500)
		for n := 0; ; n++ {
			if n == 40 {
				t.Fatal("forty runs did not get to the end")
			}
			cmd := copyOf(t, files, url)
			var out strings.Builder
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			// Later and later, since with the race detector even a start takes long.
			after := time.Duration(moment.Example(100*round+n)*(1+n/4)) * time.Millisecond
			timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
			err := cmd.Wait()
			timer.Stop()
			if err == nil {
				break
			}
			if cmd.ProcessState.Exited() { // by itself
				t.Fatalf("a run after %d kills: %v\n%s", n, err, &out)
			}
			kills++
			if n%2 == 0 {
				exec(t, db, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
			}
			rebuilt += len(text(t, db, "SELECT repeat('x', count(*)::int) FROM pg_index WHERE NOT indisvalid"))
		}
		wantLaborious(t, db, files)
	}
	t.Logf("%d kills, %d times an INVALID index stood after one", kills, rebuilt)
	if kills < rounds {
		t.Errorf("%d kills, want at least %d", kills, rounds)
	}
}

// TestEightProcesses starts them at the same moment.
func TestEightProcesses(t *testing.T) {
	files, url := laborious(t), pgtest.Direct(pgtest.NewDatabase(t))
	var wg sync.WaitGroup
	var mu sync.Mutex
	var all string
	for range 8 {
		cmd := copyOf(t, files, url)
		wg.Go(func() {
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			mu.Lock()
			defer mu.Unlock()
			all += string(out)
		})
	}
	wg.Wait()
	if want := first + "\n" + second + "\n" + third + "\n"; all != want {
		t.Errorf("all together applied %q, want %q", all, want)
	}
	wantLaborious(t, open(t, database.Options{URL: url}), files)
}
