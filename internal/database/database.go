// Package database opens the database that a URL names and brings its schema up
// to date. It is the only package that knows the drivers; it must not import
// generated code. Start reading at Open.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// Options say which database to open, and how many connections to keep. What
// is zero is left to the driver: no limit, no connection kept, no lifetime.
type Options struct {
	URL             string        // postgres://… or sqlite://path; sqlite://:memory: lives as long as the DB
	PoolMin         int           // connections kept open; 0 lets a serverless PostgreSQL go to sleep
	PoolMax         int           // connections open at most
	ConnMaxLifetime time.Duration // after which a connection is replaced
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	sql     *sql.DB
	dialect string
	cleanup func() error
	stop    context.CancelFunc
	warm    sync.WaitGroup
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
		db, err = openPostgres(o.URL)
	case "sqlite":
		db, err = openSQLite(ctx, rest)
	default:
		err = errors.New("the URL must begin with postgres:// or sqlite://")
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db.sql.SetMaxOpenConns(o.PoolMax)
	db.sql.SetMaxIdleConns(max(o.PoolMax, o.PoolMin, 2))
	db.sql.SetConnMaxLifetime(o.ConnMaxLifetime)

	bg, stop := context.WithCancel(context.Background())
	db.stop = stop
	warm := o.PoolMin
	if o.PoolMax > 0 {
		warm = min(warm, o.PoolMax)
	}
	if warm > 0 && db.dialect == dialect.Postgres {
		db.warm.Go(func() { db.keepWarm(bg, warm, time.Second) })
	}
	return db, nil
}

// SQL returns the pool.
func (db *DB) SQL() *sql.DB { return db.sql }

// Dialect returns Ent's name of the database: dialect.Postgres or dialect.SQLite.
func (db *DB) Dialect() string { return db.dialect }

// Driver returns the pool as Ent takes it.
func (db *DB) Driver() dialect.Driver { return entsql.OpenDB(db.dialect, db.sql) }

// Ping asks the database for an answer. It is a query, because database/sql
// reports a connection that died just now to a ping and hides it from a query.
func (db *DB) Ping(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, "SELECT 1")
	return err
}

// Close waits for running queries and closes every connection.
func (db *DB) Close() error {
	db.stop()
	db.warm.Wait()
	err := db.sql.Close()
	if db.cleanup != nil {
		err = errors.Join(err, db.cleanup())
	}
	return err
}

// keepWarm opens connections as soon as there are fewer than n: database/sql
// closes them when their lifetime is over and opens none before one is needed.
func (db *DB) keepWarm(ctx context.Context, n int, every time.Duration) {
	pause := every
	for {
		if db.sql.Stats().OpenConnections < n && db.fill(ctx, n) != nil {
			pause = min(2*pause, time.Minute) // away: do not knock each second
		} else {
			pause = every
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// fill takes n connections at once, so that n must be open, and gives them back.
func (db *DB) fill(ctx context.Context, n int) error {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	for range n {
		c, err := db.sql.Conn(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = c.Close() }() //nolint:gocritic // all n are held until all are open
	}
	return nil
}
