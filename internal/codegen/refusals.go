package codegen

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/schema/field"
)

// refusals returns why the promises cannot be kept for an entity: one error for
// each cause, which names schema, field and remedy.
func refusals(e *Entity) (errs []error) {
	refuse := func(at, why, remedy string) {
		errs = append(errs, fmt.Errorf("ent/schema: %s: %s: %s", at, why, remedy))
	}
	switch {
	case e.REST.Exposed && e.REST.Internal:
		refuse(e.Name, "is both a resource and internal", "keep rest.Resource() or rest.Internal()")
	case !e.REST.Exposed && !e.REST.Internal:
		refuse(e.Name, "does not say whether it has an API", "add rest.Resource() or rest.Internal() to Annotations")
	case e.REST.Exposed && (e.REST.Owner == "" || e.NumPolicy() == 0):
		refuse(e.Name, "is exposed without an owner policy", "add Owned{} to Mixin, or rest.Internal() instead of rest.Resource()")
	case e.REST.Exposed && e.Version() == nil:
		refuse(e.Name, "is exposed without a version", "add Versioned{} to Mixin")
	}
	if !e.REST.Exposed || e.REST.Owner == "" {
		return errs
	}
	if sort := strings.TrimPrefix(e.REST.DefaultSort, "-"); sort == "" {
		refuse(e.Name, "has no default order", `add rest.DefaultSort("-created_at") or another sortable field to Annotations`)
	} else if f := e.Field(sort); f == nil || !f.REST.Sortable {
		refuse(e.Name, "is ordered by "+sort+", which is not sortable", "add rest.Sortable() to the field, or order by another one")
	}
	for _, f := range e.Fields {
		at := e.Name + "." + f.Name
		if f.REST.Sortable && !e.indexed(e.REST.Owner, f.StorageKey(), e.ID.StorageKey()) {
			refuse(at, "is sortable without an index that begins with the owner",
				fmt.Sprintf("add index.Fields(%q, %q, %q) to Indexes", e.REST.Owner, f.Name, e.ID.Name))
		}
		if len(f.REST.Filters) > 0 && !e.indexed(e.REST.Owner) {
			refuse(at, "is filterable without an index that begins with the owner",
				fmt.Sprintf("add index.Fields(%q, %q) to Indexes", e.REST.Owner, f.Name))
		}
		if f.REST.Toggle != "" && f.Type.Type != field.TypeBool {
			refuse(at, "is a toggle but no bool", "remove rest.Toggle, or make it a field.Bool")
		}
		if f.REST.Searchable && f.Type.Type != field.TypeString {
			refuse(at, "is searchable but no string", "remove rest.Searchable")
		}
		if f.Optional && !f.Nillable {
			refuse(at, "is optional but cannot tell empty from absent", "add Nillable()")
		}
		if !f.REST.ReadOnly && !f.writable() {
			refuse(at, "is of type "+f.Type.String()+", which a request cannot hold yet",
				"use a string, bool, int, int32, int64, float, time, UUID or enum, or rest.ReadOnly()")
		}
		if f.REST.Sortable && !slices.Contains([]field.Type{field.TypeTime, field.TypeString}, f.Type.Type) {
			refuse(at, "is sortable but neither a string nor a time", "remove rest.Sortable")
		}
	}
	return errs
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
