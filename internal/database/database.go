// Package database opens the database that a URL names, and is the only place that knows
// PostgreSQL from SQLite. Start reading at Open.
//
// database.go has what both have in common, and create.go makes tables from Ent's schema.
// driver*.go is Ent's driver over pgx, and postgres.go makes its pool: hosts.go finds the
// primary, lookout.go ends the statements whose time is over, probe.go answers health checks,
// pooler.go and limits.go prepare sessions, and outcome.go says what became of a statement
// that failed. replica*.go lets a standby answer. tools*.go is the same pool as database/sql has it, for migrations.
// Three parts stand alone:
//
//   - sqlite opens SQLite
//   - wire is the connection beneath TLS
//   - codec reads PostgreSQL's bytes of rows
//
// The driver, the pool and the hosts stay in one package: each tells the others which
// connections are lost, read-only or stuck, and apart they would export all of that.
//
// It must not import generated code, or internal/migration, which stands on it.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/database/sqlite"
)

// Options say which database to open, and how many connections to keep. What
// is zero is left to the driver, except that no connection is kept.
type Options struct {
	URL             string        // postgres://… or sqlite://path; sqlite://:memory: lives as long as the DB
	ReplicaURL      string        // of a standby of the same PostgreSQL that may answer reads, with PoolMax connections of its own; "" for none
	PoolMin         int           // connections kept open; 0 lets a serverless PostgreSQL go to sleep
	PoolMax         int           // connections open at most
	ConnMaxLifetime time.Duration // after which a connection is replaced

	// StatementTimeout is how long a statement may run in PostgreSQL, where neither the
	// role nor the URL says so; 0 for any time.
	StatementTimeout time.Duration

	// Meter measures the round trips and the pool.
	Meter metric.MeterProvider

	// Viewer returns who is asking. PostgreSQL knows it during each statement of Driver as
	// current_setting('app.user_id', true), for row-level security; nil means that nobody
	// asks.
	Viewer func(context.Context) (string, bool)

	// Wrote is called with the context of each committed change in PostgreSQL: after a
	// statement of Driver that changed a row, or after the COMMIT of a transaction that did.
	// It may be nil.
	Wrote func(context.Context)

	// Ran is called after each round trip to PostgreSQL with its context, its statement and
	// how long it took, and Waited after each wait for a connection. They may be nil.
	Ran    func(context.Context, string, time.Duration)
	Waited func(context.Context, time.Duration)

	// ReplicaPatience is how long a read waits until the replica has replayed what the primary
	// has done; 20 ms by default.
	ReplicaPatience time.Duration

	// ReplicaWalls are the tables in which row-level security must hold for the role of
	// ReplicaURL, where they have it; nil is for a role that it need not hold.
	ReplicaWalls []string

	// ReplicaUsed is called when the replica begins or ceases to answer, and in the second case
	// with a word that says why, and perhaps an error. It may be nil.
	ReplicaUsed func(used bool, why string, err error)

	// Admit is called before each statement and transaction of Driver. It may wait, and its
	// error is returned instead. It may be nil.
	Admit func(context.Context) error
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	sql     *sql.DB
	driver  dialect.Driver
	dialect string
	probe   *prober      // nil where the database is no server
	cleanup func() error // after sql is closed
}

// Open prepares the pool. It does not wait for a PostgreSQL that is away or
// asleep: the first use of each connection does. A SQLite file is created, with
// its folder, and a file that cannot be used is an error at once.
func Open(ctx context.Context, o Options) (*DB, error) {
	var db *DB
	var err error
	scheme, rest, _ := strings.Cut(o.URL, "://")
	switch scheme {
	case "postgres", "postgresql":
		db, err = openPostgres(o)
	case "sqlite":
		db, err = openSQLite(ctx, rest, o)
	default:
		err = errors.New("the URL must begin with postgres:// or sqlite://")
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return db, nil
}

func openSQLite(ctx context.Context, path string, o Options) (*DB, error) {
	db, err := sqlite.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(o.PoolMax)
	db.SetMaxIdleConns(max(o.PoolMax, o.PoolMin, 2))
	db.SetConnMaxLifetime(o.ConnMaxLifetime)
	return &DB{sql: db, driver: admit(&weighed{entsql.OpenDB(dialect.SQLite, db)}, o), dialect: dialect.SQLite}, nil
}

// SQL returns the pool for tools and migrations. Its statements run without a viewer.
func (db *DB) SQL() *sql.DB { return db.sql }

// Dialect returns Ent's name of the database: dialect.Postgres or dialect.SQLite.
func (db *DB) Dialect() string { return db.dialect }

// Driver returns the pool as Ent takes it to serve.
func (db *DB) Driver() dialect.Driver { return db.driver }

// Ping asks the database for an answer. It sends a query and not a ping: when its connection
// has died, a query is repeated on another one.
func (db *DB) Ping(ctx context.Context) error {
	return db.driver.Exec(ctx, "SELECT 1", []any{}, nil)
}

// Close waits for running queries and closes every connection.
func (db *DB) Close() error {
	err := db.sql.Close()
	if db.cleanup != nil {
		err = errors.Join(err, db.cleanup())
	}
	return err
}
