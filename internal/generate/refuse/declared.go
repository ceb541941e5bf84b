package refuse

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/generate/plan"
)

// Declared returns what Ent itself would refuse in the schemas, one thing in each run and
// without a remedy. It is asked before Ent is.
func Declared(schemas []*load.Schema) error {
	byName := map[string]*load.Schema{}
	for _, s := range schemas {
		byName[s.Name] = s
	}
	var errs []error
	for _, s := range schemas {
		for i, f := range s.Fields {
			errs = append(errs, collect(s.Name+"."+f.Name, declaredField{s, i, f}, declaredFields)...)
		}
		for i, e := range s.Edges {
			errs = append(errs, collect(s.Name+"."+e.Name, declaredEdge{s, byName[e.Type], i, e}, declaredEdges)...)
		}
		for _, index := range s.Indexes {
			errs = append(errs, collect(s.Name, declaredIndex{s, index}, declaredIndexes)...)
		}
	}
	return errors.Join(errs...)
}

// ByEnt returns in our form what Ent refuses and Declared does not know.
func ByEnt(err error) error {
	return fmt.Errorf("ent/schema: Ent cannot take it: %w", err)
}

type (
	declaredField struct {
		of    *load.Schema
		index int
		*load.Field
	}
	declaredEdge struct {
		of, to *load.Schema // to is nil where no schema has that name
		index  int
		*load.Edge
	}
	declaredIndex struct {
		of *load.Schema
		*load.Index
	}
)

var declaredFields = []refusal[declaredField]{
	{
		where(func(f declaredField) bool {
			return f.Name != plan.ID && slices.ContainsFunc(f.of.Fields[:f.index], func(o *load.Field) bool { return o.Name == f.Name })
		}, "is declared twice, by the schema or its mixins"),
		func(f declaredField) string {
			return fmt.Sprintf("remove one of both, or call it otherwise: %s(%q)", constructor(f.Field), "own_"+f.Name)
		},
	},
	{
		where(func(f declaredField) bool { return f.Unique && f.Default && f.DefaultKind != reflect.Func },
			"is unique, and has one default for all rows"),
		say[declaredField]("remove Default(…), or Unique()"),
	},
	{
		where(func(f declaredField) bool { return f.Info.Type == field.TypeEnum && len(f.Enums) == 0 }, "is an enum without values"),
		func(f declaredField) string {
			return fmt.Sprintf("name them: field.Enum(%q).Values(\"new\", \"old\")", f.Name)
		},
	},
	{
		where(func(f declaredField) bool {
			return f.Info.Type == field.TypeEnum && f.Default && !hasValue(f.Field, fmt.Sprint(f.DefaultValue))
		},
			"has a default that is none of its values"),
		func(f declaredField) string {
			return fmt.Sprintf("add it to them: Values(…, %q)", fmt.Sprint(f.DefaultValue))
		},
	},
}

var declaredEdges = []refusal[declaredEdge]{
	{
		where(func(e declaredEdge) bool { return e.to == nil }, "leads to an unknown schema"),
		func(e declaredEdge) string { return fmt.Sprintf("declare it: type %s struct { ent.Schema }", e.Type) },
	},
	{
		where(func(e declaredEdge) bool {
			return slices.ContainsFunc(e.of.Fields, func(f *load.Field) bool { return f.Name == e.Name }) ||
				slices.ContainsFunc(e.of.Edges[:e.index], func(o *load.Edge) bool { return o.Name == e.Name })
		}, "has the name of another edge or of a field"),
		func(e declaredEdge) string { return "call it otherwise: " + e.called("linked_"+e.Name) },
	},
	{
		where(func(e declaredEdge) bool { return e.Inverse && e.Ref == nil && e.RefName == "" }, "does not say of which edge it is the other end"),
		func(e declaredEdge) string { return fmt.Sprintf("add .Ref(%q) to it", strings.ToLower(e.of.Name)+"s") },
	},
	{
		where(func(e declaredEdge) bool {
			return e.Inverse && e.Ref == nil && e.RefName != "" && e.to != nil && e.otherEnd() == nil
		},
			"names an edge that does not exist"),
		func(e declaredEdge) string {
			return fmt.Sprintf("add edge.To(%q, %s.Type) to Edges of %s", e.RefName, e.of.Name, e.Type)
		},
	},
	{
		where(func(e declaredEdge) bool { other := e.otherEnd(); return other != nil && e.Required && other.Required },
			"is required, and its other end is too, so neither row can be created first"),
		func(e declaredEdge) string {
			return fmt.Sprintf("remove Required() from it or from %s.%s", e.Type, e.RefName)
		},
	},
	{
		where(func(e declaredEdge) bool { return e.Field != "" && e.key() == nil }, "has a field that the schema does not declare"),
		func(e declaredEdge) string {
			return fmt.Sprintf("remove .Field(%q), or add field.UUID(%q, uuid.UUID{}) to Fields", e.Field, e.Field)
		},
	},
	{
		where(func(e declaredEdge) bool { key := e.key(); return key != nil && key.Optional == e.Required },
			"and its field do not agree on whether it is required"),
		func(e declaredEdge) string {
			if e.Required {
				return fmt.Sprintf("remove Required() from the edge, or Optional() from field.UUID(%q, …)", e.Field)
			}
			return fmt.Sprintf("add Required() to the edge, or write field.UUID(%q, uuid.UUID{}).Optional().Nillable()", e.Field)
		},
	},
	{
		where(func(e declaredEdge) bool { key := e.key(); return key != nil && key.Immutable != e.Immutable },
			"and its field do not agree on whether it can change"),
		func(e declaredEdge) string {
			return fmt.Sprintf("add Immutable() to both, the edge and the field %s", e.Field)
		},
	},
}

var declaredIndexes = []refusal[declaredIndex]{{
	func(i declaredIndex) string {
		if name := i.unknown(); name != "" {
			return fmt.Sprintf("has an index on %s, an unknown field", name)
		}
		return ""
	},
	func(i declaredIndex) string {
		known := slices.DeleteFunc(slices.Clone(i.Fields), func(name string) bool { return name == i.unknown() })
		return fmt.Sprintf("name fields of it, as in index.Fields(%s), or add field.String(%q) to Fields", quoted(append(known, plan.ID)), i.unknown())
	},
}}

// unknown is a field of the index that the schema does not declare, or "".
func (i declaredIndex) unknown() string {
	for _, name := range i.Fields {
		if name != plan.ID && !slices.ContainsFunc(i.of.Fields, func(f *load.Field) bool { return f.Name == name }) {
			return name
		}
	}
	return ""
}

// otherEnd is the edge that an edge.From refers to, or nil.
func (e declaredEdge) otherEnd() *load.Edge {
	if e.to == nil || !e.Inverse || e.Ref != nil {
		return nil
	}
	for _, other := range e.to.Edges {
		if !other.Inverse && other.Name == e.RefName {
			return other
		}
	}
	return nil
}

// key is the field of the edge, or nil.
func (e declaredEdge) key() *load.Field {
	for _, f := range e.of.Fields {
		if f.Name == e.Field {
			return f
		}
	}
	return nil
}

// called is the edge under another name, as it can be pasted.
func (e declaredEdge) called(name string) string {
	if e.Inverse {
		return fmt.Sprintf("edge.From(%q, %s.Type).Ref(%q)", name, e.Type, e.RefName)
	}
	return fmt.Sprintf("edge.To(%q, %s.Type)", name, e.Type)
}

// constructor is the function that makes such a field.
func constructor(f *load.Field) string {
	return "field." + strings.TrimPrefix(f.Info.ConstName(), "Type")
}

func hasValue(f *load.Field, value string) bool {
	return slices.ContainsFunc(f.Enums, func(e struct{ N, V string }) bool { return e.V == value })
}
