package pgtest

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The roles of tests are those of production: row-level security holds for both,
// which it does not for a superuser.
const (
	// Owner owns the databases and runs the migrations.
	Owner = "entask_owner"
	// Service reads and writes rows, and owns nothing.
	Service = "entask_service"
)

// makeRoles makes the roles, unless another process has.
func (s *server) makeRoles(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext('entask test roles'))"); err != nil {
		return err
	}
	password := ""
	if p, ok := s.url.User.Password(); ok {
		password = " PASSWORD '" + strings.ReplaceAll(p, "'", "''") + "'"
	}
	for _, role := range []string{Owner + " CREATEROLE", Service} {
		name, _, _ := strings.Cut(role, " ")
		var exists bool
		if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name).Scan(&exists); err != nil {
			return err
		}
		if exists {
			continue
		}
		if _, err := conn.Exec(ctx, "CREATE ROLE "+role+" LOGIN"+password); err != nil {
			return err
		}
	}
	return nil
}

// AsSuperuser returns the URL of a database for the superuser, for whom row-level
// security does not hold. It goes past the pooler.
func AsSuperuser(tb testing.TB, database string) string {
	tb.Helper()
	u, err := url.Parse(Direct(database))
	if err != nil {
		tb.Fatal(err)
	}
	u.User = running(tb).url.User
	return u.String()
}

// AsService returns the URL of a database for the role Service, which may use every
// table that Owner has made there or makes later.
func AsService(tb testing.TB, database string) string {
	tb.Helper()
	u, err := url.Parse(database)
	if err != nil {
		tb.Fatal(err)
	}
	conn, err := pgx.Connect(tb.Context(), Direct(database))
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, sql := range []string{
		"SET citus.multi_shard_modify_mode TO sequential", // for tables of which some lead to others; any PostgreSQL takes it
		"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + Service,
		"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + Service,
	} {
		if _, err := conn.Exec(tb.Context(), sql); err != nil {
			tb.Fatal(err)
		}
	}
	u.User = running(tb).userinfo(Service)
	return u.String()
}
