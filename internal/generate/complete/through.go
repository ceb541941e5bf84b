package complete

import (
	"errors"
	"fmt"
	"strings"

	"entgo.io/ent/entc/load"
)

// refuseThrough refuses the edges that the API would show and that go through a schema of
// their own. It comes before edges are completed, because Ent adds edges to that schema. It
// returns the schemas in the middle: the remedy completes their edges.
func refuseThrough(schemas []*load.Schema) (middles map[string]bool, err error) {
	var errs []error
	middles = map[string]bool{}
	for _, r := range relations(schemas) {
		if !r.shown() || r.to.Through == nil {
			continue
		}
		middles[r.to.Through.T] = true
		remedy := "declare edges to that schema instead"
		if edges := r.plain(schemas); len(edges) > 0 {
			remedy = "replace it by " + strings.Join(edges, " and ")
		}
		errs = append(errs, fmt.Errorf("ent/schema: %s.%s: goes through %s, whose other fields requests could not fill in: %s, or add rest.Internal() to both of its ends",
			r.toIn.Name, r.to.Name, r.to.Through.T, remedy))
	}
	return middles, errors.Join(errs...)
}

// plain are the edges by which both ends lead to the schema in the middle; none if that
// schema does not lead to both.
func (r *relation) plain(schemas []*load.Schema) []string {
	through := r.to.Through
	var edges []string
	for _, middle := range schemas {
		if middle.Name != through.T {
			continue
		}
		ends := []*load.Schema{r.toIn, r.fromIn}
		for _, e := range middle.Edges {
			if len(ends) == 0 || e.Type != ends[0].Name {
				continue
			}
			name := through.N
			if len(ends) == 1 && ends[0] == r.toIn {
				name = e.Name + "_" + name // a second edge of the same schema
			}
			edges = append(edges, fmt.Sprintf("edge.From(%q, %s.Type).Ref(%q) in Edges of %s", name, middle.Name, e.Name, ends[0].Name))
			ends = ends[1:]
		}
		if len(ends) > 0 {
			return nil
		}
	}
	return edges
}
