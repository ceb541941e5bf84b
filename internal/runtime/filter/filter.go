// Package filter holds those comparisons of a list's filters that Ent lacks, or that
// differ between databases in Ent. Text is compared literally and case-sensitively: it
// has no wildcards.
//
// Start with Not.
package filter

import (
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Predicate narrows a query.
type Predicate = func(*sql.Selector)

// Not passes rows whose column holds another value, or none.
func Not(column string, v any) Predicate {
	return func(s *sql.Selector) {
		s.Where(sql.Or(sql.NEQ(s.C(column), v), sql.IsNull(s.C(column))))
	}
}

// IsNull passes rows without a value if null is true, and rows with a value if not.
func IsNull(column string, null bool) Predicate {
	if null {
		return sql.FieldIsNull(column)
	}
	return sql.FieldNotNull(column)
}

// Prefix passes rows whose column begins with text.
func Prefix(column, text string) Predicate {
	return func(s *sql.Selector) {
		s.Where(sql.P(func(b *sql.Builder) {
			if b.Dialect() == dialect.Postgres {
				b.WriteString("starts_with(").Ident(s.C(column)).Comma().Arg(text).WriteString(")")
			} else {
				b.WriteString("instr(").Ident(s.C(column)).Comma().Arg(text).WriteString(") = 1")
			}
		}))
	}
}

// Contains passes rows whose column contains text.
func Contains(column, text string) Predicate {
	return func(s *sql.Selector) {
		position := "instr("
		if s.Dialect() == dialect.Postgres {
			position = "strpos("
		}
		s.Where(sql.P(func(b *sql.Builder) {
			b.WriteString(position).Ident(s.C(column)).Comma().Arg(text).WriteString(") > 0")
		}))
	}
}
