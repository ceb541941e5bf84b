package generate

import (
	"slices"
	"strings"

	"entgo.io/ent/entc/gen"
)

// Unique is an index that makes a combination of fields unique among one owner's rows.
type Unique struct {
	Name    string   // of the index
	Columns string   // as SQLite names them: "notes.user_id, notes.name"
	Fields  []*Field // but the owner
}

// Uniques are the unique indexes of the entity, and the keys of edges that lead one
// row to one.
func (e *Entity) Uniques() []Unique {
	var all []Unique
	for _, index := range e.Indexes {
		if !index.Unique {
			continue
		}
		u := Unique{Name: index.Name}
		var columns []string
		for _, column := range index.Columns {
			columns = append(columns, e.Table()+"."+column)
			for _, f := range e.Fields {
				if f.StorageKey() == column && f != e.Owner() {
					u.Fields = append(u.Fields, f)
				}
			}
		}
		u.Columns = strings.Join(columns, ", ")
		all = append(all, u)
	}
	for _, edge := range e.edges(func(edge *Edge) bool { return edge.O2O() && edge.Key() != nil }) {
		column := edge.Key().StorageKey()
		all = append(all, Unique{e.Table() + "_" + column + "_key", e.Table() + "." + column, []*Field{edge.Key()}})
	}
	return all
}

// addUnique adds to the schema of a reply what is unique.
func (e *Entity) addUnique(reply object) {
	var all []any
	for _, u := range e.Uniques() {
		var names []any
		for _, f := range u.Fields {
			names = append(names, f.Name)
		}
		all = append(all, names)
	}
	if len(all) > 0 {
		reply["x-unique"] = all
	}
}

// refuseTaken adds the refusal of what is unique and taken to the responses of a write.
func (e *Entity) refuseTaken(responses object) {
	if len(e.Uniques()) > 0 {
		refuse(responses, 409)
	}
}

// tells says whether an index would tell one user what another one has.
func (e *Entity) tells(index *gen.Index) bool {
	return index.Unique && e.Owner() != nil && !slices.Equal(index.Columns[:1], []string{e.Owner().StorageKey()})
}
