package refuse

import (
	"fmt"
	"regexp"
	"slices"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// member is a name that a member of a body can have.
var member = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// acceptRefusals are about what bodies say of a field otherwise.
var acceptRefusals = []refusal[*plan.Field]{
	{
		where(func(f *plan.Field) bool { return accepts(f.REST) && (!f.Settable() || !sent(f)) },
			"has rest.Accept or rest.AcceptEmpty, but no request can set it"),
		say[*plan.Field]("remove rest.Accept(…) and rest.AcceptEmpty(), or what keeps requests from setting the field: rest.ReadOnly(), rest.Hidden() or rest.Operations(…)"),
	},
	{
		func(f *plan.Field) string {
			for _, name := range f.REST.Accepts {
				if !member.MatchString(name) {
					return fmt.Sprintf("has rest.Accept(%q), which is no name", name)
				}
			}
			return ""
		},
		say[*plan.Field](`write letters, digits and underscores: rest.Accept("dueDate")`),
	},
	{
		func(f *plan.Field) string {
			for i, name := range f.REST.Accepts {
				switch other := named(f.Entity, name); {
				case other != nil:
					return fmt.Sprintf("has rest.Accept(%q), which is the name of %s", name, other.Name)
				case slices.Contains(f.REST.Accepts[:i], name):
					return fmt.Sprintf("has rest.Accept(%q) twice", name)
				}
				for _, other := range f.Entity.Fields {
					if other != f && slices.Contains(other.REST.Accepts, name) {
						return fmt.Sprintf("has rest.Accept(%q), which %s has too", name, other.Name)
					}
				}
			}
			return ""
		},
		say[*plan.Field]("remove one rest.Accept(…), or name the field otherwise"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.EmptyIsNull && !f.Nullable() },
			"reads an empty text as null, and cannot be null"),
		say[*plan.Field]("add Optional() and Nillable(), or remove rest.AcceptEmpty()"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.EmptyIsNull && f.Nullable() && holdsEmpty(f) },
			"reads an empty text as null, and can have it as its value"),
		say[*plan.Field]("remove rest.AcceptEmpty()"),
	},
}

// acceptEdgeRefusals are about what is said of an edge and has no field to be said of.
var acceptEdgeRefusals = []refusal[*plan.Edge]{
	{
		where(func(e *plan.Edge) bool {
			said := saidBy(e.Edge)
			key := e.Key()
			return accepts(said) && (key == nil || said.EmptyIsNull && !key.REST.EmptyIsNull ||
				slices.ContainsFunc(said.Accepts, func(name string) bool { return !slices.Contains(key.REST.Accepts, name) }))
		}, "has rest.Accept or rest.AcceptEmpty, which is for fields and for edges to one row whose key is not declared"),
		say[*plan.Edge](`remove it, or move it to the field of the key: field.UUID("book_id", uuid.UUID{}).Annotations(rest.Accept("bookId"))`),
	},
	{
		where(func(e *plan.Edge) bool {
			return e.M2M() && slices.ContainsFunc(e.From.Fields, func(f *plan.Field) bool { return slices.Contains(f.REST.Accepts, e.IDs()) })
		}, "is set by a property whose name is another name of a field"),
		func(e *plan.Edge) string { return fmt.Sprintf("remove rest.Accept(%q)", e.IDs()) },
	},
}

func accepts(said rest.Annotation) bool { return len(said.Accepts) > 0 || said.EmptyIsNull }

// saidBy is what an edge says of its key.
func saidBy(e *gen.Edge) rest.Annotation {
	said, _ := rest.Decode(e.Annotations)
	return said
}

// sent says whether a body can have the field.
func sent(f *plan.Field) bool {
	e := f.Entity
	return e.REST.Does(rest.Create) || e.Updates() && !f.Immutable || f.REST.Toggle != ""
}

// named returns the field that the API calls so, or nil.
func named(e *plan.Entity, name string) *plan.Field {
	if f := e.Field(name); f != nil && !f.REST.Hidden {
		return f
	}
	return nil
}

// holdsEmpty says whether an empty text can be a value of the field.
func holdsEmpty(f *plan.Field) bool {
	return !f.REST.Bounds.Due && slices.Contains([]kind.Kind{kind.Text, kind.Bytes, kind.JSON}, f.Kind)
}
