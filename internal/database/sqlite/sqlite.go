// Package sqlite opens SQLite databases that behave as PostgreSQL does where it matters:
// times are kept in UTC to the microsecond, foreign keys hold, and a write whose outcome is
// not known says so. Start reading at Open. It must not import internal/database, which
// stands on it.
package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// memory names a database that ends when it is closed.
const memory = ":memory:"

// Open opens the file of a path, which it creates with its folder, or ":memory:". A
// file that cannot be used is an error at once.
func Open(ctx context.Context, path string) (*sql.DB, error) {
	if folded != nil {
		return nil, folded
	}
	q := url.Values{
		"_foreign_keys": {"1"},
		"_busy_timeout": {"10000"},     // a writer waits for the other: one row takes no time
		"_txlock":       {"immediate"}, // a transaction that reads first would be refused its write
		"_synchronous":  {"NORMAL"},
		"_time_format":  {"sqlite"},
		"_timezone":     {"UTC"},
		"_dqs":          {"0"},
	}
	name := path
	switch path {
	case "":
		return nil, fmt.Errorf("sqlite:// needs the path of a file, or %s for none", memory)
	case memory:
		name = "/" + rand.Text() // one that all connections of this pool see
		q.Set("vfs", "memdb")
	default:
		q.Set("_journal_mode", "WAL")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
	}
	dsn := "file:" + (&url.URL{Path: name}).EscapedPath() + "?" + q.Encode()
	base, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector{base})
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
	}
	return db, nil
}

type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	dc, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	lite, ok := dc.(driverConn)
	if !ok {
		return nil, fmt.Errorf("connect: %T is no connection of SQLite", dc)
	}
	return &conn{driverConn: lite}, nil
}

// driverConn is what database/sql asks of a connection and SQLite's has.
type driverConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}
