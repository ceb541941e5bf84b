package tables

import (
	"strings"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
)

// joinTable is the table of an edge from many to many, with the name of the index by
// which its second column is searched.
type joinTable struct {
	Table, Index string
	columns      []string
	ends         [2]*gen.Type // what each of the columns leads to
}

// Owner is the column with the owner of the table's rows: that of an end which its owner
// alone reads. It is "" where there is no such end.
func (j joinTable) Owner() string {
	for _, n := range j.ends {
		if plan.CarriesOwner(n) {
			return plan.JoinOwner(j.columns)
		}
	}
	return ""
}

// joinTables returns the join tables that Ent makes.
func joinTables(g *gen.Graph) (all []joinTable) {
	for _, n := range g.Nodes {
		for _, e := range n.Edges {
			if plan.HasJoinTable(e) && !e.IsInverse() {
				columns := []string{e.Rel.Columns[1], e.Rel.Columns[0]}
				all = append(all, joinTable{e.Rel.Table, plan.CutName(e.Rel.Table + "_" + strings.Join(columns, "_")), e.Rel.Columns, [2]*gen.Type{n, e.Type}})
			}
		}
	}
	return all
}
