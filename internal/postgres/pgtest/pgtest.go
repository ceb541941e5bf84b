// Package pgtest gives tests a real PostgreSQL that is thrown away afterwards.
//
// Start reading at NewDatabase, which is all that most tests need. The server
// behind it is the one that ENTASK_TEST_POSTGRES names (see cmd/withpostgres)
// or one that this process starts on 127.0.0.1 and that ends with it, however
// it ends. With a pooler in PoolerEnv, every test reaches it through that one.
// It must not import internal/database: that package's tests use it.
package pgtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/cluster"
)

// Env names the variable that holds the URL of a running server's superuser.
const Env = "ENTASK_TEST_POSTGRES"

// PoolerEnv names the variable that holds the URL of a pooler in front of the
// server that Env names (see withpostgres -pooler).
const PoolerEnv = "ENTASK_TEST_POOLER"

// server is a running PostgreSQL, ours or somebody else's.
type server struct {
	url    *url.URL
	pooler string           // its host and port; "" where there is none
	own    *cluster.Cluster // nil for somebody else's; it ends when nobody holds it
	citus  citus
}

var shared = sync.OnceValues(func() (*server, error) {
	ctx := context.Background()
	if u := os.Getenv(Env); u != "" {
		return attach(ctx, u, os.Getenv(PoolerEnv))
	}
	if os.Getenv(PoolerEnv) != "" {
		return nil, fmt.Errorf("%s names a pooler, and %s not the server behind it", PoolerEnv, Env)
	}
	c, err := cluster.StartInMemory(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w; or name a server in %s", err, Env)
	}
	s, err := attach(ctx, c.URL("postgres"), "")
	if err == nil {
		s.own = c
	}
	return s, err
})

// NewDatabase returns the URL of a new, empty database, which is dropped when
// the test ends, and of the role Owner. Without PostgreSQL the test is skipped, and
// fails where CI=true. The URL goes through the pooler where there is one: see Direct.
func NewDatabase(tb testing.TB) string {
	tb.Helper()
	c := running(tb)
	if len(c.citus) > 0 {
		return create(tb, c, spreadTemplate)
	}
	return create(tb, c, "template0")
}

// NewDatabaseFrom is NewDatabase with the content that fill wrote. Fill runs
// once for each key and server, whatever the number of tests and processes: the
// key must change with what fill writes, such as a hash of the migrations.
func NewDatabaseFrom(tb testing.TB, key string, fill func(url string) error) string {
	tb.Helper()
	c := running(tb)
	if len(c.citus) > 0 { // a copy would have the rows of the coordinator alone
		url := create(tb, c, spreadTemplate)
		if err := fill(Direct(url)); err != nil {
			tb.Fatalf("fill database: %v", err)
		}
		return url
	}
	name := fmt.Sprintf("template_%x", sha256.Sum256([]byte(key)))[:40]
	if err := c.template(tb.Context(), name, fill); err != nil {
		tb.Fatalf("prepare template database: %v", err)
	}
	return create(tb, c, name)
}

// Direct returns the URL of the same database past the pooler, for what needs a
// session of its own: whoever migrates, ends sessions or looks at them.
func Direct(raw string) string {
	if os.Getenv(PoolerEnv) == "" {
		return raw
	}
	u, err := url.Parse(raw)
	s, startErr := shared()
	if err != nil || startErr != nil || u.Host != s.pooler {
		return raw
	}
	u.Host = s.url.Host
	return u.String()
}

func running(tb testing.TB) *server {
	tb.Helper()
	c, err := shared()
	if err != nil {
		Missing(tb, err)
	}
	return c
}

// Missing ends a test that cannot have its PostgreSQL because of err.
func Missing(tb testing.TB, err error) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatalf("this test needs PostgreSQL: %v", err)
	}
	tb.Skipf("this test needs PostgreSQL: %v", err)
}

func create(tb testing.TB, c *server, template string) string {
	tb.Helper()
	name := "test_" + rand.Text()
	ident := pgx.Identifier{name}.Sanitize()
	sql := fmt.Sprintf("CREATE DATABASE %s OWNER %s TEMPLATE %s", ident, Owner, template)
	if err := c.onEveryServer(tb.Context(), sql); err != nil {
		tb.Fatalf("create test database: %v", err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := c.onEveryServer(ctx, "DROP DATABASE IF EXISTS "+ident+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop test database: %v", err)
		}
	})
	return c.at(cmp.Or(c.pooler, c.url.Host), Owner, name)
}

// template makes the database name once, under a lock that other processes see.
// It is filled under another name: a half filled template is never used.
func (s *server) template(ctx context.Context, name string, fill func(string) error) error {
	conn, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", name); err != nil {
		return err
	}
	var exists bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return err
	}
	draft := name + "_draft"
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + draft, "CREATE DATABASE " + draft + " OWNER " + Owner + " TEMPLATE template0"} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := fill(s.URL(Owner, draft)); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+name)
	return err
}

func (s *server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	_, err = conn.Exec(ctx, sql)
	return err
}

// URL returns the URL of a database of this server, for a role.
func (s *server) URL(role, db string) string { return s.at(s.url.Host, role, db) }

func (s *server) at(host, role, db string) string {
	u := *s.url
	u.Host, u.Path, u.User = host, "/"+db, s.userinfo(role)
	return u.String()
}

// userinfo is a role as a URL has it. All of them have one password, or none.
func (s *server) userinfo(role string) *url.Userinfo {
	if password, ok := s.url.User.Password(); ok {
		return url.UserPassword(role, password)
	}
	return url.User(role)
}

// attach takes a server that runs, and the pooler in front of it or "".
func attach(ctx context.Context, raw, pooler string) (*server, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%s is not the URL of a PostgreSQL server", Env)
	}
	p, err := url.Parse(pooler)
	if err != nil || pooler != "" && p.Host == "" {
		return nil, fmt.Errorf("%s is not the URL of a pooler", PoolerEnv)
	}
	s := &server{url: u, pooler: p.Host}
	if err := s.makeRoles(ctx); err != nil {
		return nil, err
	}
	if err := s.findCitus(ctx); err != nil {
		return nil, err
	}
	return s, nil
}
