package backup_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// role creates a role that owns nothing yet, for one test.
func role(t *testing.T, admin *pgx.Conn) string {
	t.Helper()
	name := "role_" + strings.ToLower(rand.Text())
	run(t, admin, "CREATE ROLE "+name+" LOGIN PASSWORD '"+admin.Config().Password+"'")
	t.Cleanup(func() { forget(t, admin, name) })
	return name
}

// forget drops a role, and what it owns in the database of admin, if it is still there.
func forget(t *testing.T, admin *pgx.Conn, name string) {
	t.Helper()
	ctx := context.Background()
	var exists bool
	if err := admin.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name).Scan(&exists); err != nil || !exists {
		if err != nil {
			t.Error(err)
		}
		return
	}
	database := pgx.Identifier{admin.Config().Database}.Sanitize()
	if _, err := admin.Exec(ctx, "ALTER DATABASE "+database+" OWNER TO CURRENT_USER; DROP OWNED BY "+name+" CASCADE; DROP ROLE "+name); err != nil {
		t.Errorf("drop role: %v", err)
	}
}

// run runs statements; those of one string are one transaction.
func run(t *testing.T, conn *pgx.Conn, statements ...string) (rows int64) {
	t.Helper()
	for _, sql := range statements {
		tag, err := conn.Exec(t.Context(), sql)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		rows = tag.RowsAffected()
	}
	return rows
}

// own gives the database of admin to a role, until the test ends.
func own(t *testing.T, admin *pgx.Conn, role string) {
	t.Helper()
	database := pgx.Identifier{admin.Config().Database}.Sanitize()
	run(t, admin, "ALTER DATABASE "+database+" OWNER TO "+role)
}

// text is the text of one value.
func text(t *testing.T, conn *pgx.Conn, query string) string {
	t.Helper()
	var got *string
	if err := conn.QueryRow(t.Context(), query).Scan(&got); err != nil {
		return err.Error()
	}
	if got == nil {
		return ""
	}
	return *got
}

// as is the URL of a database for another role, past the pooler.
func as(t *testing.T, database, role string) string {
	t.Helper()
	u, err := url.Parse(pgtest.Direct(database))
	if err != nil {
		t.Fatal(err)
	}
	if password, ok := u.User.Password(); ok {
		u.User = url.UserPassword(role, password)
	} else {
		u.User = url.User(role)
	}
	return u.String()
}

// migrate applies all migrations as the role of a URL.
func migrate(t *testing.T, url string) error {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	_, err = apply.Run(t.Context(), db, migrations.FS, apply.Options{})
	return err
}

// program runs a program of PostgreSQL, which must succeed without a warning.
func program(t *testing.T, name string, args ...string) {
	t.Helper()
	path, err := cluster.Program(name)
	if err != nil {
		pgtest.Missing(t, err)
	}
	if out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
