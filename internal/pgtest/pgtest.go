// Package pgtest gives tests a real PostgreSQL that is thrown away afterwards.
//
// Start reading at NewDatabase, which is all that most tests need. The server
// behind it is the one that ENTASK_TEST_POSTGRES names (see cmd/withpostgres)
// or one that this process starts on 127.0.0.1 and that ends with it, however
// it ends. It must not import internal/database: that package's tests use it.
package pgtest

import (
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

	"github.com/entask/entask/internal/cluster"
)

// Env names the variable that holds the URL of a running server's superuser.
const Env = "ENTASK_TEST_POSTGRES"

// server is a running PostgreSQL, ours or somebody else's.
type server struct {
	url *url.URL
	own *cluster.Cluster // nil for somebody else's; it ends when nobody holds it
}

var shared = sync.OnceValues(func() (*server, error) {
	ctx := context.Background()
	if u := os.Getenv(Env); u != "" {
		return attach(ctx, u)
	}
	c, err := cluster.Start(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w; or name a server in %s", err, Env)
	}
	s, err := attach(ctx, c.URL("postgres"))
	if err == nil {
		s.own = c
	}
	return s, err
})

// NewDatabase returns the URL of a new, empty database, which is dropped when
// the test ends, and of the role Owner. Without PostgreSQL the test is skipped, and fails where CI=true.
func NewDatabase(tb testing.TB) string {
	tb.Helper()
	return create(tb, running(tb), "template0")
}

// NewDatabaseFrom is NewDatabase with the content that fill wrote. Fill runs
// once for each key and server, whatever the number of tests and processes: the
// key must change with what fill writes, such as a hash of the migrations.
func NewDatabaseFrom(tb testing.TB, key string, fill func(url string) error) string {
	tb.Helper()
	c := running(tb)
	name := fmt.Sprintf("template_%x", sha256.Sum256([]byte(key)))[:40]
	if err := c.template(tb.Context(), name, fill); err != nil {
		tb.Fatalf("prepare template database: %v", err)
	}
	return create(tb, c, name)
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
	if err := c.exec(tb.Context(), sql); err != nil {
		tb.Fatalf("create test database: %v", err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := c.exec(ctx, "DROP DATABASE IF EXISTS "+ident+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop test database: %v", err)
		}
	})
	return c.URL(Owner, name)
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
func (s *server) URL(role, db string) string {
	u := *s.url
	u.Path = "/" + db
	u.User = url.User(role)
	if password, ok := s.url.User.Password(); ok {
		u.User = url.UserPassword(role, password)
	}
	return u.String()
}

func attach(ctx context.Context, raw string) (*server, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%s is not the URL of a PostgreSQL server", Env)
	}
	s := &server{url: u}
	return s, s.makeRoles(ctx)
}
