// Package load reads the schemas of packages as Ent's own loader does, and what their
// validators ask for besides, which Ent loses: to Ent's generator a validator is a
// closure that it counts.
//
// A schema is known only to the program that imports it. So Packages has one program
// built and run that imports all packages it is given, and package ask is what that
// program does. It imports nothing that is generated.
package load

import (
	"fmt"
	"slices"

	entload "entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/load/ask"
	"github.com/entask/entask/internal/rest"
)

// Package is a package with its schemas.
type Package struct {
	// Path is its import path.
	Path string
	// Schemas are in the order of their names. What their validators ask for is added
	// to the Annotation of each field.
	Schemas []*entload.Schema
}

// Packages returns the packages in folders of one module, in the same order.
func Packages(folders ...string) ([]Package, error) {
	sources := make([]source, len(folders))
	for i, folder := range folders {
		s, err := read(folder)
		if err != nil {
			return nil, err
		}
		sources[i] = s
	}
	answers, err := run(sources)
	if err != nil {
		return nil, err
	}
	all := make([]Package, len(sources))
	for i, s := range sources {
		all[i].Path = s.path
		for _, answer := range answers[i] {
			schema, err := decode(answer)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.path, err)
			}
			schema.Pos = s.positions[schema.Name]
			all[i].Schemas = append(all[i].Schemas, schema)
		}
		if len(all[i].Schemas) == 0 {
			return nil, noSchema(s.path)
		}
	}
	return all, nil
}

// decode returns a schema with what its validators told.
func decode(answer ask.Schema) (*entload.Schema, error) {
	schema, err := entload.UnmarshalSchema(answer.Ent)
	if err != nil {
		return nil, fmt.Errorf("decode what Ent has: %w", err)
	}
	if err := annotate(&schema.Annotations, func(ant *rest.Annotation) { ant.Leaks = answer.Leaks }); err != nil {
		return nil, fmt.Errorf("%s: %w", schema.Name, err)
	}
	for _, told := range answer.Fields {
		i := slices.IndexFunc(schema.Fields, func(f *entload.Field) bool { return f.Name == told.Name })
		if i < 0 {
			return nil, fmt.Errorf("%s has no field %s", schema.Name, told.Name)
		}
		if err := add(schema.Fields[i], told); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", schema.Name, told.Name, err)
		}
	}
	return schema, nil
}

// add says to the generator what validators told, as rest.Field would have.
func add(f *entload.Field, told ask.Field) error {
	err := annotate(&f.Annotations, func(ant *rest.Annotation) {
		ant.Bounds.Narrow(told.Bounds)
		if ant.Checked != nil {
			ant.Checked.Contradicted = told.Contradicted
		}
	})
	if err != nil {
		return err
	}
	if most := told.Bounds.MaxLength; most != nil && f.SchemaType == nil {
		f.SchemaType = rest.Column(*most)
	}
	return nil
}

// annotate changes the Annotation among annotations.
func annotate(annotations *map[string]any, change func(*rest.Annotation)) error {
	ant, err := rest.Decode(*annotations)
	if err != nil {
		return err
	}
	change(&ant)
	*annotations = ant.AddTo(*annotations)
	return nil
}
