package complete

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// addKey declares the field of an edge's foreign key, unless the schema does.
func addKey(s *load.Schema, e *load.Edge, target *load.Schema) error {
	if e.Field != "" {
		return nil
	}
	name := e.Name + "_id"
	if what := taken(s, name); what != "" {
		return fmt.Errorf("ent/schema: %s.%s: its foreign key would be the field %q, and %s has that %s already: "+
			"add .Field(%q) to the edge where it is that key, or name the edge otherwise", s.Name, e.Name, name, s.Name, what, name)
	}
	i := slices.IndexFunc(target.Fields, func(f *load.Field) bool { return f.Name == plan.ID })
	if i < 0 {
		return nil // an entity without an id of ours is refused
	}
	said, err := rest.Decode(e.Annotations)
	if err != nil {
		return err
	}
	e.Field = name
	s.Fields = append(s.Fields, &load.Field{
		Name:        name,
		Info:        target.Fields[i].Info,
		Optional:    !e.Required,
		Nillable:    !e.Required,
		Immutable:   e.Immutable,
		Comment:     keyComment(e, target),
		Annotations: map[string]any{rest.Name: rest.Annotation{Filters: []rest.Filter{rest.Equal()}, Accepts: said.Accepts, EmptyIsNull: said.EmptyIsNull}},
	})
	return nil
}

func keyComment(e *load.Edge, target *load.Schema) string {
	if e.Comment != "" {
		return e.Comment
	}
	return "The id of its " + strings.ReplaceAll(e.Name, "_", " ") + ", a " + target.Name + "."
}

// addKeyIndexes declares what is missing of two indexes: one for lists of what is linked to
// one row, which begins with the owner, and one by which the database finds the links to a row
// that is deleted. A key that carries the owner finds them by the former, and one that is
// unique has the latter.
func addKeyIndexes(s *load.Schema, key string, target *load.Schema, unique bool) {
	ant, err := rest.Decode(s.Annotations)
	if err != nil || unique {
		return
	}
	sort := strings.TrimPrefix(ant.DefaultSort, "-")
	addIndex(s, slices.Compact(plan.Scoped(ant.Scope(), key, sort, plan.ID))...)
	if ant.Scope() == "" || !carriesOwner(target) {
		addIndex(s, key)
	}
}

// carriesOwner says whether the owner is part of a schema's primary key, and of the keys that
// lead to it from rows with an owner.
func carriesOwner(s *load.Schema) bool {
	ant, err := rest.Decode(s.Annotations)
	return err == nil && ant.Owner != "" && !ant.Published && slices.ContainsFunc(s.Fields, func(f *load.Field) bool {
		return f.Name == plan.ID && f.Info.Type == field.TypeUUID
	})
}

// addIndex declares an index, unless one begins with its columns.
func addIndex(s *load.Schema, columns ...string) {
	for _, i := range s.Indexes {
		if len(i.Fields) >= len(columns) && slices.Equal(i.Fields[:len(columns)], columns) {
			return
		}
	}
	s.Indexes = append(s.Indexes, &load.Index{Fields: columns, StorageKey: indexName(s.Name, columns)})
}

// indexName returns a name for an index whose own one PostgreSQL would cut, "" for
// any other.
func indexName(schema string, columns []string) string {
	name := strings.ToLower(schema) + "_" + strings.Join(columns, "_")
	if short := plan.CutName(name); short != name {
		return short
	}
	return ""
}
