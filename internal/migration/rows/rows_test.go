package rows_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/rows"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestMakeRows makes rows three times over, which the server then finds to fit.
func TestMakeRows(t *testing.T) {
	t.Parallel()
	for _, tc := range hard {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			conn := makeRows(t, tc.schema, 3)
			var n int
			if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM x").Scan(&n); err != nil || n < 1400 {
				t.Errorf("%d rows, %v, want 1400 or more", n, err)
			}
			if _, err := conn.Exec(t.Context(), again); err != nil {
				t.Error(err)
			}
		})
	}
}

// makeRows makes the rows of as many rounds in a new database, and fails where a
// table takes none.
func makeRows(t *testing.T, schema string, rounds int) *pgx.Conn {
	t.Helper()
	url := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	conn := pgtest.Connect(t, url)
	if _, err := conn.Exec(t.Context(), schema); err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		if empty, err := rows.Make(t.Context(), url, round); err != nil || len(empty) > 0 {
			t.Fatalf("round %d: %v: %s", round, err, strings.Join(empty, "; "))
		}
	}
	return conn
}

// TestEdges looks for the rows that a migration may stumble over.
func TestEdges(t *testing.T) {
	t.Parallel()
	conn := makeRows(t, `CREATE TYPE mood AS ENUM ('good', 'bad', 'none');
CREATE TABLE owner (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(300) NOT NULL UNIQUE);
CREATE TABLE x (id uuid PRIMARY KEY, owner_id bigint REFERENCES owner (id), key text NOT NULL, title varchar(255) NOT NULL CHECK (length(title) BETWEEN 1 AND 255),
	note varchar(10000), kind text NOT NULL CHECK (kind IN ('a', 'b', 'n')), mood mood NOT NULL, done boolean, count int CHECK (count >= 0), code varchar(20) CHECK (code ~ '^[ -~]*$'), UNIQUE (owner_id, key));
CREATE INDEX ON x (owner_id, title, id); CREATE INDEX ON x (code, note);
CREATE TABLE atlas_schema_revisions (version text PRIMARY KEY)`, 1)
	for query, want := range map[string]string{
		"SELECT count(*) > 0 FROM x WHERE owner_id IS NULL AND note IS NOT NULL":                                         "t",
		"SELECT count(*) > 0 FROM x WHERE num_nonnulls(owner_id, note, done, count, code) = 0":                           "t",
		"SELECT count(*) > 0 FROM x WHERE num_nulls(owner_id, note, done, count, code) = 1 AND done IS NULL":             "t",
		"SELECT count(*) > 0 FROM x WHERE octet_length(title) = 4 * 255":                                                 "t",
		"SELECT max(length(note)) FROM x":                                                                                "10000",
		"SELECT max(length(name)) FROM owner":                                                                            "300",
		"SELECT min(length(note)) FROM x":                                                                                "0",
		"SELECT min(length(title)) FROM x":                                                                               "1",
		"SELECT string_agg(DISTINCT kind, ' ' ORDER BY kind) FROM x":                                                     "a b n",
		"SELECT string_agg(DISTINCT mood::text, ' ' ORDER BY mood::text) FROM x":                                         "bad good none",
		"SELECT count(DISTINCT done) FROM x":                                                                             "2",
		"SELECT min(count) || ' ' || max(count) FROM x":                                                                  "0 2147483647",
		"SELECT max(length(code)) FROM x":                                                                                "20",
		"SELECT count(*) > 0 FROM (SELECT FROM x GROUP BY title, note, kind, done HAVING count(*) > 1) t":                "t",
		"SELECT count(*) > 0 FROM (SELECT FROM x GROUP BY owner_id HAVING owner_id IS NOT NULL AND count(*) > 1) t":      "t",
		"SELECT count(*) > 0 FROM (SELECT FROM x GROUP BY key HAVING count(*) > 1) t":                                    "t",
		"SELECT count(*) > 0 FROM x JOIN owner ON owner.id = owner_id":                                                   "t",
		"SELECT count(*) FROM x WHERE owner_id IS NOT NULL AND NOT EXISTS (SELECT FROM owner WHERE owner.id = owner_id)": "0",
		"SELECT count(*) FROM atlas_schema_revisions":                                                                    "0",
		"INSERT INTO owner (name) VALUES ('one more') RETURNING id > 500":                                                "t",
	} {
		var got string
		if err := conn.QueryRow(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %s", query, got, err, want)
		}
	}
}

// TestNoRows: it is said of which table nobody knows a row.
func TestNoRows(t *testing.T) {
	t.Parallel()
	url := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	if _, err := pgtest.Connect(t, url).Exec(t.Context(), "CREATE TABLE x (code text NOT NULL CHECK (code ~ '^[A-Z]{3}-\\d{4}$')); CREATE TABLE y (n int)"); err != nil {
		t.Fatal(err)
	}
	empty, err := rows.Make(t.Context(), url, 0)
	want := `public.x: new row for relation "x" violates check constraint "x_code_check" (SQLSTATE 23514)`
	if got := strings.Join(empty, "\n"); err != nil || got != want {
		t.Errorf("MakeRows:\n got %s, %v\nwant %s", got, err, want)
	}
}
