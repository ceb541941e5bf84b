// Package stamp has an update set the time since when a boolean column is true, by the
// statement itself: whoever changes the column at the same moment, both columns agree.
//
// Generated code calls it where Ent writes the statement; package statement does the same where
// that is written for less. It knows no entity. Start with Set.
package stamp

import (
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"

	"github.com/entask/entask/internal/runtime/instant"
)

// Set has an update that sets the column is, set the column at: a row that was true already
// keeps its time, and one that becomes false has none.
func Set(spec *sqlgraph.UpdateSpec, is, at string, on bool) {
	if !on {
		alone(spec, at, func(u *sql.UpdateBuilder) { u.Set(at, sql.Expr("NULL")) })
		return
	}
	when(spec, is, at, func(b *sql.Builder) { b.Ident(at) })
}

// Flip has an update that negates the column is, set the column at.
func Flip(spec *sqlgraph.UpdateSpec, is, at string) {
	when(spec, is, at, func(b *sql.Builder) { b.WriteString("NULL") })
}

// when sets the column at to what was writes where the column is was true, and to now elsewhere.
func when(spec *sqlgraph.UpdateSpec, is, at string, was func(*sql.Builder)) {
	alone(spec, at, func(u *sql.UpdateBuilder) {
		u.Set(at, sql.ExprFunc(func(b *sql.Builder) {
			b.WriteString("CASE WHEN ").Ident(is).WriteString(" THEN ")
			was(b)
			b.WriteString(" ELSE ")
			if b.Dialect() == dialect.Postgres {
				b.WriteString("CAST(").Arg(instant.Now()).WriteString(" AS timestamptz)")
			} else {
				b.Arg(instant.Now())
			}
			b.WriteString(" END")
		}))
	})
}

// alone has set alone set the column, whatever else the update says of it.
func alone(spec *sqlgraph.UpdateSpec, column string, set func(*sql.UpdateBuilder)) {
	of := func(f *sqlgraph.FieldSpec) bool { return f.Column == column }
	spec.Fields.Set = slices.DeleteFunc(spec.Fields.Set, of)
	spec.Fields.Clear = slices.DeleteFunc(spec.Fields.Clear, of)
	spec.AddModifier(set)
}
