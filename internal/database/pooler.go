package database

import (
	"context"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// modeChosen says whether a URL sets how statements are executed.
func modeChosen(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Query().Has("default_query_exec_mode")
}

// poolerSpotter finds out, on the first connection, whether a pooler such as
// PgBouncer stands between. Then no statement is prepared to be kept: the next one
// may reach another session. What pgx learnt of its types stays true for any.
type poolerSpotter struct {
	found            atomic.Int32
	statementTimeout time.Duration // of a session that is ours alone
}

const (
	unknown = iota
	direct
	pooled
)

func (s *poolerSpotter) install(cfg *pgxpool.Config) {
	cfg.BeforeConnect = func(_ context.Context, c *pgx.ConnConfig) error {
		if s.found.Load() == pooled {
			c.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
		}
		return nil
	}
	connected := cfg.AfterConnect
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		ctx, cancel := context.WithTimeout(ctx, c.Config().ConnectTimeout) // the pool's own ends with the pool
		defer cancel()
		if err := s.look(ctx, c); err != nil {
			return err
		}
		if s.found.Load() == direct {
			if err := limitSession(ctx, c, s.statementTimeout); err != nil {
				return err
			}
		}
		return connected(ctx, c)
	}
}

// look closes a connection that was made before a pooler was found: the pool then
// makes another.
func (s *poolerSpotter) look(ctx context.Context, c *pgx.Conn) error {
	if s.found.Load() == unknown {
		behind, err := behindPooler(ctx, c.PgConn())
		if err != nil {
			return err
		}
		if behind {
			s.found.Store(pooled)
		} else {
			s.found.Store(direct)
		}
	}
	if s.found.Load() == pooled && c.Config().DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		return c.Close(ctx)
	}
	return nil
}

// behindPooler says whether the process id of the session that answers differs from the one
// that the connection was told: a pooler makes one up for each client.
func behindPooler(ctx context.Context, c *pgconn.PgConn) (bool, error) {
	pid, err := backend(ctx, c)
	return err == nil && pid != strconv.FormatUint(uint64(c.PID()), 10), err
}

// backend returns the process id of the session that answers.
func backend(ctx context.Context, c *pgconn.PgConn) (string, error) {
	results, err := c.Exec(ctx, "SELECT pg_backend_pid()").ReadAll()
	if err != nil {
		return "", err
	}
	return string(results[0].Rows[0][0]), nil
}
