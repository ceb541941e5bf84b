// Package userdata exports and erases all that an application keeps of one user, for any
// schema: the generated function NewUserData describes it.
//
// Both act as that user, so that row-level security shows them what is the user's, to the
// role that serves as to the role that migrates. They look past policies and interceptors:
// hidden rows belong to the user too. Start with Data.Export and Data.Erase; order.go says
// in which order tables are emptied, place.go where an export goes on. requests.go has both
// for the user's own requests.
package userdata

import (
	"context"
	"encoding/json"
	"fmt"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/rows"
	"github.com/entask/entask/internal/runtime/viewer"
)

// Data is what an application keeps of its users in a database.
type Data struct {
	Driver   dialect.Driver
	Entities []Entity
	Joins    []Join
	// Traces are what the database itself notes of what a user writes. An erasure deletes
	// them last, since it writes too.
	Traces []Trace
	// Complete says why the database may have tables that are not among these. Nil says
	// that it has none.
	Complete func(context.Context) error
	// Between is called before each statement of an erasure, which its error ends. It may
	// be nil.
	Between func(context.Context) error
	// Pay is called for each row that others keep, which takes statements of its own to find.
	// Where it says no, the rest of the table is not tried. It may be nil.
	Pay func(context.Context) bool
}

// Entity is a table of which each row belongs to a user.
type Entity struct {
	Name  string // "Task"
	Table string
	Owner string   // the column with the owner's id
	Key   []string // the primary key's columns
	// Order are columns that no two rows have in common and that never change: rows are
	// read in their order.
	Order []string
	// Published says that everybody reads the rows, and may lead to them.
	Published bool
	Links     []Link
	Omitted   []string // fields that an export leaves out, because they are sensitive
	// Each gives to row, one after the other, the rows that read selects, until row returns
	// rows.Enough or the bound is reached.
	Each func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), row func(Row) error) error
	// At reads the values of the columns of Order from JSON.
	At func([]json.RawMessage) ([]any, error)
}

// Trace is a table of which each row was made by what a user wrote.
type Trace struct {
	Table string
	Owner string   // the column with the user's id
	Key   []string // the primary key's columns
}

// Link is a foreign key of a table that leads to rows with owners.
type Link struct {
	Column   string
	To       string // a table
	Nullable bool
}

// Row is one row of an entity.
type Row struct {
	ID    any
	Order []any            // the values of the columns of Order
	Write func(*jx.Writer) // as JSON; nil once the next row is read
}

// Join is a table that links rows of two entities, of which at least one has owners.
type Join struct {
	Name  string // "Task.tags"
	Table string
	Owner string // the column with the owner, which its keys carry; "" for none
	Ends  [2]End
}

// End is one of the two columns of a join table.
type End struct {
	Column string
	Table  string // that it leads to
	ID     string // the column there
}

// Count is how many rows of a table belong to a user.
type Count struct {
	Name, Table string
	Rows        int64
}

// Counts are those of all tables, in the order of Data.
type Counts []Count

// Total is how many rows there are.
func (all Counts) Total() (n int64) {
	for _, c := range all {
		n += c.Rows
	}
	return n
}

// counts are those of no row.
func (d Data) counts() Counts {
	var all Counts
	for _, e := range d.Entities {
		all = append(all, Count{Name: e.Name, Table: e.Table})
	}
	for _, j := range d.Joins {
		all = append(all, Count{Name: j.Name, Table: j.Table})
	}
	return all
}

// add adds to the count of a table.
func (all Counts) add(table string, n int64) {
	for i := range all {
		if all[i].Table == table {
			all[i].Rows += n
		}
	}
}

// entity returns the entity of a table, or nil where its rows have no owner.
func (d Data) entity(table string) *Entity {
	for i := range d.Entities {
		if d.Entities[i].Table == table {
			return &d.Entities[i]
		}
	}
	return nil
}

// as is a context in which the user asks.
func as(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}

// Count returns how many rows of each table belong to a user.
func (d Data) Count(ctx context.Context, user string) (Counts, error) {
	ctx = as(ctx, user)
	all := d.counts()
	for _, e := range d.Entities {
		n, err := d.number(ctx, d.build().Select(sql.Count("*")).From(sql.Table(e.Table)).Where(sql.EQ(e.Owner, user)))
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", e.Table, err)
		}
		all.add(e.Table, n)
	}
	for _, j := range d.Joins {
		n, err := d.number(ctx, d.build().Select(sql.Count("*")).From(sql.Table(j.Table)).Where(d.belongs(j, user)))
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", j.Table, err)
		}
		all.add(j.Table, n)
	}
	return all, nil
}

// build returns the builder of statements.
func (d Data) build() *sql.DialectBuilder { return sql.Dialect(d.Driver.Dialect()) }

// number returns the number that a query returns.
func (d Data) number(ctx context.Context, s *sql.Selector) (int64, error) {
	query, args := s.Query()
	var found sql.Rows
	if err := d.Driver.Query(ctx, query, args, &found); err != nil {
		return 0, err
	}
	defer func() { _ = found.Close() }()
	return sql.ScanInt64(found)
}
