package relation

import (
	"errors"
	"slices"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/statement"
)

// ErrNotSent is what interceptors are told of a query that is asked for its predicates
// alone: none of them takes that for an answer, or keeps it as one.
var ErrNotSent = errors.New("relation: the query is not sent")

// Hiding returns predicates without those at the indexes owned, which say whose rows are.
func Hiding[P any](all []P, owned []int) []P {
	var hiding []P
	for i, p := range all {
		if !slices.Contains(owned, i) {
			hiding = append(hiding, p)
		}
	}
	return hiding
}

// Shown passes every row if the row of an id in the table passes the predicates, and none
// otherwise.
func Shown[P ~func(*sql.Selector)](table, column string, id uuid.UUID, hiding []P) func(*sql.Selector) {
	if len(hiding) == 0 {
		return statement.Every
	}
	return func(s *sql.Selector) {
		t := sql.Dialect(s.Dialect()).Table(table)
		row := sql.Dialect(s.Dialect()).Select(t.C(column)).From(t).WithContext(s.Context()).Where(sql.EQ(t.C(column), id))
		for _, p := range hiding {
			p(row)
		}
		s.Where(sql.Exists(row))
	}
}
