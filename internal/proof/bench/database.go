package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/cluster"
)

// settings are those of the PostgreSQL server. CPU time is compared, so everything fits
// into memory and no background work begins while something is measured.
var settings = []string{
	"timezone=UTC", "shared_buffers=1GB", "synchronous_commit=on",
	"autovacuum=off", "max_wal_size=16GB", "checkpoint_timeout=1d",
}

// The roles that contenders connect as. The owner of the tables is a superuser, to whom no
// policy applies. None applies to bypass either, which only reads and writes. serving is
// the role that a service has in production.
const (
	owner   = "postgres"
	serving = "bench_serving"
	bypass  = "bench_bypass"
)

var roles = []string{
	"CREATE ROLE " + serving + " LOGIN NOSUPERUSER NOBYPASSRLS",
	"CREATE ROLE " + bypass + " LOGIN NOSUPERUSER BYPASSRLS",
	"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + serving + ", " + bypass,
	"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO " + serving + ", " + bypass,
}

// database is the server with the rows.
type database struct {
	*cluster.Cluster
	conn    *pgx.Conn
	version string
}

// newDatabase starts a server with further settings, and applies the project's migrations
// with the service's binary.
func newDatabase(ctx context.Context, entask string, more ...string) (_ *database, err error) {
	c, err := cluster.Start(ctx, slices.Concat(settings, more)...)
	if err != nil {
		return nil, err
	}
	db := &database{Cluster: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	migrate := exec.CommandContext(ctx, entask, "migrate", "apply")
	migrate.Env = []string{"DATABASE_URL=" + db.URL(owner)}
	if out, err := migrate.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("apply migrations: %w\n%s", err, out)
	}
	if db.conn, err = pgx.Connect(ctx, db.URL(owner)); err != nil {
		return nil, err
	}
	for _, sql := range roles {
		if _, err := db.conn.Exec(ctx, sql); err != nil {
			return nil, fmt.Errorf("%s: %w", sql, err)
		}
	}
	return db, db.conn.QueryRow(ctx, "SHOW server_version").Scan(&db.version)
}

// URL returns the URL of the database for a role.
func (db *database) URL(role string) string {
	return strings.Replace(db.Cluster.URL("postgres"), "//postgres@", "//"+role+"@", 1)
}

// settle vacuums and makes a checkpoint, so that no contender pays for the work that
// another one caused.
func (db *database) settle(ctx context.Context) error {
	for _, sql := range []string{"VACUUM tasks", "CHECKPOINT"} {
		if _, err := db.conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the server and removes the rows.
func (db *database) Close() error {
	if db.conn != nil {
		_ = db.conn.Close(context.Background()) // the server goes with it
	}
	return db.Stop()
}
