// Package quota limits how many rows of an entity one owner may have.
//
// The statement that inserts decides: it counts the owner's rows in an index, as many as the
// quota at most, and where the new ones do not fit, the first of them gets no id. The database
// refuses that, because an id is never NULL, and Refused tells it from other errors. Rows that
// are hidden count, rows that are gone do not. Statements at the same moment do not see each
// other's rows, so of n that insert at once, n-1 may exceed the quota. An owner who has much
// room left is not counted each time: allowance.go says what that can exceed.
//
// It knows no entity: generated code lists the quotas and calls One and All. Start with Quota.
package quota

import (
	"fmt"
	"strconv"
	"strings"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/instant"
)

// Quota is how many rows of an entity one owner may have.
type Quota struct {
	// Plural is the name of the rows, such as "Tasks".
	Plural string
	// Table holds the rows, ID and Owner are columns of it.
	Table, ID, Owner string
	// Rows is the maximum.
	Rows int
	// Function says in PostgreSQL whether there is room. A function keeps its plan, and Citus
	// takes no query within an insert.
	Function string
	// Expires is the column with the time from which a row no longer counts; "" for none.
	Expires string
	// Content is a column of bytes, of which the rows together may hold Bytes; "" for none.
	Content string
	Bytes   int
}

// One makes an insert of one row hold to the quota.
func One(q *Quota, spec *sqlgraph.CreateSpec) {
	if q.allows(value(spec, q.Owner)) {
		return
	}
	spec.ID.Value = &guard{quota: q, specs: []*sqlgraph.CreateSpec{spec}, id: spec.ID.Value}
}

// All makes an insert of many rows, each of which One was given, hold to the quota together: if
// one of them is to be counted, all are.
func All(specs []*sqlgraph.CreateSpec) {
	var counts *guard
	for _, spec := range specs {
		if g, ok := spec.ID.Value.(*guard); ok {
			spec.ID.Value, counts = g.id, g
		}
	}
	if counts != nil {
		specs[0].ID.Value = &guard{quota: counts.quota, specs: specs, id: specs[0].ID.Value}
	}
}

// guard is the id of the first row of an insert, as an expression: NULL where the rows do not
// fit into the quota.
type guard struct {
	sql.Builder
	quota *Quota
	specs []*sqlgraph.CreateSpec
	id    any
}

var _ sql.Querier = (*guard)(nil)

// Query implements sql.Querier. Ent reads the id afterwards, so the spec gets it back.
func (g *guard) Query() (string, []any) {
	g.specs[0].ID.Value = g.id
	q, room := g.quota, g.quota.Rows-len(g.specs)
	if room < 0 {
		return "NULL", nil
	}
	args := make([]any, 0, 4)
	arg := func(v any) string {
		args = append(args, v)
		if g.Dialect() == dialect.Postgres {
			return "$" + strconv.Itoa(g.Total()+len(args))
		}
		return "?"
	}
	owner := value(g.specs[0], q.Owner)
	var fits string
	switch {
	case g.Dialect() == dialect.Postgres:
		fits = `"` + q.Function + `"(` + arg(owner) + ", " + strconv.Itoa(room)
		if q.Content != "" {
			fits += ", " + arg(q.Bytes-g.bytes())
		}
		if q.Expires != "" {
			fits += ", " + arg(instant.Now())
		}
		return "CASE WHEN " + fits + ") THEN CAST(" + arg(g.id) + " AS uuid) END", args
	case q.Expires == "" && q.Content == "":
		fits = "NOT EXISTS (SELECT 1" + q.own(arg, owner) + " LIMIT 1 OFFSET " + strconv.Itoa(room) + ")"
	default:
		fits = q.counted(arg, owner, room, g.bytes())
	}
	return "CASE WHEN " + fits + " THEN " + arg(g.id) + " END", args
}

// own finds the rows of an owner.
func (q *Quota) own(arg func(any) string, owner any) string {
	return ` FROM "` + q.Table + `" WHERE "` + q.Owner + `" = ` + arg(owner)
}

// counted says whether the rows of an owner that count leave room for some more, and for
// their bytes. It reads the rows themselves, and no more of them than the quota.
func (q *Quota) counted(arg func(any) string, owner any, room, bytes int) string {
	fits, content := "count(*) <= "+strconv.Itoa(room), "1" // arguments in the order of the text
	if q.Content != "" {
		fits += " AND coalesce(sum(bytes), 0) <= " + arg(q.Bytes-bytes)
		content = `length("` + q.Content + `")`
	}
	own := "SELECT " + content + " AS bytes" + q.own(arg, owner)
	if q.Expires != "" {
		own += ` AND "` + q.Expires + `" > ` + arg(instant.Now())
	}
	return "(SELECT " + fits + " FROM (" + own + " LIMIT " + strconv.Itoa(q.Rows) + ") AS own)"
}

// bytes is what the new rows hold.
func (g *guard) bytes() (n int) {
	for _, spec := range g.specs {
		if content, ok := value(spec, g.quota.Content).([]byte); ok {
			n += len(content)
		}
	}
	return n
}

// value returns what a column of a new row is to hold, or nil.
func value(spec *sqlgraph.CreateSpec, column string) any {
	for _, f := range spec.Fields {
		if f.Column == column {
			return f.Value
		}
	}
	return nil
}

// Refused returns the quota that an insert exceeded which the database refused because this
// column, such as "tasks.id", would be NULL.
func Refused(all []*Quota, column string) (*Quota, bool) {
	for _, q := range all {
		if column == q.Table+"."+q.ID {
			return q, true
		}
	}
	return nil, false
}

// Exceeded returns the fault of a request for which there is no room.
func (q *Quota) Exceeded() *fault.Error {
	most := fmt.Sprintf("%d %s", q.Rows, q.Plural)
	if q.Expires != "" {
		most += " that have not expired"
	}
	if q.Content != "" {
		most += fmt.Sprintf(", of %d bytes together", q.Bytes)
	}
	return &fault.Error{
		Kind: fault.Conflict, Detail: "The quota is used up: one user may have at most " + most,
		Fields: []fault.Field{{Loc: []any{}, Msg: "would be more than " + most, Type: "quota"}},
	}
}

// Full says whether the database refused an insert of rows of which some may exist already:
// what an insert lacks for want of room is its first id, before the database looks for it.
func Full(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "(SQLSTATE 23502)") || strings.Contains(err.Error(), "NOT NULL constraint failed"))
}
