package rows

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/migration/catalog"
)

// Filler makes rows in tables that have none.
type Filler struct {
	conn    *pgx.Conn
	catalog *catalog.Catalog
	before  int64 // rows have higher numbers
	rows    int64
	sizes   Sizes
	Made    map[uint32]int64             // rows of each table
	values  map[uint32]map[string]string // the expression of each column

	edges bool     // make those of edgesOf too, also where there are rows
	empty []string // the tables that took none, and why
}

// NewFiller returns a filler that makes as many rows in each table, but no more than
// sizes say.
func NewFiller(conn *pgx.Conn, rows int64, sizes Sizes) *Filler {
	return &Filler{conn: conn, rows: rows, sizes: sizes, Made: map[uint32]int64{}}
}

// Fill makes rows in every table of the catalog that has none. Triggers and foreign keys are
// off meanwhile: the values fit each other by themselves.
func (f *Filler) Fill(ctx context.Context, c *catalog.Catalog) error {
	f.catalog = c
	if _, err := f.conn.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return fmt.Errorf("make rows: %w: the review needs a superuser of a server that is thrown away", err)
	}
	f.values = map[uint32]map[string]string{}
	tables := f.catalog.Sorted(func(r *catalog.Relation) bool { return r.Kind == "r" })
	one := f.table
	if f.edges {
		one = f.edgesOf
	}
	for _, t := range tables {
		if err := one(ctx, t); err != nil {
			return fmt.Errorf("make rows in %s: %w", t, err)
		}
	}
	for _, t := range f.catalog.Sorted(func(r *catalog.Relation) bool { return r.Kind == "p" }) {
		f.Made[t.OID] = 0
		for _, part := range tables {
			if f.within(part, t.OID) {
				f.Made[t.OID] += f.Made[part.OID]
			}
		}
	}
	if _, err := f.conn.Exec(ctx, "RESET session_replication_role"); err != nil {
		return err
	}
	return f.analyze(ctx, tables)
}

// analyze lets the planner know what there is now.
func (f *Filler) analyze(ctx context.Context, tables []*catalog.Relation) error {
	if len(tables) == 0 {
		return nil
	}
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = catalog.Quote(t.Schema, t.Name)
	}
	_, err := f.conn.Exec(ctx, "ANALYZE "+strings.Join(names, ", "))
	return err
}

func (f *Filler) within(part *catalog.Relation, table uint32) bool {
	for p := part; p != nil; p = f.catalog.Relations[p.Parent] {
		if p.Parent == table {
			return true
		}
	}
	return false
}

// table makes the rows of one table. A table for which none can be made stays empty.
func (f *Filler) table(ctx context.Context, t *catalog.Relation) error {
	var has bool
	if err := f.conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+catalog.Quote(t.Schema, t.Name)+")").Scan(&has); err != nil {
		return err
	}
	if has {
		if f.Made[t.OID] == 0 {
			return f.count(ctx, t)
		}
		return nil
	}
	rows := f.rows
	if n, ok := f.sizes[t.String()]; ok {
		rows = min(rows, n)
	}
	if rows == 0 {
		return nil
	}
	expressions, err := f.expressions(ctx, t)
	if err != nil {
		return err
	}
	made, refused, err := f.insert(ctx, t, expressions, 1, rows)
	if err != nil || refused != nil { // the report says on how many rows a statement ran
		return err
	}
	f.Made[t.OID] = made
	return f.raiseSequences(ctx, t, rows)
}

// insert makes the rows with the numbers from and to and between, unless the server refuses
// them. It omits rows that are not unique.
func (f *Filler) insert(ctx context.Context, t *catalog.Relation, expressions map[string]string, from, to int64) (made int64, refused *pgconn.PgError, err error) {
	var names, list []string
	for _, c := range t.Columns {
		if c.Generated {
			continue
		}
		names = append(names, catalog.Quote(c.Name))
		list = append(list, expressions[c.Name])
	}
	if len(names) == 0 {
		return 0, nil, nil
	}
	tag, err := f.conn.Exec(ctx, fmt.Sprintf("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM generate_series(%d::bigint, %d) n ON CONFLICT DO NOTHING",
		catalog.Quote(t.Schema, t.Name), strings.Join(names, ", "), strings.Join(list, ", "), from, to))
	if errors.As(err, &refused) {
		return 0, refused, nil
	}
	return tag.RowsAffected(), nil, err
}

func (f *Filler) count(ctx context.Context, t *catalog.Relation) error {
	var n int64
	err := f.conn.QueryRow(ctx, "SELECT count(*) FROM "+catalog.Quote(t.Schema, t.Name)).Scan(&n)
	f.Made[t.OID] = n
	return err
}

// raiseSequences sets each sequence to a value that no row has.
func (f *Filler) raiseSequences(ctx context.Context, t *catalog.Relation, rows int64) error {
	for _, c := range t.Columns {
		if !serial(c) {
			continue
		}
		_, err := f.conn.Exec(ctx, "SELECT setval(s, $1) FROM pg_get_serial_sequence($2, $3) s WHERE s IS NOT NULL",
			rows+1, catalog.Quote(t.Schema, t.Name), c.Name)
		if err != nil {
			return err
		}
	}
	return nil
}
