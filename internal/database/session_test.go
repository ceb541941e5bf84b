//go:build unix

package database_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestMigrateBehindPoolerOfTransactions: a PgBouncer whose sessions take turns is
// noticed, however many of them others have left: with two of them, each of two
// clients that ask alternately always meets its own.
func TestMigrateBehindPoolerOfTransactions(t *testing.T) {
	for sessions := range 4 {
		t.Run(fmt.Sprintf("%d sessions", sessions), func(t *testing.T) {
			behind := pooled(t, pgtest.Direct(pgtest.NewDatabase(t)))
			hold(t, behind, sessions)
			db := open(t, database.Options{URL: behind, PoolMax: 1})
			applied, err := database.Migrate(t.Context(), db, dir(t, first, "CREATE TABLE a (n int);"), database.MigrateOptions{})
			if !errors.Is(err, database.ErrNoSession) || len(applied) > 0 {
				t.Errorf("Migrate() = %v, %v, want ErrNoSession", applied, err)
			}
		})
	}
}

// pooled returns the URL of the same database behind a new PgBouncer in
// transaction mode.
func pooled(t *testing.T, raw string) string {
	t.Helper()
	p, err := cluster.StartPooler(t.Context(), pgtest.AsSuperuser(t, raw))
	if err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = p.Stop() })
	direct, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(p.URL(strings.TrimPrefix(direct.Path, "/")))
	if err != nil {
		t.Fatal(err)
	}
	u.User = direct.User
	return u.String()
}

// hold makes a pooler open as many sessions, and gives them back to it.
func hold(t *testing.T, raw string, sessions int) {
	t.Helper()
	cfg, err := pgx.ParseConfig(raw)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	for range sessions {
		conn, err := pgx.ConnectConfig(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if _, err := conn.Exec(t.Context(), "BEGIN"); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if _, err := conn.Exec(t.Context(), "COMMIT"); err != nil {
				t.Error(err)
			}
		}()
	}
}
