package conformance_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/userdata"
)

// TestUserData: as the role that owns the tables and as the one that serves, every
// application hands over and erases all that it keeps of a user.
func TestUserData(t *testing.T) {
	t.Parallel()
	for name, of := range everyApplication() {
		t.Run(name+"/postgres/owner", func(t *testing.T) {
			t.Parallel()
			of.testUserData(t, pgtest.NewDatabase(t), nil)
		})
		t.Run(name+"/postgres/service", func(t *testing.T) {
			t.Parallel()
			of.testUserData(t, pgtest.NewDatabase(t), pgtest.AsService)
		})
		t.Run(name+"/sqlite", func(t *testing.T) {
			t.Parallel()
			of.testUserData(t, harness.SQLite, nil)
		})
	}
}

func (a application) testUserData(t *testing.T, url string, as func(testing.TB, string) string) {
	t.Helper()
	conformance.TestUserData(t, a.service(t, url, as))
}

// keeping is what a service keeps of its users in a database, which all sees as a whole.
func keeping(data userdata.Data, all *database.DB) *conformance.UserData {
	return &conformance.UserData{
		Export: func(ctx context.Context, user string, to io.Writer) error {
			_, err := data.Export(ctx, user, to)
			return err
		},
		Count: func(ctx context.Context, user string) (int64, error) {
			counts, err := data.Count(ctx, user)
			return counts.Total(), err
		},
		Erase: func(ctx context.Context, user string) (int64, error) {
			counts, err := data.Erase(ctx, user)
			return counts.Total(), err
		},
		Entangle: func(ctx context.Context, user string) error {
			for _, e := range data.Entities {
				for _, l := range e.Links {
					if err := entangle(ctx, all.SQL(), data, e, l, user); err != nil {
						return err
					}
				}
			}
			return nil
		},
		Rows: func(ctx context.Context) ([]conformance.Row, error) { return rows(ctx, all) },
	}
}

// entangle lets a row of a user lead by a key to one to which no other row leads by it. The
// latest rows lead to the latest, so that a row may lead to itself.
func entangle(ctx context.Context, db *sql.DB, data userdata.Data, e userdata.Entity, l userdata.Link, user string) error {
	if !l.Nullable {
		return nil
	}
	to := data.Entities[slices.IndexFunc(data.Entities, func(e userdata.Entity) bool { return e.Table == l.To })]
	for range 3 {
		_, err := db.ExecContext(ctx, fmt.Sprintf(`UPDATE "%[1]s" SET "%[2]s" = (SELECT t.id FROM "%[3]s" AS t WHERE t."%[4]s" = $1
				AND NOT EXISTS (SELECT 1 FROM "%[1]s" AS h WHERE h."%[5]s" = $1 AND h."%[2]s" = t.id) ORDER BY t.id DESC LIMIT 1)
			WHERE "%[5]s" = $1 AND id = (SELECT h.id FROM "%[1]s" AS h WHERE h."%[5]s" = $1 AND h."%[2]s" IS NULL ORDER BY h.id DESC LIMIT 1)`,
			e.Table, l.Column, to.Table, to.Owner, e.Owner), user)
		if err != nil {
			return err
		}
	}
	return nil
}

// rows are all rows of a database as text.
func rows(ctx context.Context, db *database.DB) ([]conformance.Row, error) {
	names := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if db.Dialect() == dialect.Postgres {
		names = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm') AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relname NOT LIKE 'pg_toast%'"
	}
	var all []conformance.Row
	tables, err := query(ctx, db.SQL(), names)
	for _, table := range tables {
		found, err := query(ctx, db.SQL(), `SELECT * FROM "`+table+`"`)
		if err != nil {
			return nil, err
		}
		for _, text := range found {
			all = append(all, conformance.Row{Table: table, Text: text, Trace: table == "change_counters" || table == "change_tombstones"})
		}
	}
	return all, err
}

// query returns the rows that a query finds, each as one text.
func query(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	found, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		return nil, err
	}
	var all []string
	for found.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			return nil, err
		}
		texts := make([]string, len(values))
		for i, v := range values {
			if raw, ok := v.([]byte); ok {
				v = string(raw)
			}
			texts[i] = fmt.Sprint(v)
		}
		all = append(all, strings.Join(texts, " | "))
	}
	return all, found.Err()
}
