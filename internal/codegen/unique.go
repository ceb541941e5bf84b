package codegen

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

// Uniques are the unique indexes of the entity.
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
	return all
}

// xUnique is what the document says of an entity's unique indexes.
func (e *Entity) xUnique() []any {
	var all []any
	for _, u := range e.Uniques() {
		var names []any
		for _, f := range u.Fields {
			names = append(names, f.Name)
		}
		all = append(all, names)
	}
	return all
}

// tells says whether an index would tell one user what another one has.
func (e *Entity) tells(index *gen.Index) bool {
	return index.Unique && !slices.Equal(index.Columns[:1], []string{e.Owner().StorageKey()})
}
