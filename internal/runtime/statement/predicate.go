package statement

import (
	"slices"

	"entgo.io/ent/dialect/sql"
)

// Every passes every row.
func Every(s *sql.Selector) {
	if w := writerOf(s); w != nil {
		w.Wrote()
	}
}

// EQ passes rows whose column holds v.
func EQ(column string, v any) func(*sql.Selector) {
	is, ok := v.(bool)
	if !ok {
		return compare(column, " = ", v, sql.EQ)
	}
	return func(s *sql.Selector) {
		w := writerOf(s)
		if w == nil {
			sql.FieldEQ(column, is)(s)
			return
		}
		if w.and(); !is {
			w.Text("NOT ")
		}
		w.Column(column)
		w.Wrote()
	}
}

// GT passes rows whose column holds more than v.
func GT(column string, v any) func(*sql.Selector) { return compare(column, " > ", v, sql.GT) }

// GTE passes rows whose column holds v or more.
func GTE(column string, v any) func(*sql.Selector) { return compare(column, " >= ", v, sql.GTE) }

// LT passes rows whose column holds less than v.
func LT(column string, v any) func(*sql.Selector) { return compare(column, " < ", v, sql.LT) }

// LTE passes rows whose column holds v or less.
func LTE(column string, v any) func(*sql.Selector) { return compare(column, " <= ", v, sql.LTE) }

func compare(column, op string, v any, ent func(string, any) *sql.Predicate) func(*sql.Selector) {
	return func(s *sql.Selector) {
		if w := writerOf(s); w != nil && writable(v) {
			w.and().Column(column).Text(op).Arg(v)
			w.Wrote()
			return
		}
		s.Where(ent(s.C(column), v))
	}
}

// Null passes rows whose column holds nothing if null is true, and the others if not.
func Null(column string, null bool) func(*sql.Selector) {
	how, ent := " IS NULL", sql.IsNull
	if !null {
		how, ent = " IS NOT NULL", sql.NotNull
	}
	return func(s *sql.Selector) {
		if w := writerOf(s); w != nil {
			w.and().Column(column).Text(how)
			w.Wrote()
			return
		}
		s.Where(ent(s.C(column)))
	}
}

// In passes rows whose column holds one of the values; of none, no row.
func In[T any](column string, values ...T) func(*sql.Selector) {
	return func(s *sql.Selector) {
		if !writeList(s, column, " IN (", values) {
			sql.FieldIn(column, values...)(s)
		}
	}
}

// NotIn passes rows whose column holds none of the values; of none, every row.
func NotIn[T any](column string, values ...T) func(*sql.Selector) {
	return func(s *sql.Selector) {
		if !writeList(s, column, " NOT IN (", values) {
			sql.FieldNotIn(column, values...)(s)
		}
	}
}

// writeList writes a comparison with a list, and returns false where Ent must.
func writeList[T any](s *sql.Selector, column, op string, values []T) bool {
	w := writerOf(s)
	if w == nil || len(values) == 0 || slices.ContainsFunc(values, unwritable[T]) {
		return false
	}
	w.and().Column(column).Text(op)
	for i, v := range values {
		if i > 0 {
			w.Text(", ")
		}
		w.Arg(v)
	}
	w.Text(")")
	w.Wrote()
	return true
}

func unwritable[T any](v T) bool { return !writable(v) }
