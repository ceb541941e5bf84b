package complete

import (
	"errors"
	"fmt"

	"entgo.io/ent/entc/load"
	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/rest"
)

// relation is an edge with both of its ends: what edge.To declares in one schema
// and edge.From, where it is declared, in the other.
type relation struct {
	to, from     *load.Edge
	toIn, fromIn *load.Schema
}

// completeEdges declares what the API needs of edges between resources and the
// schemas leave out: the other end, the field of the foreign key, its indexes.
func completeEdges(schemas []*load.Schema) error {
	middles, err := refuseThrough(schemas)
	errs := []error{err}
	for _, r := range relations(schemas) {
		if !r.shown() || r.to.Through != nil || middles[r.toIn.Name] {
			continue
		}
		if err := r.addOtherEnd(); err != nil {
			errs = append(errs, err)
			continue
		}
		schema, edge, target := r.key()
		if edge == nil {
			continue
		}
		if err := addKey(schema, edge, target); err != nil {
			errs = append(errs, err)
			continue
		}
		addKeyIndexes(schema, edge.Field, target, r.to.Unique && r.from.Unique)
	}
	return errors.Join(errs...)
}

// relations pairs the ends of all edges.
func relations(schemas []*load.Schema) (all []*relation) {
	byName := map[string]*load.Schema{}
	for _, s := range schemas {
		byName[s.Name] = s
	}
	for _, s := range schemas {
		for _, e := range s.Edges {
			other := byName[e.Type]
			switch {
			case other == nil: // Ent refuses it
			case e.Inverse && e.Ref != nil:
				all = append(all, &relation{to: e.Ref, from: e, toIn: s, fromIn: s})
			case !e.Inverse:
				all = append(all, &relation{to: e, from: inverse(s, e, other), toIn: s, fromIn: other})
			}
		}
	}
	return all
}

// inverse returns the edge.From of other that refers to an edge.To of s, or nil.
func inverse(s *load.Schema, to *load.Edge, other *load.Schema) *load.Edge {
	for _, e := range other.Edges {
		if e.Inverse && e.Ref == nil && e.RefName == to.Name && e.Type == s.Name {
			return e
		}
	}
	return nil
}

// shown says whether the API shows an end of the relation.
func (r *relation) shown() bool {
	if !exposed(r.toIn) || !exposed(r.fromIn) {
		return false
	}
	return !internalEdge(r.to) || r.from != nil && !internalEdge(r.from)
}

func exposed(s *load.Schema) bool {
	ant, err := rest.Decode(s.Annotations)
	return err == nil && ant.Exposed()
}

func internalEdge(e *load.Edge) bool {
	ant, err := rest.Decode(e.Annotations)
	return err == nil && (ant.Internal || ant.Hidden)
}

// addOtherEnd declares the edge.From that a schema leaves to us, under the other
// entity's name. An edge to many of the same entity leads both ways by itself.
func (r *relation) addOtherEnd() error {
	if r.from != nil || r.toIn == r.fromIn && !r.to.Unique {
		return nil
	}
	if r.toIn == r.fromIn {
		return fmt.Errorf("ent/schema: %s.%s: leads to its own kind and back under one name, so a link would change two rows: "+
			"name the way back with .From(%q).Unique() behind it, or without Unique() for many", r.toIn.Name, r.to.Name, "previous")
	}
	rules := inflect.NewDefaultRuleset()
	name := rules.Underscore(r.toIn.Name)
	if r.to.Unique {
		name = rules.Pluralize(name)
	}
	from := &load.Edge{Name: name, Type: r.toIn.Name, RefName: r.to.Name, Inverse: true, Unique: !r.to.Unique}
	if what := taken(r.fromIn, name); what != "" {
		return fmt.Errorf("ent/schema: %s.%s: its other end would be %s.%s, and %s has that %s already: "+
			"add edge.From(%q, %s.Type).Ref(%q)%s to Edges of %s, or rest.Internal() to the edge",
			r.toIn.Name, r.to.Name, r.fromIn.Name, name, r.fromIn.Name, what,
			r.to.Name+"_"+name, r.toIn.Name, r.to.Name, map[bool]string{true: ".Unique()"}[from.Unique], r.fromIn.Name)
	}
	r.from = from
	r.fromIn.Edges = append(r.fromIn.Edges, from)
	return nil
}

// taken says what of a schema has the name already, or nothing.
func taken(s *load.Schema, name string) string {
	for _, f := range s.Fields {
		if f.Name == name {
			return "field"
		}
	}
	for _, e := range s.Edges {
		if e.Name == name || e.Ref != nil && e.Ref.Name == name || e.Through != nil && e.Through.N == name {
			return "edge"
		}
	}
	return ""
}

// key returns the end that holds the foreign key and the schema that it leads to;
// a nil edge where the rows of neither do.
func (r *relation) key() (schema *load.Schema, edge *load.Edge, target *load.Schema) {
	switch {
	case r.from != nil && r.from.Unique:
		return r.fromIn, r.from, r.toIn
	case r.to.Unique:
		return r.toIn, r.to, r.fromIn
	default:
		return nil, nil, nil
	}
}
