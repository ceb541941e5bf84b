package plan

import (
	"slices"

	"github.com/entask/entask/internal/generate/kind"
)

// Kept are the entities whose rows belong to users, exposed or not.
func (api *API) Kept() (all []*Entity) {
	for _, e := range api.Nodes {
		if e.Owner() != nil && !e.IsView() {
			all = append(all, e)
		}
	}
	return all
}

// What the operations are called that users have on their own data.
const (
	ExportMe = "exportMe"
	EraseMe  = "eraseMe"
)

// Me is the path below which those operations are; "" where no schema says rest.UserData.
func (api *API) Me() string {
	if slices.ContainsFunc(api.Nodes, func(e *Entity) bool { return e.REST.UserData }) {
		return api.Prefix + "/me"
	}
	return ""
}

// Exported are the fields that an export of a user's rows shows: those that the API hides too.
func (e *Entity) Exported() []*Field { return e.where(func(f *Field) bool { return !f.Sensitive() }) }

// Omitted are the names of the fields that an export leaves out.
func (e *Entity) Omitted() (names []string) {
	for _, f := range e.where(func(f *Field) bool { return f.Sensitive() }) {
		names = append(names, f.Name)
	}
	return names
}

// KeyFields are those of the primary key.
func (e *Entity) KeyFields() (all []*Field) {
	if !e.HasCompositeID() {
		return []*Field{e.Field(e.ID.Name)}
	}
	for _, f := range e.EdgeSchema.ID {
		all = append(all, e.Field(f.Name))
	}
	return all
}

// ReadOrder are fields in whose order an owner's rows are read: they never change, and no two
// rows have the same. That is the key, unless an index finds the rows by their time first.
func (e *Entity) ReadOrder() []*Field {
	keys := e.KeyFields()
	owner := e.Owner().StorageKey()
	if len(keys) > 1 || CarriesOwner(e.Type) || e.Indexed(owner, keys[0].StorageKey()) {
		return keys
	}
	for _, f := range e.Fields {
		if f.Kind == kind.Time && f.Immutable && !f.Optional && !kind.Own(f.Field) && e.Indexed(owner, f.StorageKey(), keys[0].StorageKey()) {
			return []*Field{f, keys[0]}
		}
	}
	return keys
}

// Fieldless are the columns of foreign keys that no field holds.
func (e *Entity) Fieldless() (columns []string) {
	for _, key := range e.UnexportedForeignKeys() {
		columns = append(columns, key.Field.Name)
	}
	return columns
}

// OwnedKey is a foreign key that leads to rows with owners.
type OwnedKey struct {
	Column   string
	To       *Entity
	Nullable bool
}

// OwnedKeys are those of the entity.
func (e *Entity) OwnedKeys() (all []OwnedKey) {
	for _, to := range e.API.Kept() {
		for _, r := range to.references() {
			if r.holder == e {
				all = append(all, OwnedKey{r.edge.Rel.Column(), to, isNullable(r.edge)})
			}
		}
	}
	return all
}

// KeptJoin is a join table of which rows belong to users, named by an edge that it is for.
type KeptJoin struct {
	Name, Table, Owner string
	Columns            []string
	Ends               [2]*Entity
}

// KeptJoins are the join tables that lead to rows with owners.
func (api *API) KeptJoins() (all []KeptJoin) {
	for _, from := range api.Nodes {
		for _, edge := range from.Edges {
			if !HasJoinTable(edge) || edge.IsInverse() {
				continue
			}
			to := api.Nodes[slices.IndexFunc(api.Nodes, func(n *Entity) bool { return n.Type == edge.Type })]
			if from.Owner() != nil || to.Owner() != nil {
				owner := ""
				if CarriesOwner(from.Type) || CarriesOwner(to.Type) {
					owner = JoinOwner(edge.Rel.Columns)
				}
				all = append(all, KeptJoin{from.Name + "." + edge.Name, edge.Rel.Table, owner, edge.Rel.Columns, [2]*Entity{from, to}})
			}
		}
	}
	return all
}
