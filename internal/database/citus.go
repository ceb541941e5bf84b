package database

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/entask/entask/internal/database/codec"
	"github.com/entask/entask/internal/runtime/viewer"
)

//go:embed citus.sql
var citusSQL string

// conn is a connection, or a pool of them, as database/sql has it.
type conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// PrepareSpread writes the functions that tables need to be spread, where a PostgreSQL has
// Citus. It is for whoever makes tables, before they are made.
func PrepareSpread(ctx context.Context, on conn) error {
	var spreads bool
	err := on.QueryRowContext(ctx, hasCitus).Scan(&spreads)
	if err == nil && spreads {
		_, err = on.ExecContext(ctx, citusSQL)
	}
	if err != nil {
		return fmt.Errorf("prepare to spread tables: %w", err)
	}
	return nil
}

const hasCitus = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')"

// citusSpotter finds out, on the first connection, whether the database has Citus. Then the
// viewer must reach the servers that hold the rows: their row-level security asks for it.
type citusSpotter struct {
	found atomic.Pointer[bool]
}

func (s *citusSpotter) install(cfg *pgxpool.Config) {
	connected := cfg.AfterConnect
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		if s.found.Load() == nil {
			ctx, cancel := context.WithTimeout(ctx, c.Config().ConnectTimeout)
			defer cancel()
			results, err := c.PgConn().Exec(ctx, hasCitus).ReadAll()
			if err != nil {
				return err
			}
			s.found.Store(new(string(results[0].Rows[0][0]) == "t"))
		}
		sessionOf(c).spreads = *s.found.Load()
		return connected(ctx, c)
	}
}

// Spreads says whether the database has Citus (see statement.Spreads). Before the first
// connection it waits for one.
func (d *native) Spreads() bool {
	if d.citus.found.Load() == nil {
		ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
		defer cancel()
		if conn, err := d.pool.Acquire(ctx); err == nil {
			conn.Release()
		}
	}
	found := d.citus.found.Load()
	return found != nil && *found
}

// Citus hands to the servers that hold the rows what SET LOCAL sets in a transaction that
// BEGIN began, and nothing that set_config sets. Without Citus this way costs PostgreSQL a
// sixth more for its smallest statement, so it is taken only with Citus.
var (
	beginSpread  = call{query: "BEGIN", once: true}
	handOn       = call{query: "SET LOCAL citus.propagate_set_commands TO 'local'", once: true}
	commitSpread = call{query: "COMMIT", once: true}
)

// handsOn returns the statement that sets the viewer for Citus.
func handsOn(id string) (call, error) {
	if strings.Contains(id, "\x00") {
		return call{}, errors.New("database: the id of the viewer has a NUL, which no text of PostgreSQL has")
	}
	return call{query: "SET LOCAL app.user_id TO " + literal(id), once: true}, nil
}

// literal returns a text as a statement has it, whatever standard_conforming_strings says.
func literal(text string) string {
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	if strings.Contains(text, `\`) {
		return " E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}

// runFor runs a statement for a viewer, as a transaction of its own, in one flush.
func (s *session) runFor(ctx context.Context, id string, c call) (*codec.Rows, error) {
	if !s.spreads || viewer.IsBeyond(ctx) {
		return s.run(ctx, c.ahead(id), c)
	}
	set, err := handsOn(id)
	if err != nil {
		s.sent = -1
		return nil, err
	}
	r, err := s.run(ctx, beginSpread, handOn, set, c, commitSpread)
	if err != nil && s.conn.PgConn().TxStatus() == 'E' {
		s.rollback(ctx)
	}
	return r, err
}

// rollback ends a transaction that failed. If that fails too, the pool closes the connection.
func (s *session) rollback(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingTimeout)
	defer cancel()
	_, _ = s.conn.PgConn().Exec(ctx, "ROLLBACK").ReadAll()
}

// setViewer returns the statements that set the viewer in a transaction. With Citus, the
// functions that tell whose a row is ask other servers, in sessions of the functions' owner,
// where row-level security lets them see all rows only while there is no viewer. The function
// itself runs here, and knows who asks.
func (s *session) setViewer(ctx context.Context, id string) ([]call, error) {
	switch {
	case !s.spreads:
		return []call{viewerIs(id)}, nil
	case viewer.IsBeyond(ctx):
		nobody, err := handsOn("")
		return []call{handOn, nobody, viewerIs(id)}, err
	default:
		set, err := handsOn(id)
		return []call{handOn, set}, err
	}
}

// ofShard matches what a server of Citus says of one part of a table: its names end in the
// number of the part, and it says them in the message alone.
var ofShard = regexp.MustCompile(`"([^"]+?)(?:_[0-9]{6,})?"`)

// whole makes the error of a part of a table that of the table.
func (s *session) whole(err error) {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || !s.spreads || pgErr.TableName != "" || pgErr.ConstraintName != "" {
		return
	}
	names := ofShard.FindAllStringSubmatch(pgErr.Message, -1)
	switch pgErr.Code {
	case "23502": // null value in column "id" of relation "tasks_102008" …
		if len(names) == 2 {
			pgErr.ColumnName, pgErr.TableName = names[0][1], names[1][1]
		}
	case "23505": // … unique constraint "tasks_key_102008"
		if len(names) == 1 {
			pgErr.ConstraintName = names[0][1]
		}
	case "23503", "23514": // … table "tasks_102008" violates … constraint "tasks_key_102008" …
		if len(names) >= 2 {
			pgErr.TableName, pgErr.ConstraintName = names[0][1], names[1][1]
		}
	}
}
