package userdata_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/rows"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/internal/runtime/viewer"
)

// tables is a schema by hand: tables with an id, an owner and text, and foreign keys as
// "table.column > table: rule", where "table.column! > table" must have a value.
type tables struct {
	testing.TB
	userdata.Data

	db     *database.DB
	counts *counting
}

// onBoth runs a test on a schema in an empty database of each kind.
func onBoth(t *testing.T, keys []string, test func(*testing.T, *tables)) {
	t.Helper()
	for name, url := range map[string]func() string{
		"postgres": func() string { return pgtest.NewDatabase(t) },
		"sqlite":   func() string { return "sqlite://:memory:" },
	} {
		t.Run(name, func(t *testing.T) {
			db, err := database.Open(t.Context(), database.Options{URL: url(), PoolMax: 5, Viewer: viewer.ID})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			s := &tables{TB: t, db: db, counts: &counting{Driver: db.Driver()}}
			s.Driver = s.counts
			s.make(keys)
			test(t, s)
		})
	}
}

// make makes the tables that the keys name.
func (s *tables) make(keys []string) {
	s.Helper()
	for _, key := range keys {
		names, rule, _ := strings.Cut(key, ": ")
		from, to, _ := strings.Cut(names, " > ")
		from, column, _ := strings.Cut(from, ".")
		s.table(from)
		if to == "" {
			continue
		}
		s.table(to)
		name, required := strings.CutSuffix(column, "!")
		s.exec(fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s integer NULL REFERENCES %s (id) ON DELETE %s", from, name, to, rule))
		for i := range s.Entities {
			if e := &s.Entities[i]; e.Table == from {
				e.Links = append(e.Links, userdata.Link{Column: name, To: to, Nullable: !required})
			}
		}
	}
}

// table makes a table unless it exists.
func (s *tables) table(name string) {
	s.Helper()
	for _, e := range s.Entities {
		if e.Table == name {
			return
		}
	}
	s.exec("CREATE TABLE " + name + " (id integer PRIMARY KEY, user_id varchar(255) NOT NULL, content varchar(100000))")
	s.Entities = append(s.Entities, userdata.Entity{
		Name: strings.ToUpper(name[:1]) + name[1:], Table: name, Owner: "user_id", Key: []string{"id"}, Order: []string{"id"},
		Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), row func(userdata.Row) error) error {
			selector := sql.Dialect(s.Driver.Dialect()).Select("id", "content").From(sql.Table(name))
			read(selector)
			query, args := selector.Query()
			n, err := rows.EachWithin(ctx, within, scanned, s.Driver, query, args, func(_ []string, values []any) error {
				id, content := values[0].(*sql.NullInt64).Int64, values[1].(*sql.NullString).String
				return row(userdata.Row{ID: id, Order: []any{id}, Write: func(w *jx.Writer) {
					w.RawStr(fmt.Sprintf(`{"id":%d,"content":%q}`, id, content))
				}})
			})
			s.counts.read = max(s.counts.read, n)
			return err
		},
		At: func(raw []json.RawMessage) ([]any, error) { return userdata.Values(raw, new(int64)) },
	})
}

// scanned are the values of a row.
var scanned = rows.ValuesOf(func([]string) ([]any, error) {
	return []any{new(sql.NullInt64), new(sql.NullString)}, nil
}, []string{"id", "content"})

// join makes a join table.
func (s *tables) join(name, a, b string) {
	s.Helper()
	s.exec(fmt.Sprintf("CREATE TABLE %[1]s (a integer REFERENCES %[2]s (id) ON DELETE CASCADE, b integer REFERENCES %[3]s (id) ON DELETE CASCADE, PRIMARY KEY (a, b))", name, a, b))
	s.Joins = append(s.Joins, userdata.Join{Name: name, Table: name, Ends: [2]userdata.End{{Column: "a", Table: a, ID: "id"}, {Column: "b", Table: b, ID: "id"}}})
}

func (s *tables) exec(query string) {
	s.Helper()
	if _, err := s.db.SQL().ExecContext(s.Context(), query); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
}

// fill makes rows of a user from an id on.
func (s *tables) fill(table, user string, from, n int) {
	s.Helper()
	s.exec(fmt.Sprintf("INSERT INTO %s (id, user_id) WITH RECURSIVE ids(id) AS (SELECT %[2]d UNION ALL SELECT id + 1 FROM ids WHERE id < %[2]d + %[3]d - 1) SELECT id, '%[4]s' FROM ids", table, from, n, user))
}

// number is how many rows a query counts.
func (s *tables) number(query string) (n int) {
	s.Helper()
	if err := s.db.SQL().QueryRowContext(s.Context(), query).Scan(&n); err != nil {
		s.Fatal(err)
	}
	return n
}

// wantErased erases a user, and expects that nothing is left, and the rows of bob.
func (s *tables) wantErased(user string, want int64) {
	s.Helper()
	for _, want := range []int64{want, 0} {
		got, err := s.Erase(s.Context(), user)
		if err != nil || got.Total() != want {
			s.Errorf("Erase() = %v, %v, want %d rows", got, err, want)
		}
	}
}

// counting is a driver that counts what one statement changes.
type counting struct {
	dialect.Driver

	most   int64
	read   int // rows of the longest page
	failed int // the statement that fails, counted from 1; 0 for none
	before func(query string)
}

func (c *counting) Exec(ctx context.Context, query string, args, v any) error {
	if c.before != nil {
		c.before(query)
	}
	if c.failed > 0 {
		if c.failed--; c.failed == 0 {
			return errEnded
		}
	}
	err := c.Driver.Exec(ctx, query, args, v)
	if result, ok := v.(*sql.Result); ok && err == nil {
		n, _ := (*result).RowsAffected()
		c.most = max(c.most, n)
	}
	return err
}
