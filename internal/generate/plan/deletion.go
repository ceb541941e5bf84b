package plan

import (
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/entc/gen"
)

// What becomes of the rows that hold a foreign key when what they lead to is deleted.
const (
	cascade  = "cascade"
	setNull  = "set null"
	restrict = "restrict"
)

// Assoc is the end of an edge that edge.To declares.
func Assoc(e *gen.Edge) *gen.Edge {
	if e.IsInverse() {
		return e.Ref
	}
	return e
}

// onDelete says what a schema has declared for an edge, at whichever end.
func onDelete(e *gen.Edge) string {
	action := entsql.NoAction
	if isNullable(e) {
		action = entsql.SetNull
	}
	if ant := Assoc(e).EntSQL(); ant != nil && ant.OnDelete != "" {
		action = ant.OnDelete
	}
	switch action {
	case entsql.Cascade:
		return cascade
	case entsql.SetNull:
		return setNull
	default:
		return restrict
	}
}

// isNullable says whether an edge's foreign key may be without a value. Where only the end
// without the key is declared, it may.
func isNullable(e *gen.Edge) bool {
	holder := e
	if !e.OwnFK() {
		holder = e.Ref
	}
	return holder == nil || holder.Optional
}

// OnDelete says what becomes of the rows that hold the edge's foreign key.
func (e *Edge) OnDelete() string { return onDelete(e.Edge) }

// reference is a foreign key to an entity's rows: whose it is, and what is declared.
type reference struct {
	holder *Entity
	edge   *gen.Edge
}

// references are all foreign keys to an entity's rows, shown by the API or not.
func (e *Entity) references() (all []reference) {
	for _, n := range e.API.Nodes {
		for _, edge := range n.Edges {
			switch {
			case edge.OwnFK() && edge.Type == e.Type:
				all = append(all, reference{n, edge})
			case n == e && !edge.OwnFK() && !edge.M2M() && edge.Ref == nil:
				holder := slices.IndexFunc(e.API.Nodes, func(n *Entity) bool { return n.Type == edge.Type })
				all = append(all, reference{e.API.Nodes[holder], edge})
			}
		}
	}
	return all
}

// deleted are the entities whose rows may be deleted with one of e, e among them.
func (e *Entity) deleted(seen ...*Entity) []*Entity {
	if slices.Contains(seen, e) {
		return seen
	}
	seen = append(seen, e)
	for _, r := range e.references() {
		if onDelete(r.edge) == cascade {
			seen = r.holder.deleted(seen...)
		}
	}
	return seen
}

// Referenced says whether rows hold a foreign key to this entity's.
func (e *Entity) Referenced() bool { return len(e.references()) > 0 }

// Restricting says what keeps a row from being deleted; nothing where nothing does.
func (e *Entity) Restricting() string {
	names := map[string]bool{}
	to := "it"
	for _, d := range e.deleted() {
		for _, r := range d.references() {
			if onDelete(r.edge) != restrict {
				continue
			}
			name := "something"
			if r.holder.REST.Exposed() && !isInternal(r.edge) {
				name = r.holder.Plural
			}
			names[name] = true
			if d != e {
				to = "it or to what is deleted with it"
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), " or ") + " lead to " + to
}

// Detached are the edges whose other rows have a version that goes up when this
// entity's row is deleted, because their foreign key is set to null.
func (e *Entity) Detached() []*Edge {
	return e.edges(func(edge *Edge) bool {
		return !edge.M2M() && !edge.OwnFK() && edge.OnDelete() == setNull && edge.To.Version() != nil && !edge.OtherKey().REST.Hidden
	})
}

// Cascading are the edges whose other rows are deleted with this entity's row, and
// other rows detached from them.
func (e *Entity) Cascading() []*Edge {
	return e.edges(func(edge *Edge) bool {
		return !edge.M2M() && !edge.OwnFK() && edge.OnDelete() == cascade && edge.To.Detaches()
	})
}

// Detaches says whether deleting a row changes rows that stay, and their versions.
func (e *Entity) Detaches() bool {
	return slices.ContainsFunc(e.deleted(), func(d *Entity) bool { return len(d.Detached()) > 0 })
}

// Detaching says whether deleting a row of some entity takes a transaction.
func (api *API) Detaching() bool { return slices.ContainsFunc(api.Entities, (*Entity).Detaches) }

// Refusal is what a deletion is refused with.
func (e *Entity) Refusal() string {
	why := e.Restricting()
	if why == "" {
		return "Something leads to it" // nothing that the schema knows of
	}
	return strings.ToUpper(why[:1]) + why[1:]
}
