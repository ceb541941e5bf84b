package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrNoSession is returned where migrations would go through a pooler that gives
// each transaction another session: their lock and their settings would be lost.
var ErrNoSession = errors.New("a pooler of transactions stands before PostgreSQL, and migrations need a session of their own: let DATABASE_URL name PostgreSQL itself, or a pooler of sessions")

// RequireSession returns ErrNoSession for a connection of DB.SQL whose session others use
// too.
func RequireSession(ctx context.Context, conn *sql.Conn) error {
	var err error
	rawErr := conn.Raw(func(dc any) error {
		pg, ok := dc.(*toolConn)
		if !ok {
			return fmt.Errorf("%T is no connection of pgx", dc)
		}
		err = ownSession(ctx, pg.Conn.Conn())
		return nil
	})
	return errors.Join(rawErr, err)
}

// EndSession closes a connection of DB.SQL for good. Its user may have left settings,
// temporary tables and more in the session, which the pool would pass on.
func EndSession(conn *sql.Conn) error {
	_ = conn.Raw(func(dc any) error {
		if pg, ok := dc.(*toolConn); ok { // the pool takes back what is not closed
			ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
			defer cancel()
			return pg.Conn.Conn().Close(ctx)
		}
		return driver.ErrBadConn
	})
	return conn.Close()
}

func ownSession(ctx context.Context, c *pgx.Conn) error {
	behind, err := behindPooler(ctx, c.PgConn())
	if err != nil || !behind {
		return err
	}
	trial, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	err = takeTurns(ctx, trial, c)
	if err != nil && trial.Err() != nil && ctx.Err() == nil {
		return nil // the other waits, because this one has its session to itself
	}
	return err
}

// takeTurns asks for the session from this connection and from another one through
// the same pooler. It is shared if both ever reach the same, or one reaches two. This
// one asks twice in a row: of two sessions that go round, each of two connections
// that ask alternately always reaches its own.
func takeTurns(ctx, trial context.Context, c *pgx.Conn) error {
	other, err := pgconn.ConnectConfig(trial, &c.Config().Config)
	if err != nil {
		return err
	}
	defer func() { _ = other.Close(ctx) }()
	var ours, theirs string
	ask := func(ctx context.Context, c *pgconn.PgConn, before *string, others string) error {
		now, err := backend(ctx, c)
		if err != nil {
			return err
		}
		if now == others || *before != "" && *before != now {
			return ErrNoSession
		}
		*before = now
		return nil
	}
	for range 3 {
		for range 2 {
			if err := ask(ctx, c.PgConn(), &ours, theirs); err != nil {
				return err
			}
		}
		if err := ask(trial, other, &theirs, ours); err != nil {
			return err
		}
	}
	return nil
}
