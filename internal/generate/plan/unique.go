package plan

import "strings"

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
		columns := e.Table() + "." + column
		if LinksOwn(edge.Edge) {
			columns = e.Table() + "." + e.Owner().StorageKey() + ", " + columns
		}
		all = append(all, Unique{UniqueKey(e.Type, column), columns, []*Field{edge.Key()}})
	}
	return all
}
