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

// settings are those of the PostgreSQL server. Everything fits into its memory,
// and nothing of its own begins while something is measured: CPU time is what
// is compared, and a disk or a vacuum would come and go between the contenders.
var settings = []string{
	"timezone=UTC", "shared_buffers=1GB", "synchronous_commit=on",
	"autovacuum=off", "max_wal_size=16GB", "checkpoint_timeout=1d",
}

// The roles that contenders connect as. The owner of the tables is a superuser,
// whom no policy of a row holds; bypass is one who only reads and writes, and
// whom none holds either; serving is the one that a service has in production.
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

// newDatabase starts a server, with more settings than all have, and applies the
// project's migrations with the service's binary.
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

// settle leaves nothing to do that one contender has caused and another would
// pay for.
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
