package plan

import (
	"slices"

	"github.com/entask/entask/internal/rest"
)

// Field returns the field of that name, or nil.
func (e *Entity) Field(name string) *Field {
	for _, f := range e.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func (e *Entity) where(keep func(*Field) bool) []*Field {
	return slices.DeleteFunc(slices.Clone(e.Fields), func(f *Field) bool { return !keep(f) })
}

// Visible are the fields of a reply.
func (e *Entity) Visible() []*Field {
	return e.where(func(f *Field) bool { return !f.Sensitive() && !f.REST.Hidden })
}

// Creatable are the fields that a create request may set.
func (e *Entity) Creatable() []*Field {
	return e.where((*Field).Settable)
}

// Updatable are the fields that an update request may set.
func (e *Entity) Updatable() []*Field {
	return e.where(func(f *Field) bool { return f.Settable() && !f.Immutable })
}

// Sortable are the fields by which a list can be ordered: where the schema names no
// order, the id is one of them.
func (e *Entity) Sortable() []*Field {
	return e.where(func(f *Field) bool { return f.REST.Sortable || f.Name == ID && e.REST.DefaultSort == ByID })
}

// Searchable are the fields that the parameter q searches.
func (e *Entity) Searchable() []*Field {
	return e.where(func(f *Field) bool { return f.REST.Searchable })
}

// Toggles are the boolean fields with an operation of their own.
func (e *Entity) Toggles() []*Field {
	return e.where(func(f *Field) bool { return f.REST.Toggle != "" })
}

// Owner is the field that holds the owner's id; nil where the rows are public.
func (e *Entity) Owner() *Field { return e.Field(e.REST.Owner) }

// Scope is the owner where a viewer finds the viewer's own rows alone, or nil.
func (e *Entity) Scope() *Field { return e.Field(e.REST.Scope()) }

// Version is the field that counts writes, or nil.
func (e *Entity) Version() *Field { return e.Field(e.REST.Version) }

// UpdateVerbs are the operations that take fields to set, as their ids begin in Go.
func (e *Entity) UpdateVerbs() []string {
	var verbs []string
	for verb, operation := range map[string]rest.Operation{"Put": rest.Put, "Update": rest.Update} {
		if e.REST.Does(operation) {
			verbs = append(verbs, verb)
		}
	}
	slices.Sort(verbs)
	return verbs
}

// Updates says whether an operation takes fields to set.
func (e *Entity) Updates() bool { return len(e.UpdateVerbs()) > 0 }

// Saves says whether an operation changes a row.
func (e *Entity) Saves() bool { return e.Updates() || len(e.Toggles()) > 0 }

// ByClient says whether a create request may choose the id.
func (e *Entity) ByClient() bool { return e.REST.ClientIDs && e.REST.Does(rest.Create) }

// PutCreates says whether a put with If-None-Match: * creates a row: it can set every field
// that a create request must have.
func (e *Entity) PutCreates() bool {
	return e.ByClient() && e.Version() != nil && e.REST.Does(rest.Put) &&
		!slices.ContainsFunc(e.Creatable(), func(f *Field) bool { return f.Required() && f.Immutable })
}

// OnOne says whether an operation names one row.
func (e *Entity) OnOne() bool {
	return e.Saves() || e.REST.Does(rest.Read) || e.REST.Does(rest.Delete) || e.HandlesRows()
}

// Replies says whether an operation answers with rows.
func (e *Entity) Replies() bool {
	return e.Saves() || e.Trashes() || e.REST.Does(rest.Read) || e.REST.Does(rest.List) || e.REST.Does(rest.Create) || e.handled()
}

// Repeats says whether an operation with an Idempotency-Key answers with rows of the entity.
func (e *Entity) Repeats() bool {
	return e.REST.Does(rest.Create) || len(e.Toggles()) > 0 ||
		slices.ContainsFunc(e.API.Handlers(), func(h *Handler) bool { return h.Keyed() && h.Shown() == e })
}

// BatchOf says whether the entity has the operation for many rows at once.
func (e *Entity) BatchOf(o rest.Operation) bool { return e.REST.Batch && e.REST.Does(o) }

// Limits are the limits of a page.
func (e *Entity) Limits() rest.Limits {
	if l := e.REST.Limits; l != (rest.Limits{}) {
		return l
	}
	return rest.Limits{Default: 100, Max: 1000}
}

// Indexed says whether an index begins with the columns, that of the primary key among them.
func (e *Entity) Indexed(columns ...string) bool {
	if CarriesOwner(e.Type) && e.HasOneFieldID() {
		if key := []string{e.Owner().StorageKey(), e.ID.StorageKey()}; len(columns) <= len(key) && slices.Equal(key[:len(columns)], columns) {
			return true
		}
	}
	for _, index := range e.Indexes {
		if len(index.Columns) >= len(columns) && slices.Equal(index.Columns[:len(columns)], columns) {
			return true
		}
	}
	return false
}
