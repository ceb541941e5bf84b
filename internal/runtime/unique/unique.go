// Package unique says which fields of a request are taken, if a combination of them must
// be unique among the rows of one owner.
//
// It knows no entity: generated code lists the indexes. Start with Index.
package unique

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/fault"
)

// Index makes a combination of fields unique among one owner's rows. A combination with a
// null equals no other.
type Index struct {
	// Entity is what is unique, such as "Note".
	Entity string
	// Name is the name of the index, by which PostgreSQL calls it.
	Name string
	// Columns are those of the index, by which SQLite calls it, such as
	// "notes.user_id, notes.name". The last ones are those of the fields, in their order.
	Columns string
	// Fields are the names of the fields in a body.
	Fields []string
}

// Find returns the index that a database calls by name or columns.
func Find(all []Index, called string) (Index, bool) {
	i := slices.IndexFunc(all, func(x Index) bool { return called == x.Name || called == x.Columns })
	if i < 0 {
		return Index{}, false
	}
	return all[i], true
}

// Taken returns the fault of a body whose fields are taken.
func (x Index) Taken() *fault.Error {
	f := &fault.Error{Kind: fault.Conflict}
	for _, name := range x.Fields {
		f.Fields = append(f.Fields, fault.Field{Loc: []any{"body", name}, Msg: "is taken by another " + x.Entity + " of yours", Type: "unique"})
	}
	return f
}

// Items says which of several items that were refused together are taken: by a row that
// query finds among the viewer's, or by an earlier item. It returns nil if that can no
// longer be said.
func Items[M ent.Mutation](all []Index, items []M, query func(where, number func(*sql.Selector)) ([]int, error)) error {
	refused := &fault.Error{Kind: fault.Conflict}
	for _, x := range all {
		combinations := values(x, items)
		taken, err := query(x.among(combinations))
		if err != nil {
			continue // the refusal stands, without the item
		}
		for i, c := range combinations {
			if slices.Contains(taken, i) || c != nil && slices.ContainsFunc(combinations[:i], equal(c)) {
				refused.Fields = append(refused.Fields, fault.Place(fault.In(refused, i), x.Taken()).Fields...)
			}
		}
	}
	if len(refused.Fields) == 0 {
		return nil
	}
	return refused
}

// values returns the combination of every item, or nil where something is null.
func values[M ent.Mutation](x Index, items []M) [][]any {
	all := make([][]any, len(items))
	for i, item := range items {
		for _, name := range x.Fields {
			v, ok := item.Field(name)
			if !ok {
				all[i] = nil
				break
			}
			all[i] = append(all[i], v)
		}
	}
	return all
}

// among returns a predicate that passes rows with one of the combinations, and a function
// from such a row to the index of its combination.
func (x Index) among(values [][]any) (where, number func(*sql.Selector)) {
	columns := strings.Split(x.Columns, ", ")
	columns = columns[len(columns)-len(x.Fields):]
	match := func(s *sql.Selector, combination []any) *sql.Predicate {
		var all []*sql.Predicate
		for i, v := range combination {
			_, column, _ := strings.Cut(columns[i], ".")
			all = append(all, sql.EQ(s.C(column), v))
		}
		return sql.And(all...)
	}
	where = func(s *sql.Selector) {
		some := []*sql.Predicate{sql.False()}
		for _, combination := range values {
			if combination != nil {
				some = append(some, match(s, combination))
			}
		}
		s.Where(sql.Or(some...))
	}
	number = func(s *sql.Selector) {
		s.SelectExpr(sql.ExprFunc(func(b *sql.Builder) {
			b.WriteString("CASE")
			for i, combination := range values {
				if combination != nil {
					b.WriteString(" WHEN ").Join(match(s, combination)).WriteString(" THEN " + strconv.Itoa(i))
				}
			}
			b.WriteString(" ELSE -1 END")
		}))
	}
	return where, number
}

// equal says whether a combination is the same as another one.
func equal(a []any) func(b []any) bool {
	return func(b []any) bool {
		return slices.EqualFunc(a, b, func(a, b any) bool {
			if at, ok := a.(time.Time); ok {
				bt, ok := b.(time.Time)
				return ok && at.Equal(bt)
			}
			return reflect.DeepEqual(a, b)
		})
	}
}
