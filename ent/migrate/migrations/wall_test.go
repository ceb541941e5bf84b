package migrations_test

import (
	"context"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// ids of a task of Ann's and of one that Bob tries to make.
const (
	anns = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
	bobs = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0f"
)

// taskOf makes a task of a user.
func taskOf(id, user string) string {
	return "INSERT INTO tasks (id, user_id, created_at, updated_at, title) VALUES ('" + id + "', '" + user + "', now(), now(), 'a')"
}

// migrated returns the database that the migrations lead to, which has a task of
// Ann's, as the role that serves.
func migrated(t *testing.T) *database.DB {
	t.Helper()
	url := pgtest.NewDatabase(t)
	owner := openAs(t, pgtest.Direct(url))
	if _, err := apply.Run(t.Context(), owner, migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	exec(t, owner, taskOf(anns, "ann"))
	exec(t, owner, "INSERT INTO idempotency_keys (id, user_id, key, fingerprint, locked_until, expires_at) VALUES ('"+anns+"', 'ann', 'k', '', now(), now() - interval '1 hour')")
	return openAs(t, pgtest.AsService(t, url))
}

func openAs(t *testing.T, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 2, Viewer: viewer.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t *testing.T, db *database.DB, query string) {
	t.Helper()
	if err := db.Driver().Exec(t.Context(), query, []any{}, nil); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// TestWall types SQL as the role that serves: what is somebody else's can be neither
// seen, counted, changed nor made, whatever is asked for.
func TestWall(t *testing.T) {
	db := migrated(t)
	for name, tc := range map[string]struct{ sql, want string }{
		"list":                                {"SELECT count(*)::text FROM tasks", "0"},
		"by owner":                            {"SELECT count(*)::text FROM tasks WHERE user_id = 'ann'", "0"},
		"by id":                               {"SELECT count(*)::text FROM tasks WHERE id = '" + anns + "'", "0"},
		"by what it raises":                   {"SELECT count(*)::text FROM tasks WHERE (1 / (length(title) - 1)) = 0", "0"},
		"lock":                                {"SELECT count(*)::text FROM (SELECT FROM tasks FOR UPDATE) AS t", "0"},
		"aggregate":                           {"SELECT coalesce(max(title), 'nothing') FROM tasks", "nothing"},
		"update":                              {"WITH t AS (UPDATE tasks SET title = 'b' RETURNING 1) SELECT count(*)::text FROM t", "0"},
		"delete":                              {"WITH t AS (DELETE FROM tasks RETURNING 1) SELECT count(*)::text FROM t", "0"},
		"keys":                                {"SELECT count(*)::text FROM idempotency_keys", "0"},
		"insert":                              {taskOf(bobs, "ann") + " RETURNING title", "violates row-level security"},
		"insert over":                         {taskOf(anns, "bob") + " ON CONFLICT (id) DO UPDATE SET user_id = 'bob' RETURNING user_id", "violates row-level security"},
		"table":                               {"TABLE tasks", ""},
		"truncate":                            {"TRUNCATE tasks", "permission denied"},
		"copy to a program":                   {"COPY tasks TO PROGRAM 'cat'", "must be superuser"},
		"no force":                            {"ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY", "must be owner"},
		"disable":                             {"ALTER TABLE tasks DISABLE ROW LEVEL SECURITY", "must be owner"},
		"drop policy":                         {"DROP POLICY tasks_owner ON tasks", "must be owner"},
		"another policy":                      {"CREATE POLICY all_of_them ON tasks USING (true)", "must be owner"},
		"row_security":                        {"SET LOCAL row_security = off", ""},
		"role":                                {"SET ROLE " + pgtest.Owner, "permission denied"},
		"session":                             {"SET SESSION AUTHORIZATION " + pgtest.Owner, "permission denied"},
		"replica":                             {"SET session_replication_role = replica", "permission denied"},
		"as a function":                       {"SELECT set_config('search_path', 'pg_catalog', true), (SELECT count(*) FROM public.tasks)::text", "0"},
		"whose, of one that there is":         {"SELECT tasks_owner('" + anns + "')", "ann"},
		"whose, of none":                      {"SELECT coalesce(tasks_owner('" + bobs + "'), 'nobody')", "nobody"},
		"expired keys, not what was answered": {"SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'idempotency_keys_expired'::regclass", "id expires_at"},
	} {
		for _, who := range []struct {
			name string
			ctx  context.Context
		}{{"bob", as(t, "bob")}, {"nobody", t.Context()}} {
			t.Run(name+"/"+who.name, func(t *testing.T) {
				got, err := ask(who.ctx, db, tc.sql)
				if err != nil {
					got = err.Error()
				}
				if tc.want != "" && !strings.Contains(got, tc.want) || strings.Contains(got, anns) && tc.want != "ann" {
					t.Errorf("%s: got %q, want %q", tc.sql, got, tc.want)
				}
			})
		}
	}
	if got, err := ask(as(t, "ann"), db, "SELECT string_agg(user_id || title, ' ') FROM tasks"); err != nil || got != "anna" {
		t.Errorf("Ann's tasks afterwards: %q, %v, want hers as it was", got, err)
	}
}

func as(t *testing.T, user string) context.Context {
	t.Helper()
	return viewer.NewContext(t.Context(), viewer.Viewer{ID: user})
}

// ask returns the last column of the last row, as text; "" for none.
func ask(ctx context.Context, db *database.DB, query string) (string, error) {
	var rows sql.Rows
	if err := db.Driver().Query(ctx, query, []any{}, &rows); err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values := make([]sql.NullString, max(len(columns), 1))
	into := make([]any, len(columns))
	for i := range into {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
	}
	return values[len(values)-1].String, rows.Err()
}

// TestEveryOwnedTableIsSecured: each table with an owner's column has its wall, also
// for whom the table belongs to, and no policy that opens it.
func TestEveryOwnedTableIsSecured(t *testing.T) {
	db := migrated(t)
	got, err := ask(t.Context(), db, `SELECT string_agg(concat_ws(' ', c.relname, c.relrowsecurity, c.relforcerowsecurity,
			(SELECT string_agg(p.polname, ' ' ORDER BY p.polname) FROM pg_policy AS p WHERE p.polrelid = c.oid)), E'\n' ORDER BY c.relname)
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
		WHERE c.relkind = 'r' AND a.attname = 'user_id' AND c.relnamespace = 'public'::regnamespace`)
	want := "idempotency_keys t t idempotency_keys_migrations idempotency_keys_owner\ntasks t t tasks_migrations tasks_owner"
	if err != nil || got != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, want)
	}
}

// TestOneRoleForAll: where the role that migrates serves too, nobody else's rows are
// in reach while somebody is asking.
func TestOneRoleForAll(t *testing.T) {
	url := pgtest.NewDatabase(t)
	if _, err := apply.Run(t.Context(), openAs(t, pgtest.Direct(url)), migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	db := openAs(t, url)
	exec(t, db, taskOf(anns, "ann"))
	for query, want := range map[string]string{
		"SELECT count(*)::text FROM tasks":                                                  "0",
		"SELECT tasks_owner('" + anns + "')":                                                "ann",
		taskOf(bobs, "ann") + " RETURNING id":                                               "violates row-level security",
		"WITH t AS (UPDATE tasks SET title = 'b' RETURNING 1) SELECT count(*)::text FROM t": "0",
	} {
		got, err := ask(as(t, "bob"), db, query)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if got, err := ask(t.Context(), db, "WITH t AS (UPDATE tasks SET title = 'b' RETURNING 1) SELECT count(*)::text FROM t"); err != nil || got != "1" {
		t.Errorf("a data migration changed %q rows, %v, want 1", got, err)
	}
}
