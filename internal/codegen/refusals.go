package codegen

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// refusal is one way to break the promises.
type refusal[T any] struct {
	broken func(T) bool
	why    string
	remedy func(T) string
}

// refusals returns why the promises cannot be kept for an entity: one error for
// each cause, which names schema, field and remedy.
func refusals(e *Entity) []error {
	errs := collect(e.Name, e, slices.Concat(entityRefusals, operationRefusals))
	if !e.REST.Exposed() {
		return errs
	}
	for _, f := range e.Fields {
		errs = append(errs, collect(e.Name+"."+f.Name, f, slices.Concat(fieldRefusals, listRefusals))...)
	}
	return errs
}

func collect[T any](at string, of T, table []refusal[T]) (errs []error) {
	for _, r := range table {
		if r.broken(of) {
			errs = append(errs, fmt.Errorf("ent/schema: %s: %s: %s", at, r.why, r.remedy(of)))
		}
	}
	return errs
}

func say[T any](remedy string) func(T) string { return func(T) string { return remedy } }

var entityRefusals = []refusal[*Entity]{
	{
		func(e *Entity) bool { return e.REST.Owner == "" && !e.REST.Internal },
		"nobody owns its rows", say[*Entity]("add Owned{} to Mixin, or rest.Internal() to Annotations, which keeps it out of the API"),
	},
	{
		func(e *Entity) bool { return e.REST.Exposed() && (e.Owner() == nil || e.NumPolicy() == 0) },
		"has an owner, but no policy that keeps others away", say[*Entity]("add Owned{} to Mixin instead of rest.Owner to Annotations"),
	},
	{
		func(e *Entity) bool { return e.REST.Exposed() && Reserved(e.Name) },
		"is called like something that generated code needs", say[*Entity]("call it something else"),
	},
	{
		func(e *Entity) bool { return e.REST.Exposed() && (e.HasCompositeID() || !e.ID.IsUUID()) },
		"has an id that is no UUID", say[*Entity]("leave the id to Owned{}"),
	},
	{
		func(e *Entity) bool {
			f := e.Field(strings.TrimPrefix(e.REST.DefaultSort, "-"))
			return e.REST.Exposed() && e.REST.Does(rest.List) && !slices.Contains(e.Sortable(), f)
		},
		"is ordered by default by what is not sortable", say[*Entity]("add rest.Sortable() to the field, or order by another one"),
	},
}

var fieldRefusals = []refusal[*Field]{
	{
		func(f *Field) bool {
			return f.REST.Sortable && f.Entity.REST.Does(rest.List) && !f.Entity.indexed(f.Entity.REST.Owner, f.StorageKey(), f.Entity.ID.StorageKey())
		},
		"is sortable without an index that begins with the owner",
		func(f *Field) string {
			return fmt.Sprintf("add index.Fields(%q, %q, %q) to Indexes", f.Entity.REST.Owner, f.Name, f.Entity.ID.Name)
		},
	},
	{
		func(f *Field) bool { return len(f.REST.Filters) > 0 && !f.Entity.indexed(f.Entity.REST.Owner) },
		"is filterable without an index that begins with the owner",
		func(f *Field) string {
			return fmt.Sprintf("add index.Fields(%q, %q) to Indexes", f.Entity.REST.Owner, f.Name)
		},
	},
	{
		func(f *Field) bool { return f.REST.Toggle != "" && f.Type.Type != field.TypeBool },
		"is a toggle but no bool", say[*Field]("remove rest.Toggle, or make it a field.Bool"),
	},
	{
		func(f *Field) bool { return f.REST.Searchable && f.Type.Type != field.TypeString },
		"is searchable but no string", say[*Field]("remove rest.Searchable"),
	},
	{
		func(f *Field) bool {
			return f.REST.Sortable && f.Type.Type != field.TypeTime && f.Type.Type != field.TypeString
		},
		"is sortable but neither a string nor a time", say[*Field]("remove rest.Sortable"),
	},
	{
		func(f *Field) bool { return f.Optional && !f.Nillable },
		"is optional but cannot tell empty from absent", say[*Field]("add Nillable()"),
	},
	{
		func(f *Field) bool { return !f.REST.ReadOnly && !f.writable() },
		"is of a type that a request cannot hold yet",
		say[*Field]("use a string, bool, int, int32, int64, float, time, UUID or enum, or rest.ReadOnly()"),
	},
}

// writable says whether a request can hold the field's values.
func (f *Field) writable() bool {
	return slices.Contains([]field.Type{
		field.TypeString, field.TypeBool, field.TypeTime, field.TypeUUID, field.TypeEnum,
		field.TypeInt, field.TypeInt32, field.TypeInt64, field.TypeFloat32, field.TypeFloat64,
	}, f.Type.Type)
}

// indexed says whether an index begins with the columns.
func (e *Entity) indexed(columns ...string) bool {
	for _, index := range e.Indexes {
		if len(index.Columns) >= len(columns) && slices.Equal(index.Columns[:len(columns)], columns) {
			return true
		}
	}
	return false
}
