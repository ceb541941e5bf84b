package migrations_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"

	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// ids of a row of Ann's and of one that Bob tries to make. They are in the table of
// idempotency keys, which every application has.
const (
	anns = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
	bobs = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0f"
)

// rowOf makes a row of a user, which has expired.
func rowOf(id, user string) string {
	return "INSERT INTO idempotency_keys (id, user_id, key, fingerprint, expires_at) VALUES ('" + id + "', '" + user + "', 'a', '', now() - interval '1 hour')"
}

// migrated returns the database that the migrations lead to, which has a row of
// Ann's, as the role that serves.
func migrated(t *testing.T) *database.DB {
	t.Helper()
	url := pgtest.NewDatabase(t)
	owner := openAs(t, pgtest.Direct(url))
	if _, err := apply.Run(t.Context(), owner, migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	exec(t, owner, rowOf(anns, "ann"))
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
		"list":                        {"SELECT count(*)::text FROM idempotency_keys", "0"},
		"by owner":                    {"SELECT count(*)::text FROM idempotency_keys WHERE user_id = 'ann'", "0"},
		"by id":                       {"SELECT count(*)::text FROM idempotency_keys WHERE id = '" + anns + "'", "0"},
		"by what it raises":           {"SELECT count(*)::text FROM idempotency_keys WHERE (1 / (length(key) - 1)) = 0", "0"},
		"lock":                        {"SELECT count(*)::text FROM (SELECT FROM idempotency_keys FOR UPDATE) AS t", "0"},
		"aggregate":                   {"SELECT coalesce(max(key), 'nothing') FROM idempotency_keys", "nothing"},
		"update":                      {"WITH t AS (UPDATE idempotency_keys SET key = 'b' RETURNING 1) SELECT count(*)::text FROM t", "0"},
		"delete":                      {"WITH t AS (DELETE FROM idempotency_keys RETURNING 1) SELECT count(*)::text FROM t", "0"},
		"insert":                      {rowOf(bobs, "ann") + " RETURNING key", "violates row-level security"},
		"insert over":                 {rowOf(anns, "ann") + " ON CONFLICT (user_id, id) DO UPDATE SET user_id = 'bob' RETURNING user_id", "violates row-level security"},
		"table":                       {"TABLE idempotency_keys", ""},
		"truncate":                    {"TRUNCATE idempotency_keys", "permission denied"},
		"copy to a program":           {"COPY idempotency_keys TO PROGRAM 'cat'", "to COPY to or from an external program"},
		"no force":                    {"ALTER TABLE idempotency_keys NO FORCE ROW LEVEL SECURITY", "must be owner"},
		"disable":                     {"ALTER TABLE idempotency_keys DISABLE ROW LEVEL SECURITY", "must be owner"},
		"drop policy":                 {"DROP POLICY idempotency_keys_owner ON idempotency_keys", "must be owner"},
		"another policy":              {"CREATE POLICY all_of_them ON idempotency_keys USING (true)", "must be owner"},
		"row_security":                {"SET LOCAL row_security = off", ""},
		"role":                        {"SET ROLE " + pgtest.Owner, "permission denied"},
		"session":                     {"SET SESSION AUTHORIZATION " + pgtest.Owner, "permission denied"},
		"replica":                     {"SET session_replication_role = replica", "permission denied"},
		"as a function":               {"SELECT set_config('search_path', 'pg_catalog', true), (SELECT count(*) FROM public.idempotency_keys)::text", "0"},
		"whose, of one that there is": {"SELECT idempotency_keys_owner('" + anns + "')", "ann"},
		"whose, of none":              {"SELECT coalesce(idempotency_keys_owner('" + bobs + "'), 'nobody')", "nobody"},
		"expired keys, and no more":   {"SELECT idempotency_keys_purge(now(), 0)::text", "0"},
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
	if got, err := ask(as(t, "ann"), db, "SELECT string_agg(user_id || key, ' ') FROM idempotency_keys"); err != nil || got != "anna" {
		t.Errorf("Ann's rows afterwards: %q, %v, want hers as it was", got, err)
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

var policies = regexp.MustCompile(`CREATE POLICY "(\w+)"`)

// TestEveryOwnedTableIsSecured: each table with an owner's column has its wall, also
// for whom the table belongs to, and the policies that were generated, no other.
func TestEveryOwnedTableIsSecured(t *testing.T) {
	db := migrated(t)
	var want []string
	for _, table := range migrate.Tables {
		if !slices.ContainsFunc(table.Columns, func(c *schema.Column) bool { return c.Name == "user_id" }) {
			continue
		}
		var names []string
		for _, p := range policies.FindAllStringSubmatch(strings.Join(migrate.RowSecurity[table.Name], "\n"), -1) {
			names = append(names, p[1])
		}
		if !slices.Contains(names, table.Name+"_owner") {
			t.Errorf("%s: the policies %q are generated, without that of the owner", table.Name, names)
		}
		slices.Sort(names)
		want = append(want, table.Name+" t t "+strings.Join(names, " "))
	}
	slices.Sort(want)
	got, err := ask(t.Context(), db, `SELECT string_agg(concat_ws(' ', c.relname, c.relrowsecurity, c.relforcerowsecurity,
			(SELECT string_agg(p.polname, ' ' ORDER BY p.polname COLLATE "C") FROM pg_policy AS p WHERE p.polrelid = c.oid)), E'\n' ORDER BY c.relname COLLATE "C")
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
		WHERE c.relkind = 'r' AND a.attname = 'user_id' AND c.relnamespace = 'public'::regnamespace`)
	if err != nil || got != strings.Join(want, "\n") {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, strings.Join(want, "\n"))
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
	exec(t, db, rowOf(anns, "ann"))
	for query, want := range map[string]string{
		"SELECT count(*)::text FROM idempotency_keys":                                                "0",
		"SELECT idempotency_keys_owner('" + anns + "')":                                              "ann",
		rowOf(bobs, "ann") + " RETURNING id":                                                         "violates row-level security",
		"WITH t AS (UPDATE idempotency_keys SET key = 'b' RETURNING 1) SELECT count(*)::text FROM t": "0",
	} {
		got, err := ask(as(t, "bob"), db, query)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if got, err := ask(t.Context(), db, "WITH t AS (UPDATE idempotency_keys SET key = 'b' RETURNING 1) SELECT count(*)::text FROM t"); err != nil || got != "1" {
		t.Errorf("a data migration changed %q rows, %v, want 1", got, err)
	}
}
