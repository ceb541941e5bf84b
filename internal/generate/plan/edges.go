package plan

import (
	"slices"
	"strings"

	"entgo.io/ent/entc/gen"
	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/rest"
)

// MaxLinks is how many rows a request may link to, and an expansion shows, of one edge.
const MaxLinks = 100

// Edge is an edge that the API shows: both its ends are resources.
type Edge struct {
	*gen.Edge
	From, To *Entity

	list string // what the API calls the sub-list
}

// Link finds the edges of every entity that the API shows, and hides the foreign
// keys of those that it does not show.
func (api *API) Link() {
	resources := map[string]*Entity{}
	for _, e := range api.Entities {
		resources[e.Name] = e
	}
	for _, e := range api.Entities {
		for _, edge := range e.Edges {
			to := resources[edge.Type.Name]
			if to != nil && !isInternal(edge) {
				e.Linked = append(e.Linked, &Edge{Edge: edge, From: e, To: to})
				continue
			}
			e.Hidden = append(e.Hidden, edge)
			if key := edge.Field(); key != nil {
				f := e.Field(key.Name)
				f.REST.Hidden, f.REST.ReadOnly, f.REST.Filters = true, true, nil
			}
		}
	}
	api.nameOperations()
}

func isInternal(e *gen.Edge) bool {
	ant, err := rest.Decode(e.Annotations)
	return err == nil && (ant.Internal || ant.Hidden)
}

// Key is the field of the foreign key, where the edge's own rows hold it.
func (e *Edge) Key() *Field {
	if f := e.Field(); f != nil {
		return e.From.Field(f.Name)
	}
	return nil
}

// OtherKey is the field of the foreign key, where the rows at the other end hold it.
func (e *Edge) OtherKey() *Field {
	if e.M2M() || e.OwnFK() || e.Ref == nil {
		return nil
	}
	if f := e.Ref.Field(); f != nil {
		return e.To.Field(f.Name)
	}
	return nil
}

// Many says whether the edge leads to any number of rows.
func (e *Edge) Many() bool { return !e.Unique }

// Nullable says whether an edge to one row may lead to none.
func (e *Edge) Nullable() bool { return !e.Many() && (e.Optional || !e.OwnFK()) }

// IDs is the property that sets what an edge from many to many leads to.
func (e *Edge) IDs() string {
	return inflect.NewDefaultRuleset().Singularize(e.Name) + "_ids"
}

// Sets is the property of requests that sets the edge; none where the rows at the
// other end hold the foreign key.
func (e *Edge) Sets() string {
	switch key := e.Key(); {
	case e.M2M():
		return e.IDs()
	case key != nil && !key.REST.Hidden:
		return key.Name
	default:
		return ""
	}
}

// Segment is the last part of a sub-list's path.
func (e *Edge) Segment() string {
	return strings.ReplaceAll(inflect.NewDefaultRuleset().Underscore(e.Name), "_", "-")
}

// JoinColumns are the columns of a join table: for the edge's own rows, and for
// those that it leads to.
func (e *Edge) JoinColumns() (own, other string) {
	columns := e.Rel.Columns
	if e.IsInverse() {
		return columns[1], columns[0]
	}
	return columns[0], columns[1]
}

// JoinOwner is the column of a join table with the owner of the rows that the edge leads to; ""
// where it may lead to rows of others.
func (e *Edge) JoinOwner() string {
	if !HasJoinTable(e.Edge) || !CarriesOwner(e.Type) {
		return ""
	}
	return JoinOwner(e.Rel.Columns)
}

func (e *Entity) edges(keep func(*Edge) bool) []*Edge {
	return slices.DeleteFunc(slices.Clone(e.Linked), func(edge *Edge) bool { return !keep(edge) })
}

// Joins are the edges from many to many.
func (e *Entity) Joins() []*Edge { return e.edges(func(edge *Edge) bool { return edge.M2M() }) }

// SubLists are the edges with a list of their own.
func (e *Entity) SubLists() []*Edge {
	return e.edges(func(edge *Edge) bool { return edge.Many() && edge.To.REST.Does(rest.List) })
}

// Expansions are the edges that a reply shows where that is asked for.
func (e *Entity) Expansions() []*Edge {
	return e.edges(func(edge *Edge) bool { return e.Replies() && edge.To.Replies() })
}

// Expandable says whether an operation asks what to expand.
func (e *Entity) Expandable() bool {
	return len(e.Expansions()) > 0 && (e.REST.Does(rest.List) || e.REST.Does(rest.Read))
}

// Links are the edges that requests set.
func (e *Entity) Links() []*Edge {
	return e.edges(func(edge *Edge) bool { return edge.Sets() != "" })
}

// LinksOf are the edges that a body sets: "Create" or "Update".
func (e *Entity) LinksOf(body string) []*Edge {
	if does := map[string]bool{"Create": e.REST.Does(rest.Create), "Update": e.Updates()}; !does[body] {
		return nil
	}
	return e.edges(func(edge *Edge) bool {
		return edge.Sets() != "" && (edge.M2M() || !edge.Key().REST.ReadOnly && (body != "Update" || !edge.Key().Immutable))
	})
}

// Trees are the edges to a parent that updates set.
func (e *Entity) Trees() []*Edge {
	return slices.DeleteFunc(e.LinksOf("Update"), func(edge *Edge) bool { return !IsTree(edge.Edge) })
}

// IsTree says whether the edge leads from a row to its parent of the same entity. The rows
// form trees unless the schema says rest.Cyclic at either end.
func IsTree(e *gen.Edge) bool {
	from := e.Owner
	if e.IsInverse() {
		from = e.Ref.Type
	}
	return e.M2O() && from == e.Type && !e.Immutable && !IsCyclic(e) && (e.Ref == nil || !IsCyclic(e.Ref))
}

// IsCyclic says whether the schema says rest.Cyclic at this end of the edge.
func IsCyclic(e *gen.Edge) bool {
	ant, err := rest.Decode(e.Annotations)
	return err == nil && ant.Cyclic
}

// Listed says whether a sub-list leads to the entity.
func (e *Entity) Listed() bool {
	return slices.ContainsFunc(e.API.Entities, func(from *Entity) bool {
		return slices.ContainsFunc(from.SubLists(), func(edge *Edge) bool { return edge.To == e })
	})
}

// HasJoinTable says whether Ent makes a table of its own for the edge, which no schema
// declares.
func HasJoinTable(e *gen.Edge) bool { return e.M2M() && !IsThrough(e) }

// IsThrough says whether the edge goes through a schema, at either of its ends.
func IsThrough(e *gen.Edge) bool {
	return e.Through != nil || e.Ref != nil && e.Ref.Through != nil
}
