package generate

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/entc/gen"
)

var edgeRefusals = []refusal[*Edge]{
	{
		where(func(e *Edge) bool { return isThrough(e.Edge) }, "goes through a schema of its own, which requests cannot fill in"),
		say[*Edge]("declare edges to that schema instead, or add rest.Internal() to the edge"),
	},
	{
		where(func(e *Edge) bool { return !e.Optional && !e.OwnFK() && !e.M2M() },
			"is required, but the rows that it leads to are made after it"),
		say[*Edge]("remove Required(), or require the edge at its other end"),
	},
	{
		where(func(e *Edge) bool { return e.IsInverse() && e.EntSQL() != nil && e.EntSQL().OnDelete != "" },
			"says at the wrong end what happens on a deletion, where Ent does not look"),
		func(e *Edge) string {
			return fmt.Sprintf("move entsql.OnDelete to %s.%s", e.To.Name, e.Ref.Name)
		},
	},
	{
		where(func(e *Edge) bool {
			return e.OwnFK() && !e.Optional && assoc(e.Edge).EntSQL() != nil && assoc(e.Edge).EntSQL().OnDelete == entsql.SetNull
		}, "is required, but a deletion would set it to null"),
		say[*Edge]("use entsql.OnDelete(entsql.Cascade) or entsql.Restrict, or remove Required()"),
	},
	{
		where(func(e *Edge) bool {
			return e.M2M() && (e.From.Field(e.IDs()) != nil || slices.ContainsFunc(e.From.Linked, func(o *Edge) bool {
				return o.Edge != e.Edge && o.Sets() == e.IDs()
			}))
		}, "is set by a property whose name is taken"),
		func(e *Edge) string { return "name the edge, or what is called " + e.IDs() + ", otherwise" },
	},
	{
		where(func(e *Edge) bool {
			own, other := "", "-"
			if e.M2M() {
				own, other = e.JoinColumns()
			}
			return own == other
		}, "has a join table with one name for both of its columns"),
		func(e *Edge) string {
			a := assoc(e.Edge)
			return fmt.Sprintf("name it otherwise, or add .StorageKey(edge.Columns(%q, %q)) to the edge.To", "from_"+a.Rel.Columns[0], "to_"+a.Rel.Columns[1])
		},
	},
	{
		where(func(e *Edge) bool {
			return e.M2M() && slices.ContainsFunc(e.To.Fields, func(f *Field) bool {
				own, _ := e.JoinColumns()
				return f.StorageKey() == own
			})
		}, "has a join table with a column that its rows have too"),
		func(e *Edge) string {
			a := assoc(e.Edge)
			return fmt.Sprintf("add .StorageKey(edge.Columns(%q, %q)) to the edge.To", "from_"+a.Rel.Columns[0], "to_"+a.Rel.Columns[1])
		},
	},
}

// hiddenEdge refuses an edge that a new row must have and no request can set.
func hiddenEdge(e *Entity, edge *gen.Edge) []error {
	if edge.Optional {
		return nil
	}
	return []error{fmt.Errorf("ent/schema: %s.%s: is required, but the API does not show it: "+
		"remove Required(), or rest.Internal() from the edge and from %s, or add rest.Internal() to %s", e.Name, edge.Name, edge.Type.Name, e.Name)}
}

// circles refuses entities of which none can be created first.
func circles(app *App) (errs []error) {
	for _, e := range app.Entities {
		if path := requires(e, e, nil); path != nil && e.Name == slices.Min(path) {
			errs = append(errs, fmt.Errorf("ent/schema: %s.%s: is required and leads back to %s (%s), so none can be created first: "+
				"remove Required() from one of the edges", e.Name, edgeTo(e, path), e.Name, strings.Join(append(path, e.Name), ", ")))
		}
	}
	return errs
}

// requires returns the entities on a way of required edges from one to another.
func requires(from, to *Entity, seen []string) []string {
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

func edgeTo(e *Entity, path []string) string {
	next := append(path, e.Name)[1]
	for _, edge := range e.Linked {
		if edge.To.Name == next && edge.OwnFK() && !edge.Optional {
			return edge.Name
		}
	}
	return ""
}
