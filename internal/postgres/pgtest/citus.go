package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// CitusEnv names the variable that holds the URL of a superuser in a database of a Citus
// coordinator whose servers trust each other (see withpostgres -citus). Every database of the
// tests is then one of Citus.
const CitusEnv = "ENTASK_TEST_CITUS_URL"

// citus is the coordinator and its workers, host and port each; empty for another server.
type citus []string

// spreadTemplate is the database that databases of Citus are copies of, on every server. To
// make the extension takes seconds.
const spreadTemplate = "template_citus"

// findCitus asks which servers the coordinator knows.
func (s *server) findCitus(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	var has bool
	if err := conn.QueryRow(ctx, "SELECT to_regclass('pg_dist_node') IS NOT NULL").Scan(&has); err != nil || !has {
		return err
	}
	rows, err := conn.Query(ctx, "SELECT nodename, nodeport::text FROM pg_dist_node WHERE noderole = 'primary' ORDER BY groupid")
	if err != nil {
		return err
	}
	var host, port string
	_, err = pgx.ForEachRow(rows, []any{&host, &port}, func() error {
		s.citus = append(s.citus, net.JoinHostPort(host, port))
		return nil
	})
	if err != nil {
		return err
	}
	return s.template(ctx, spreadTemplate, s.makeCitus)
}

// makeCitus makes a cluster of the databases with the name of the coordinator's.
func (s *server) makeCitus(coordinator string) error {
	ctx := context.Background()
	cfg, err := pgx.ParseConfig(coordinator)
	if err != nil {
		return err
	}
	ident := pgx.Identifier{cfg.Database}.Sanitize()
	for i, address := range s.citus {
		if i > 0 {
			if err := s.execAt(ctx, address, "", "DROP DATABASE IF EXISTS "+ident+" WITH (FORCE)", "CREATE DATABASE "+ident+" OWNER "+Owner+" TEMPLATE template0"); err != nil {
				return err
			}
		}
		if err := s.execAt(ctx, address, cfg.Database, "CREATE EXTENSION citus"); err != nil {
			return err
		}
	}
	for i, address := range s.citus {
		join := "SELECT citus_add_node('%s', %s)"
		if i == 0 {
			join = "SELECT citus_set_coordinator_host('%s', %s)"
		}
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return err
		}
		if err := s.execAt(ctx, s.citus[0], cfg.Database, fmt.Sprintf(join, host, port)); err != nil {
			return err
		}
	}
	for i, address := range s.citus {
		// The extension has a process of its own in each database, and one with users is not copied.
		leave := []string{"ALTER DATABASE " + ident + " ALLOW_CONNECTIONS false", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + cfg.Database + "'"}
		if i > 0 {
			leave = append(leave, "DROP DATABASE IF EXISTS "+spreadTemplate+" WITH (FORCE)", "ALTER DATABASE "+ident+" RENAME TO "+spreadTemplate)
		}
		if err := s.execAt(ctx, address, "", leave...); err != nil {
			return err
		}
	}
	return nil
}

// execAt runs statements on one of the servers, in a database or in that of the URL.
func (s *server) execAt(ctx context.Context, address, database string, statements ...string) error {
	u := *s.url
	u.Host = address
	if database != "" {
		u.Path = "/" + database
	}
	conn, err := pgx.Connect(ctx, u.String())
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	for _, sql := range statements {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// onEveryServer runs a statement about a database on the server and on its workers. Citus
// comes back to a database for a moment, so a refusal for that is not the last word.
func (s *server) onEveryServer(ctx context.Context, sql string) error {
	if len(s.citus) == 0 {
		return s.exec(ctx, sql)
	}
	for _, address := range s.citus {
		err := s.execAt(ctx, address, "", sql)
		for range 50 {
			if pgErr, ok := errors.AsType[*pgconn.PgError](err); !ok || pgErr.Code != "55006" { // object_in_use
				break
			}
			time.Sleep(100 * time.Millisecond)
			err = s.execAt(ctx, address, "", sql)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// OnCitus says whether the tests' databases are those of Citus.
func OnCitus(tb testing.TB) bool {
	tb.Helper()
	return len(running(tb).citus) > 0
}
