package database_test

import (
	"context"
	"database/sql/driver"
	"os"
	"strings"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

const whoAsks = "SELECT coalesce(current_setting('app.user_id', true), '')"

func asUser(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}

// modes are the ways to execute statements that a URL may ask for, each with and without
// Citus.
var modes = []string{"cache_statement", "cache_describe", "exec", "cache_statement citus", "cache_describe citus", "exec citus"}

// inMode returns the URL of a new database that is served in a mode. Of Citus it has the name
// alone: what reaches other servers is tried where there are some.
func inMode(t *testing.T, mode string) string {
	t.Helper()
	mode, citus, named := strings.Cut(mode, " ")
	url := pgtest.NewDatabase(t) + "&default_query_exec_mode=" + mode
	if named {
		super := open(t, database.Options{URL: pgtest.AsSuperuser(t, url)})
		exec(t, super, `INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
			SELECT 1, '`+citus+`', oid, 'public'::regnamespace, false, '' FROM pg_roles WHERE rolname = current_user`)
	}
	if mode == "cache_statement" {
		return pgtest.Direct(url) // prepared statements are a session's
	}
	return url
}

func inEachMode(t *testing.T, o database.Options, test func(*testing.T, *database.DB)) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			o := o
			o.URL, o.Viewer = inMode(t, mode), viewer.ID
			test(t, open(t, o))
		})
	}
}

// wantNobodyLeft looks at every connection of the pool.
func wantNobodyLeft(t *testing.T, db *database.DB, pool int) {
	t.Helper()
	for range pool {
		c, err := db.SQL().Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		var got string
		if err := c.QueryRowContext(t.Context(), whoAsks).Scan(&got); err != nil || got != "" {
			t.Errorf("a connection that nobody uses has the viewer %q, %v, want none", got, err)
		}
	}
}

// TestViewerEnds: a statement knows who asks, and the next one on its connection
// does not, whatever became of it.
func TestViewerEnds(t *testing.T) {
	const pool = 3
	inEachMode(t, database.Options{PoolMax: pool}, func(t *testing.T, db *database.DB) {
		exec(t, db, "CREATE TABLE t (n int UNIQUE)")
		in := func(ctx context.Context, use func(dialect.Tx)) {
			tx, err := db.Driver().Tx(ctx)
			if err != nil {
				t.Fatal(err)
			}
			use(tx)
		}
		wants := func(ctx context.Context, on dialect.ExecQuerier, want string) {
			t.Helper()
			if got, err := read(ctx, on, whoAsks); err != nil || got != want {
				t.Errorf("the viewer is %q, %v, want %q", got, err, want)
			}
		}
		ann, bob := asUser(t.Context(), "ann"), asUser(t.Context(), "bob'; \\ é")
		for name, use := range map[string]func(){
			"a statement":         func() { wants(ann, db.Driver(), "ann"); wants(bob, db.Driver(), "bob'; \\ é") },
			"nobody":              func() { wants(t.Context(), db.Driver(), "") },
			"an error":            func() { _ = served(ann, db, "INSERT INTO t VALUES (1), (1)") },
			"a wrong statement":   func() { _ = served(ann, db, "SELECT nothing") },
			"a wrong argument":    func() { _ = served(ann, db, "SELECT $1::int", make(chan int)) },
			"a viewer with a NUL": func() { _ = served(asUser(t.Context(), "a\x00b"), db, "SELECT 1") },
			"a cancelled statement": func() {
				if os.Getenv(pgtest.PoolerEnv) != "" {
					return // PgBouncer 1.18 ends itself over it
				}
				ctx, cancel := context.WithTimeout(ann, 20*time.Millisecond)
				defer cancel()
				_ = served(ctx, db, "SELECT pg_sleep(5)")
			},
			"commit": func() {
				in(ann, func(tx dialect.Tx) {
					wants(ann, tx, "ann")
					wants(bob, tx, "bob'; \\ é")
					wants(ann, tx, "ann")
					wants(t.Context(), tx, "")
					if err := tx.Commit(); err != nil {
						t.Error(err)
					}
				})
			},
			"rollback": func() {
				in(ann, func(tx dialect.Tx) {
					wants(ann, tx, "ann")
					if err := tx.Rollback(); err != nil {
						t.Error(err)
					}
				})
			},
			"a transaction that nobody began": func() {
				in(t.Context(), func(tx dialect.Tx) {
					wants(t.Context(), tx, "")
					wants(ann, tx, "ann")
					_ = tx.Rollback()
				})
			},
			"a savepoint": func() {
				in(ann, func(tx dialect.Tx) {
					for _, query := range []string{"SAVEPOINT s", "INSERT INTO t VALUES (1)", "ROLLBACK TO SAVEPOINT s"} {
						if err := tx.Exec(bob, query, []any{}, nil); err != nil {
							t.Error(err)
						}
					}
					wants(bob, tx, "bob'; \\ é")
					_ = tx.Rollback()
				})
			},
			"an error in a transaction": func() {
				in(ann, func(tx dialect.Tx) {
					_ = tx.Exec(ann, "INSERT INTO t VALUES (1), (1)", []any{}, nil)
					if err := tx.Commit(); err == nil {
						t.Error("a transaction with an error was committed")
					}
				})
			},
			"a transaction that its caller left": func() {
				ctx, cancel := context.WithCancel(ann)
				in(ctx, func(tx dialect.Tx) { wants(ctx, tx, "ann") })
				cancel()
			},
			"a panic": func() {
				ctx, cancel := context.WithCancel(ann)
				defer func() { cancel(); _ = recover() }()
				in(ctx, func(dialect.Tx) { panic("in use") })
			},
			"a panic within": func() {
				defer func() {
					if recover() == nil {
						t.Error("nothing panicked")
					}
				}()
				_ = served(ann, db, "SELECT $1::text", panics{})
			},
		} {
			t.Run(name, func(t *testing.T) {
				use()
				wantNobodyLeft(t, db, pool)
			})
		}
	})
}

// panics is an argument that its driver cannot ask.
type panics struct{}

func (panics) Value() (driver.Value, error) { panic("no value") }
