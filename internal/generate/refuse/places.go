package refuse

import (
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// forSchemas are the annotations that a schema may have, forFields those of a field.
var (
	forSchemas = []word{
		{"Internal", func(a rest.Annotation) bool { return a.Internal }},
		{"Public", func(a rest.Annotation) bool { return a.Public }},
		{"Owner", func(a rest.Annotation) bool { return a.Owner != "" }},
		{"Published", func(a rest.Annotation) bool { return a.Published }},
		{"Version", func(a rest.Annotation) bool { return a.Version != "" }},
		{"Expires", func(a rest.Annotation) bool { return a.Expires != "" }},
		{"Path", func(a rest.Annotation) bool { return a.Path != "" }},
		{"DefaultSort", func(a rest.Annotation) bool { return a.DefaultSort != "" }},
		{"Handle", func(a rest.Annotation) bool { return len(a.Handlers) > 0 }},
		{"PageLimits", func(a rest.Annotation) bool { return a.Limits != rest.Limits{} }},
		{"Quota", func(a rest.Annotation) bool { return a.Quota != nil }},
		{"QuotaBytes", func(a rest.Annotation) bool { return a.QuotaBytes != nil }},
		{"Trash", func(a rest.Annotation) bool { return a.Trash != "" || a.TrashFor != 0 }},
		{"Stamp", func(a rest.Annotation) bool { return len(a.Stamps) > 0 }},
		{"ClientIDs", func(a rest.Annotation) bool { return a.ClientIDs }},
		{"UserData", func(a rest.Annotation) bool { return a.UserData }},
		{"Syncable", func(a rest.Annotation) bool { return a.Syncable != nil }},
	}
	forFields = []word{
		{"ReadOnly", func(a rest.Annotation) bool { return a.ReadOnly }},
		{"Hidden", func(a rest.Annotation) bool { return a.Hidden }},
		{"Sortable", func(a rest.Annotation) bool { return a.Sortable }},
		{"Searchable", func(a rest.Annotation) bool { return a.Searchable }},
		{"Filterable", func(a rest.Annotation) bool { return len(a.Filters) > 0 }},
		{"Toggle", func(a rest.Annotation) bool { return a.Toggle != "" }},
		{"Example", func(a rest.Annotation) bool { return a.Example != nil }},
		{"Shape", func(a rest.Annotation) bool { return a.Shape != nil }},
		{"Checked", func(a rest.Annotation) bool { return a.Checked != nil }},
		{"Accept", func(a rest.Annotation) bool { return len(a.Accepts) > 0 }},
		{"AcceptEmpty", func(a rest.Annotation) bool { return a.EmptyIsNull }},
	}
)

// word is one of package rest's annotations.
type word struct {
	name string
	said func(rest.Annotation) bool
}

func saysOneOf(words []word, a rest.Annotation) string {
	for _, w := range words {
		if w.said(a) {
			return "rest." + w.name
		}
	}
	return ""
}

// misplacedOnSchemas and misplacedOnFields are annotations on the wrong kind of thing.
var (
	misplacedOnSchemas = []refusal[*plan.Entity]{{
		func(e *plan.Entity) string {
			if name := saysOneOf(forFields, e.REST); name != "" {
				return "has " + name + ", which is for fields"
			}
			return ""
		},
		func(e *plan.Entity) string {
			return "move it to a field: field.String(…).Annotations(" + saysOneOf(forFields, e.REST) + "(…))"
		},
	}}
	misplacedOnFields = []refusal[*plan.Field]{{
		func(f *plan.Field) string {
			if name := saysOneOf(forSchemas, f.REST); name != "" {
				return "has " + name + ", which is for schemas"
			}
			return ""
		},
		func(f *plan.Field) string {
			return "move it to the Annotations of the schema: return []schema.Annotation{" + saysOneOf(forSchemas, f.REST) + "(…)}"
		},
	}}
)
