// Package complete adds to the schemas, before Ent sees them, what an API needs and follows
// from what they say: the order of a list with its index, the other end of an edge, its
// foreign key.
//
// It imports of the generator only the names in package plan. Start with Schemas.
package complete

import (
	"errors"
	"fmt"

	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// Schemas adds to schemas, before Ent sees them, what follows from what they say: the
// indexes of lists, the other half of edges, and the index that tells whose a row is. That is
// the last one, since of indexes that seem equal PostgreSQL takes the latest, as long as it
// knows nothing of the rows. It returns what it has mended, with the
// line that says so, and all that it could not add.
func Schemas(schemas []*load.Schema) (notes []string, err error) {
	var errs []error
	for _, s := range schemas {
		ant, err := rest.Decode(s.Annotations)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.Name, err))
			continue
		}
		fields, err := annotationsOf(s)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ant.DefaultSort = defaultSort(s, ant, fields)
		s.Annotations = ant.AddTo(s.Annotations)
		if ant.Owner == "" && !ant.Internal && !ant.Public {
			s.Indexes = nil // it is going to be refused, and not for an index that begins with the owner it lacks
		}
		countLiving(s, ant)
		if ant.Exposed() {
			notes = append(notes, makeNillable(s, fields)...)
			addListIndexes(s, ant, fields)
		}
	}
	errs = append(errs, completeEdges(schemas))
	for _, s := range schemas {
		errs = append(errs, coverTrash(s))
		if carriesOwner(s) {
			s.Indexes = append(s.Indexes, &load.Index{Fields: []string{plan.ID}})
		}
	}
	return notes, errors.Join(errs...)
}

// annotationsOf returns what the fields of a schema say of the API, in their order.
func annotationsOf(s *load.Schema) ([]rest.Annotation, error) {
	all := make([]rest.Annotation, len(s.Fields))
	for i, f := range s.Fields {
		var err error
		if all[i], err = rest.Decode(f.Annotations); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", s.Name, f.Name, err)
		}
	}
	return all, nil
}

// addListIndexes declares the indexes of lists that nobody has chosen to have: of fields
// that a mixin makes sortable. The primary key is that of the order by id. A field that the schema itself
// makes sortable is refused without its index, because an index costs every write: who
// asks for the one sees the other. Of a mixin's fields the reader of the schema sees
// neither. Each has the name that Ent would give it, so one that is declared replaces it.
func addListIndexes(s *load.Schema, ant rest.Annotation, fields []rest.Annotation) {
	if !ant.Does(rest.List) {
		return
	}
	for i, f := range s.Fields {
		if fields[i].Sortable && f.Position != nil && f.Position.MixedIn {
			addIndex(s, plan.Scoped(ant.Scope(), f.Name, plan.ID)...)
		}
	}
}

// makeNillable gives what is optional a Go type that tells no value from an empty one,
// without which null would be read as the other.
func makeNillable(s *load.Schema, fields []rest.Annotation) (notes []string) {
	for i, f := range s.Fields {
		if f.Optional && !f.Nillable && !fields[i].Hidden && f.Info.Type != field.TypeJSON {
			f.Nillable = true
			notes = append(notes, fmt.Sprintf("ent/schema: %s.%s: is optional, and is generated as if it were nillable, "+
				"since null and the empty value are two: add Nillable()", s.Name, f.Name))
		}
	}
	return notes
}

// defaultSort returns the order that a schema asks for; where it does not say, the
// latest first.
func defaultSort(s *load.Schema, ant rest.Annotation, fields []rest.Annotation) string {
	if ant.DefaultSort != "" {
		return ant.DefaultSort
	}
	for i, f := range s.Fields {
		if f.Name == "created_at" && fields[i].Sortable {
			return "-" + f.Name
		}
	}
	return plan.ByID
}
