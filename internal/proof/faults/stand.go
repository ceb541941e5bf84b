package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/proof/proxy"
)

// stand is a service with a database and a proxy between them.
type stand struct {
	*service
	*client
	second   *service // another copy, which every other request is sent to; may be nil
	turn     atomic.Int64
	lab      *lab
	cluster  *cluster.Cluster
	proxy    *proxy.Proxy
	database string    // its URL for a superuser, past the proxy
	conn     *pgx.Conn // for look
}

// newStand starts one on a cluster.
func (l *lab) newStand(ctx context.Context, c *cluster.Cluster, settings ...string) (*stand, error) {
	return l.newStandAt(ctx, c, (*stand).through, settings...)
}

// newStandAt starts one whose service reaches its database at another URL.
func (l *lab) newStandAt(ctx context.Context, c *cluster.Cluster, url func(*stand) string, settings ...string) (*stand, error) {
	s, err := l.newWires(ctx, c)
	if err != nil {
		return nil, err
	}
	if s.service, err = l.serve(ctx, url(s), settings...); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// newWires creates a database, a proxy and a client for a service.
func (l *lab) newWires(ctx context.Context, c *cluster.Cluster) (*stand, error) {
	name, err := l.database(ctx, c)
	if err != nil {
		return nil, err
	}
	s := &stand{lab: l, client: newClient(), cluster: c, database: c.URL(name)}
	s.proxy, err = proxy.Listen(host(s.database))
	return s, err
}

// through returns the URL of the database for the role that serves, by the proxy.
func (s *stand) through() string { return s.by(s.proxy.Address()) }

// by returns the URL of the database at one or more addresses, for the role that serves.
func (s *stand) by(addresses ...string) string {
	return replaceHost(as(serving, s.database), strings.Join(addresses, ","))
}

// Close ends everything, the service first, while it can still end in order.
func (s *stand) Close() error {
	var err error
	s.http.CloseIdleConnections() // for which an orderly end waits
	if s.service != nil {
		err = s.stop()
	}
	if s.second != nil {
		err = errors.Join(err, s.second.stop())
	}
	if s.conn != nil {
		_ = s.conn.Close(context.Background()) // whose server may have gone
	}
	if s.proxy != nil {
		s.proxy.Close()
	}
	return err
}

// ask sends a request of a user to the service. Two copies take turns.
func (s *stand) ask(ctx context.Context, r call) answer {
	if s.second != nil && s.turn.Add(1)%2 == 0 {
		return s.do(ctx, s.second.url, r)
	}
	return s.do(ctx, s.url, r)
}

// row is what the database has of a task.
type row struct {
	ID          string
	Title       string
	Description string
	Completed   bool
	Version     int
}

// look returns a superuser's connection past the proxy, and opens a new one if the last one
// has ended with its server.
func (s *stand) look(ctx context.Context) (*pgx.Conn, error) {
	if s.conn != nil {
		if err := s.conn.Ping(ctx); err == nil {
			return s.conn, nil
		}
		_ = s.conn.Close(ctx)
	}
	var err error
	s.conn, err = pgx.Connect(ctx, s.database)
	return s.conn, err
}

// execute runs a statement past the proxy.
func (s *stand) execute(ctx context.Context, sql string, args ...any) error {
	conn, err := s.look(ctx)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql, args...)
	return err
}

// count returns the number that a query returns past the proxy.
func (s *stand) count(ctx context.Context, sql string, args ...any) (n int, err error) {
	conn, err := s.look(ctx)
	if err != nil {
		return 0, err
	}
	err = conn.QueryRow(ctx, sql, args...).Scan(&n)
	return n, err
}

// rows returns the tasks of a user, or of all, in the order of their titles, without those in
// the trash.
func (s *stand) rows(ctx context.Context, user string) ([]row, error) {
	conn, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	found, err := conn.Query(ctx, `SELECT id::text AS id, title, coalesce(description, '') AS description, completed, version
		FROM tasks WHERE $1 IN (user_id, '') AND deleted_at IS NULL ORDER BY title, id`, user)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, pgx.RowToStructByName[row])
}

// make inserts a task directly into the database, and returns it.
func (s *stand) make(ctx context.Context, user, title string) (row, error) {
	r := row{Title: title, Version: 1}
	conn, err := s.look(ctx)
	if err != nil {
		return r, err
	}
	err = conn.QueryRow(ctx, `INSERT INTO tasks (id, created_at, user_id, updated_at, title) SELECT gen_random_uuid(), t, $1, t, $2 FROM now() AS t RETURNING id::text`, user, title).Scan(&r.ID)
	return r, err
}

func replaceHost(raw, with string) string { return strings.Replace(raw, host(raw), with, 1) }

func host(raw string) string { return parsed(raw).Host }

// name is the name of the database.
func name(raw string) string { return strings.TrimPrefix(parsed(raw).Path, "/") }

// parsed parses one of our own URLs.
func parsed(raw string) *url.URL {
	u, err := url.Parse(raw)
	if err != nil {
		return &url.URL{}
	}
	return u
}

// settledWithin is how long sessions of the service may still be busy after a fault.
const settledWithin = 20 * time.Second

// busy counts the busy sessions of the service.
const busy = `SELECT count(*) FROM pg_stat_activity WHERE usename = '` + serving + `' AND datname = current_database() AND state <> 'idle'`

// settled waits until no session of the service is busy, so that the rows can be compared.
func (s *stand) settled(ctx context.Context) error {
	var n int
	var err error
	if _, all := until(ctx, settledWithin, pollEvery, func() bool {
		n, err = s.count(ctx, busy)
		return err == nil && n == 0
	}); !all {
		return errors.Join(fmt.Errorf("%d sessions of the service are still busy", n), err)
	}
	return nil
}
