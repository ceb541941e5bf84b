package generate

import (
	"strings"
	"text/template"

	"entgo.io/ent/entc/gen"
	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/rest"
)

// graphFuncs are what templates that extend Ent's own ask of its graph.
var graphFuncs = template.FuncMap{
	"ownerOf": ownerOf, "ownerName": ownerName, "linkName": linkName,
	"joins": joins, "joinTables": joinTables, "rowSecurity": rowSecurity,
}

// ownerOf returns the field that holds the owner's id, or nil.
func ownerOf(n *gen.Type) *gen.Field {
	ant, err := rest.Decode(n.Annotations)
	if err != nil {
		return nil
	}
	for _, f := range n.Fields {
		if f.Name == ant.Owner {
			return f
		}
	}
	return nil
}

// linkName is what a request would call the ids that an edge leads to.
func linkName(e *gen.Edge) string {
	switch f := e.Field(); {
	case f != nil:
		return f.Name
	case e.Unique:
		return e.Name + "_id"
	default:
		return inflect.NewDefaultRuleset().Singularize(e.Name) + "_ids"
	}
}

// hasJoinTable says whether Ent makes a table of its own for the edge, which no schema
// declares.
func hasJoinTable(e *gen.Edge) bool { return e.M2M() && !isThrough(e) }

// isThrough says whether the edge goes through a schema, at either of its ends.
func isThrough(e *gen.Edge) bool {
	return e.Through != nil || e.Ref != nil && e.Ref.Through != nil
}

// joins are the edges from many to many that have a join table of their own.
func joins(n *gen.Type) (all []*gen.Edge) {
	for _, e := range n.EdgesWithID() {
		if hasJoinTable(e) && n.ID.IsUUID() && e.Type.ID.IsUUID() {
			all = append(all, e)
		}
	}
	return all
}

// joinTable is the table of an edge from many to many, with the name of the index by
// which its second column is searched.
type joinTable struct {
	Table, Index string
	columns      []string
	ends         [2]*gen.Type // what each of the columns leads to
}

// joinTables returns the join tables that Ent makes.
func joinTables(g *gen.Graph) (all []joinTable) {
	for _, n := range g.Nodes {
		for _, e := range n.Edges {
			if hasJoinTable(e) && !e.IsInverse() {
				columns := []string{e.Rel.Columns[1], e.Rel.Columns[0]}
				all = append(all, joinTable{e.Rel.Table, cutName(e.Rel.Table + "_" + strings.Join(columns, "_")), e.Rel.Columns, [2]*gen.Type{n, e.Type}})
			}
		}
	}
	return all
}
