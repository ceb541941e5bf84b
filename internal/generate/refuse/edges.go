package refuse

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
)

var edgeRefusals = []refusal[*plan.Edge]{
	{
		where(func(e *plan.Edge) bool { return plan.IsCyclic(e.Edge) && (e.From != e.To || !e.M2O() && !e.O2M()) },
			"has rest.Cyclic, which is for an edge from many rows of an entity to one of the same entity"),
		say[*plan.Edge]("remove rest.Cyclic()"),
	},
	{
		where(func(e *plan.Edge) bool { return !e.Optional && !e.OwnFK() && !e.M2M() },
			"is required, but the rows that it leads to are made after it"),
		say[*plan.Edge]("remove Required(), or require the edge at its other end"),
	},
	{
		where(func(e *plan.Edge) bool { return e.IsInverse() && e.EntSQL() != nil && e.EntSQL().OnDelete != "" },
			"says at the wrong end what happens on a deletion, where Ent does not look"),
		func(e *plan.Edge) string {
			return fmt.Sprintf("move it to %s.%s: edge.To(%q, %s.Type).Annotations(entsql.OnDelete(…))", e.To.Name, e.Ref.Name, e.Ref.Name, e.From.Name)
		},
	},
	{
		where(func(e *plan.Edge) bool {
			return e.OwnFK() && !e.Optional && plan.Assoc(e.Edge).EntSQL() != nil && plan.Assoc(e.Edge).EntSQL().OnDelete == entsql.SetNull
		}, "is required, but a deletion would set it to null"),
		say[*plan.Edge]("use entsql.OnDelete(entsql.Cascade) or entsql.Restrict, or remove Required()"),
	},
	{
		where(func(e *plan.Edge) bool {
			return e.M2M() && (e.From.Field(e.IDs()) != nil || slices.ContainsFunc(e.From.Linked, func(o *plan.Edge) bool {
				return o.Edge != e.Edge && o.Sets() == e.IDs()
			}))
		}, "is set by a property whose name is taken"),
		func(e *plan.Edge) string {
			return fmt.Sprintf("name the edge otherwise, such as edge.To(%q, %s.Type), or what is called %s", "linked_"+e.Name, e.To.Name, e.IDs())
		},
	},
	{
		where(func(e *plan.Edge) bool {
			own, other := "", "-"
			if e.M2M() {
				own, other = e.JoinColumns()
			}
			return own == other
		}, "has a join table with one name for both of its columns"),
		func(e *plan.Edge) string {
			a := plan.Assoc(e.Edge)
			return fmt.Sprintf("name it otherwise, or add .StorageKey(edge.Columns(%q, %q)) to the edge.To", "from_"+a.Rel.Columns[0], "to_"+a.Rel.Columns[1])
		},
	},
	{
		where(func(e *plan.Edge) bool {
			return e.M2M() && slices.ContainsFunc(e.To.Fields, func(f *plan.Field) bool {
				own, _ := e.JoinColumns()
				return f.StorageKey() == own
			})
		}, "has a join table with a column that its rows have too"),
		func(e *plan.Edge) string {
			a := plan.Assoc(e.Edge)
			return fmt.Sprintf("add .StorageKey(edge.Columns(%q, %q)) to the edge.To", "from_"+a.Rel.Columns[0], "to_"+a.Rel.Columns[1])
		},
	},
}

// Edges returns what breaks the promises in the edges of a plan that is linked.
func Edges(api *plan.API) error {
	var errs []error
	for _, e := range api.Entities {
		for _, edge := range e.Hidden {
			errs = append(errs, hiddenEdge(e, edge))
		}
	}
	for _, e := range api.Entities {
		for _, edge := range e.Linked {
			errs = append(errs, collect(e.Name+"."+edge.Name, edge, slices.Concat(edgeRefusals, acceptEdgeRefusals, trashEdgeRefusals, deprecatedEdgeRefusals))...)
		}
	}
	return errors.Join(append(errs, circles(api)...)...)
}

// hiddenEdge refuses an edge that a new row must have and no request can set.
func hiddenEdge(e *plan.Entity, edge *gen.Edge) error {
	if edge.Optional {
		return nil
	}
	return fmt.Errorf("ent/schema: %s.%s: is required, but the API does not show it: "+
		"remove Required(), or rest.Internal() from the edge and from %s, or add rest.Internal() to %s", e.Name, edge.Name, edge.Type.Name, e.Name)
}

// circles refuses entities of which none can be created first.
func circles(api *plan.API) (errs []error) {
	for _, e := range api.Entities {
		if path := requires(e, e, nil); path != nil && e.Name == slices.Min(path) {
			errs = append(errs, fmt.Errorf("ent/schema: %s.%s: is required and leads back to %s (%s), so none can be created first: "+
				"remove Required() from one of the edges", e.Name, edgeTo(e, path), e.Name, strings.Join(append(path, e.Name), ", ")))
		}
	}
	return errs
}

// requires returns the entities on a way of required edges from one to another.
func requires(from, to *plan.Entity, seen []string) []string {
	seen = append(slices.Clone(seen), from.Name)
	for _, edge := range from.Linked {
		if edge.Optional || !edge.OwnFK() {
			continue
		}
		if edge.To == to {
			return seen
		}
		if slices.Contains(seen, edge.To.Name) {
			continue
		}
		if path := requires(edge.To, to, seen); path != nil {
			return path
		}
	}
	return nil
}

func edgeTo(e *plan.Entity, path []string) string {
	next := append(path, e.Name)[1]
	for _, edge := range e.Linked {
		if edge.To.Name == next && edge.OwnFK() && !edge.Optional {
			return edge.Name
		}
	}
	return ""
}
