// Package complete adds to the schemas, before Ent sees them, what an API needs and follows
// from what they say: the order of a list with its index, the other end of an edge, its
// foreign key.
//
// It imports of the generator only the names in package plan. Start with Schemas.
package complete

import (
	"fmt"

	"entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// Schemas adds to schemas, before Ent sees them, what follows from what they say:
// the index of a list that has no order of its own, and the other half of edges.
func Schemas(schemas []*load.Schema) error {
	for _, s := range schemas {
		ant, err := rest.Decode(s.Annotations)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		sort, err := defaultSort(s, ant)
		if err != nil {
			return err
		}
		ant.DefaultSort = sort
		if s.Annotations == nil {
			s.Annotations = map[string]any{}
		}
		s.Annotations[rest.Name] = ant
		if ant.Owner == "" && !ant.Internal && !ant.Public {
			s.Indexes = nil // it is going to be refused, and not for an index that begins with the owner it lacks
		}
		if ant.Exposed() && ant.Scope() != "" && ant.Does(rest.List) && sort == plan.ByID { // otherwise the primary key is that index
			addIndex(s, plan.Scoped(ant.Scope(), plan.ID)...)
		}
	}
	return completeEdges(schemas)
}

// defaultSort returns the order that a schema asks for; where it does not say, the
// latest first.
func defaultSort(s *load.Schema, ant rest.Annotation) (string, error) {
	if ant.DefaultSort != "" {
		return ant.DefaultSort, nil
	}
	for _, f := range s.Fields {
		of, err := rest.Decode(f.Annotations)
		if err != nil {
			return "", fmt.Errorf("%s.%s: %w", s.Name, f.Name, err)
		}
		if f.Name == "created_at" && of.Sortable {
			return "-" + f.Name, nil
		}
	}
	return plan.ByID, nil
}
