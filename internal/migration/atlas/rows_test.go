package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	entmigrate "github.com/entask/entask/ent/migrate"
)

// labels is a table before the migration, secured as the generator does it.
const labels = `CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL);
CREATE TABLE labels (id uuid PRIMARY KEY, user_id bigint NOT NULL, name varchar(100) NOT NULL CHECK (length(name) >= 1), color text CHECK (color IN ('red', 'green', 'never')), note text, place bigint NOT NULL);
ALTER TABLE labels ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY labels_owner ON labels USING (user_id::text = current_setting('app.user_id', true));
CREATE POLICY labels_migrations ON labels TO CURRENT_USER USING (coalesce(current_setting('app.user_id', true), '') = '');
`

// TestOverRows plants migrations that rows stop, beside those that take care of them.
func TestOverRows(t *testing.T) {
	pg := &server{}
	t.Cleanup(pg.stop)
	const (
		notNull  = "ALTER TABLE labels ADD CONSTRAINT c CHECK (color IS NOT NULL) NOT VALID;\n"
		validate = "ALTER TABLE labels VALIDATE CONSTRAINT c;\n"
		fill     = "UPDATE labels SET color = 'red' WHERE color IS NULL;\n"
	)
	for _, tc := range []struct {
		name  string
		files []string
		want  string // how it begins, after what it says of each; file 1 is labels
	}{
		{"a column", []string{"ALTER TABLE labels ADD COLUMN size int;"}, ""},
		{"NOT NULL without a default", []string{"-- Sizes.\nALTER TABLE labels ADD COLUMN size int NOT NULL;"},
			`101_x.sql: line 2: ALTER TABLE labels ADD COLUMN size int NOT NULL: ERROR: column "size" of relation "labels" contains null values (SQLSTATE 23502)`},
		{"NOT NULL with a default", []string{"ALTER TABLE labels ADD COLUMN size int NOT NULL DEFAULT 1;"}, ""},
		{"SET NOT NULL", []string{"ALTER TABLE labels ALTER COLUMN note SET NOT NULL;"},
			`101_x.sql: line 1: ALTER TABLE labels ALTER COLUMN note SET NOT NULL: ERROR: column "note" of relation "labels" contains null values (SQLSTATE 23502)`},
		{"a new column, then SET NOT NULL", []string{"ALTER TABLE labels ADD COLUMN size int;", "ALTER TABLE labels ALTER COLUMN size SET NOT NULL;"},
			`102_x.sql: line 1: ALTER TABLE labels ALTER COLUMN size SET NOT NULL: ERROR: column "size" of relation "labels" contains null values (SQLSTATE 23502)`},
		{"a check that is validated", []string{notNull, "-- Now.\n\n" + validate},
			`102_x.sql: line 3: ALTER TABLE labels VALIDATE CONSTRAINT c: ERROR: check constraint "c" of relation "labels" is violated by some row (SQLSTATE 23514)`},
		{"a check after its rows, which the wall shows", []string{notNull, fill, validate}, ""},
		{"a check after rows that the wall hides", []string{"DROP POLICY labels_migrations ON labels;\n" + notNull, fill, validate},
			`103_x.sql: line 1: ALTER TABLE labels VALIDATE CONSTRAINT c: ERROR: check constraint "c" of relation "labels" is violated by some row (SQLSTATE 23514)`},
		{"fewer values", []string{"ALTER TABLE labels ADD CHECK (color IN ('red', 'green'));"},
			`101_x.sql: line 1: ALTER TABLE labels ADD CHECK (color IN ('red', 'green')): ERROR: check constraint "labels_color_check1" of relation "labels" is violated by some row (SQLSTATE 23514)`},
		{"shorter", []string{"ALTER TABLE labels ALTER COLUMN name TYPE varchar(99);"},
			`101_x.sql: line 1: ALTER TABLE labels ALTER COLUMN name TYPE varchar(99): ERROR: value too long for type character varying(99) (SQLSTATE 22001)`},
		{"longer", []string{"ALTER TABLE labels ALTER COLUMN name TYPE varchar(101);"}, ""},
		{"another type", []string{"ALTER TABLE labels ALTER COLUMN place TYPE int;"},
			`101_x.sql: line 1: ALTER TABLE labels ALTER COLUMN place TYPE int: ERROR: integer out of range (SQLSTATE 22003)`},
		{"a unique index over duplicates", []string{"-- atlas:txmode none\n\nCREATE UNIQUE INDEX CONCURRENTLY labels_name ON labels (user_id, name);"},
			`101_x.sql: line 3: CREATE UNIQUE INDEX CONCURRENTLY labels_name ON labels (user_id, name): ERROR: could not create unique index "labels_name" (SQLSTATE 23505)`},
		{"a unique index that has the key", []string{"-- atlas:txmode none\n\nCREATE UNIQUE INDEX CONCURRENTLY labels_name ON labels (name, id);"}, ""},
		{"an index over long texts", []string{"CREATE INDEX ON labels (note);"},
			`101_x.sql: line 1: CREATE INDEX ON labels (note): ERROR: index row requires `},
		{"a foreign key without rows", []string{"ALTER TABLE labels ADD FOREIGN KEY (place) REFERENCES users (id);"},
			`101_x.sql: line 1: ALTER TABLE labels ADD FOREIGN KEY (place) REFERENCES users (id): ERROR: insert or update on table "labels" violates foreign key constraint "labels_place_fkey" (SQLSTATE 23503)`},
		{"what nobody has a row for", []string{"CREATE TABLE odd (code text NOT NULL CHECK (code ~ '^[A-Z]{3}-\\d{4}$'));", "ALTER TABLE odd ADD COLUMN n int NOT NULL;"},
			`no rows could be made before 102_x.sql in public.odd: new row for relation "odd" violates check constraint "odd_code_check" (SQLSTATE 23514)`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, out := migrationsOf(t, pg, append([]string{labels}, tc.files...))
			list, err := names(c.dir)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := c.overRows(t.Context(), list); err != nil {
				got = strings.TrimPrefix(err.Error(), "over rows in every table: apply migration ")
			}
			got += out()
			if tc.want == "" && got != "" || !strings.HasPrefix(got, tc.want) {
				t.Errorf("overRows:\n got %s\nwant %s", got, tc.want)
			}
		})
	}
}

// TestOverOwnRows plants a migration after this repository's: rows are in each of
// its tables, behind the wall as well.
func TestOverOwnRows(t *testing.T) {
	own, err := filepath.Glob("../../../ent/migrate/migrations/*.sql")
	if err != nil || len(own) == 0 {
		t.Fatal(own, err)
	}
	var texts []string
	for _, name := range own {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b))
	}
	pg := &server{}
	t.Cleanup(pg.stop)
	for _, table := range entmigrate.Tables {
		planted := `ALTER TABLE "` + table.Name + `" ADD COLUMN planted int NOT NULL`
		c, out := migrationsOf(t, pg, append(texts, planted+";"))
		list, err := names(c.dir)
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf(`over rows in every table: apply migration %d_x.sql: line 1: %s: ERROR: column "planted" of relation %q contains null values (SQLSTATE 23502)`, 100+len(texts), planted, table.Name)
		if err := c.overRows(t.Context(), list); err == nil || !strings.HasPrefix(err.Error(), want) || out() != "" {
			t.Errorf("overRows:\n got %v %s\nwant %s", err, out(), want)
		}
	}
}

// migrationsOf writes 100_x.sql, 101_x.sql and so on, and returns what is printed.
func migrationsOf(t *testing.T, pg *server, texts []string) (c cli, printed func() string) {
	t.Helper()
	out := &bytes.Buffer{}
	c = cli{server: pg, stdout: out, stderr: out, dir: t.TempDir()}
	for i, text := range texts {
		if err := os.WriteFile(filepath.Join(c.dir, fmt.Sprintf("%d_x.sql", 100+i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.sum(); err != nil {
		t.Fatal(err)
	}
	return c, out.String
}
