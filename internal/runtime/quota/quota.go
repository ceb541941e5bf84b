// Package quota limits how many rows of an entity one owner may have.
//
// The statement that inserts decides: it counts the owner's rows in an index, as many as the
// quota at most, and where the new ones do not fit, the first of them gets no id. The database
// refuses that, because an id is never NULL, and Refused tells it from other errors. Rows that
// are hidden count, rows that are gone do not. Statements at the same moment do not see each
// other's rows, so of n that insert at once, n-1 may exceed the quota.
//
// It knows no entity: generated code lists the quotas and calls One and All. Start with Quota.
package quota

import (
	"fmt"
	"strconv"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"

	"github.com/entask/entask/internal/runtime/fault"
)

// Quota is how many rows of an entity one owner may have.
type Quota struct {
	// Plural is the name of the rows, such as "Tasks".
	Plural string
	// Table holds the rows, ID and Owner are columns of it.
	Table, ID, Owner string
	// Rows is the maximum.
	Rows int
}

// One makes an insert of one row hold to the quota.
func One(q *Quota, spec *sqlgraph.CreateSpec) {
	spec.ID.Value = &guard{quota: q, spec: spec, id: spec.ID.Value, rows: 1}
}

// All makes an insert of many rows, each of which One was given, hold to the quota together.
func All(specs []*sqlgraph.CreateSpec) {
	for i, spec := range specs {
		if g, ok := spec.ID.Value.(*guard); ok && i > 0 {
			spec.ID.Value = g.id
		} else if ok {
			g.rows = len(specs)
		}
	}
}

// guard is the id of the first row of an insert, as an expression: NULL where the rows do not
// fit into the quota.
type guard struct {
	sql.Builder
	quota *Quota
	spec  *sqlgraph.CreateSpec
	id    any
	rows  int
}

var _ sql.Querier = (*guard)(nil)

// Query implements sql.Querier. Ent reads the id afterwards, so the spec gets it back.
//
// The owner stands in a query of its own, because PostgreSQL would otherwise plan each insert
// anew for an owner who has less than the average, which costs more than the insert.
func (g *guard) Query() (string, []any) {
	g.spec.ID.Value = g.id
	q := g.quota
	if g.rows > q.Rows {
		return "NULL", nil
	}
	owner, id := "?", "?"
	if n := g.Total(); g.Dialect() == dialect.Postgres {
		owner, id = "$"+strconv.Itoa(n+1), "CAST($"+strconv.Itoa(n+2)+" AS uuid)"
	}
	return `CASE WHEN NOT EXISTS (SELECT 1 FROM "` + q.Table + `" WHERE "` + q.Owner + `" = (SELECT ` + owner +
		`) LIMIT 1 OFFSET ` + strconv.Itoa(q.Rows-g.rows) + `) THEN ` + id + ` END`, []any{g.owner(), g.id}
}

// owner is the value of the owner's column.
func (g *guard) owner() any {
	for _, f := range g.spec.Fields {
		if f.Column == g.quota.Owner {
			return f.Value
		}
	}
	return nil // the owner's column refuses it
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
	detail := fmt.Sprintf("The quota is used up: one user may have at most %d %s", q.Rows, q.Plural)
	return &fault.Error{Kind: fault.Conflict, Detail: detail, Fields: []fault.Field{
		{Loc: []any{}, Msg: fmt.Sprintf("would be more than %d %s of yours", q.Rows, q.Plural), Type: "quota"},
	}}
}
