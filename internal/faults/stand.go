package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/cluster"
	"github.com/entask/entask/internal/faults/proxy"
)

// stand is a service of its own, on a database of its own, with a proxy between.
type stand struct {
	*service
	*client
	lab      *lab
	proxy    *proxy.Proxy
	database string // its URL for a superuser, past the proxy
	conn     *pgx.Conn
}

// newStand starts one on a cluster.
func (l *lab) newStand(ctx context.Context, c *cluster.Cluster, settings ...string) (_ *stand, err error) {
	name, err := l.database(ctx, c)
	if err != nil {
		return nil, err
	}
	s := &stand{lab: l, client: newClient(), database: c.URL(name)}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.proxy, err = proxy.Listen(host(s.database)); err != nil {
		return nil, err
	}
	if s.conn, err = pgx.Connect(ctx, s.database); err != nil {
		return nil, err
	}
	s.service, err = l.serve(ctx, s.through(), settings...)
	return s, err
}

// through returns the URL of the database for the role that serves.
func (s *stand) through() string {
	return strings.Replace(as(serving, s.database), host(s.database), s.proxy.Address(), 1)
}

// Close ends what was started; the service first, which must be able to end.
func (s *stand) Close() error {
	var err error
	if s.service != nil {
		err = s.stop()
		s.http.CloseIdleConnections()
	}
	if s.conn != nil {
		_ = s.conn.Close(context.Background()) // whose server may have gone
	}
	if s.proxy != nil {
		s.proxy.Close()
	}
	return err
}

// ask sends a request of a user to the service.
func (s *stand) ask(ctx context.Context, r call) answer { return s.do(ctx, s.url, r) }

// row is what the database has of a task.
type row struct {
	ID          string
	Title       string
	Description string
	Completed   bool
	Version     int
}

// rows returns the tasks of a user, in the order of their titles.
func (s *stand) rows(ctx context.Context, user string) ([]row, error) {
	found, err := s.conn.Query(ctx, `SELECT id::text AS id, title, coalesce(description, '') AS description, completed, version FROM tasks WHERE user_id = $1 ORDER BY title, id`, user)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, pgx.RowToStructByName[row])
}

// make creates a task past the service, and returns it.
func (s *stand) make(ctx context.Context, user, title string) (row, error) {
	r := row{Title: title, Version: 1}
	err := s.conn.QueryRow(ctx, `INSERT INTO tasks (id, user_id, created_at, updated_at, title) VALUES (gen_random_uuid(), $1, now(), now(), $2) RETURNING id::text`, user, title).Scan(&r.ID)
	return r, err
}

func host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Host
}

// settled waits until the sessions of the service do nothing, so that what they have
// done can be compared.
func (s *stand) settled(ctx context.Context) error {
	for {
		var busy int
		err := s.conn.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE usename = '`+serving+`' AND datname = current_database() AND state <> 'idle'`).Scan(&busy)
		if err != nil || busy == 0 {
			return err
		}
		if err := pause(ctx, pollEvery); err != nil {
			return fmt.Errorf("%d sessions are still busy: %w", busy, err)
		}
	}
}
