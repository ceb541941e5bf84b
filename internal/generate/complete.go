package generate

import (
	"fmt"

	"entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/rest"
)

// idField is the name of every entity's id.
const idField = "id"

// complete adds to schemas, before Ent sees them, what follows from what they say:
// the index of a list that has no order of its own, and the other half of edges.
func complete(schemas []*load.Schema) error {
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
		if ant.Exposed() && ant.Does(rest.List) && sort == byID {
			addIndex(s, scoped(ant, idField)...)
		}
	}
	return completeEdges(schemas)
}

// scoped are columns of an index behind the owner, where there is one.
func scoped(ant rest.Annotation, columns ...string) []string {
	if ant.Owner == "" {
		return columns
	}
	return append([]string{ant.Owner}, columns...)
}

// byID is the order of a list for which the schema names none: the latest first,
// since ids are UUIDs of version 7.
const byID = "-" + idField

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
	return byID, nil
}
