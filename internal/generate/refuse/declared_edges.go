package refuse

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/entc/load"
)

var declaredEdges = []mendable[declaredEdge]{
	{refusal[declaredEdge]{
		where(func(e declaredEdge) bool { return e.to == nil }, "leads to an unknown schema"),
		func(e declaredEdge) string { return fmt.Sprintf("declare it: type %s struct { ent.Schema }", e.Type) },
	}, declaredEdge.leaveOut},
	{refusal[declaredEdge]{
		where(func(e declaredEdge) bool {
			return slices.ContainsFunc(e.of.Fields, func(f *load.Field) bool { return f.Name == e.Name }) ||
				slices.ContainsFunc(e.of.Edges[:e.index], func(o *load.Edge) bool { return o.Name == e.Name })
		}, "has the name of another edge or of a field"),
		func(e declaredEdge) string { return "call it otherwise: " + e.called("linked_"+e.Name) },
	}, declaredEdge.leaveOut},
	{refusal[declaredEdge]{
		where(func(e declaredEdge) bool { return e.Inverse && e.Ref == nil && e.RefName == "" }, "does not say of which edge it is the other end"),
		func(e declaredEdge) string { return fmt.Sprintf("add .Ref(%q) to it", strings.ToLower(e.of.Name)+"s") },
	}, declaredEdge.leaveOut},
	{refusal[declaredEdge]{
		where(func(e declaredEdge) bool {
			return e.Inverse && e.Ref == nil && e.RefName != "" && e.to != nil && e.otherEnd() == nil
		},
			"names an edge that does not exist"),
		func(e declaredEdge) string {
			return fmt.Sprintf("add edge.To(%q, %s.Type) to Edges of %s", e.RefName, e.of.Name, e.Type)
		},
	}, declaredEdge.leaveOut},
	{refusal[declaredEdge]{
		where(func(e declaredEdge) bool { other := e.otherEnd(); return other != nil && e.Required && other.Required },
			"is required, and its other end is too, so neither row can be created first"),
		func(e declaredEdge) string {
			return fmt.Sprintf("remove Required() from it or from %s.%s", e.Type, e.RefName)
		},
	}, func(e declaredEdge) { e.otherEnd().Required = false }},
	{refusal[declaredEdge]{
		where(func(e declaredEdge) bool { return e.Field != "" && e.key() == nil }, "has a field that the schema does not declare"),
		func(e declaredEdge) string {
			return fmt.Sprintf("remove .Field(%q), or add field.UUID(%q, uuid.UUID{}) to Fields", e.Field, e.Field)
		},
	}, func(e declaredEdge) { e.Field = "" }},
	{refusal[declaredEdge]{
		where(func(e declaredEdge) bool { key := e.key(); return key != nil && key.Optional == e.Required },
			"and its field do not agree on whether it is required"),
		func(e declaredEdge) string {
			if e.Required {
				return fmt.Sprintf("remove Required() from the edge, or Optional() from field.UUID(%q, …)", e.Field)
			}
			return fmt.Sprintf("add Required() to the edge, or write field.UUID(%q, uuid.UUID{}).Optional().Nillable()", e.Field)
		},
	}, func(e declaredEdge) { e.Required = !e.key().Optional }},
	{refusal[declaredEdge]{
		where(func(e declaredEdge) bool { key := e.key(); return key != nil && key.Immutable != e.Immutable },
			"and its field do not agree on whether it can change"),
		func(e declaredEdge) string {
			return fmt.Sprintf("add Immutable() to both, the edge and the field %s", e.Field)
		},
	}, func(e declaredEdge) { e.Immutable = e.key().Immutable }},
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
