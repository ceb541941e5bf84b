package codegen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/entask/entask/internal/rest"
)

// Limits of a page.
const (
	defaultLimit = 100
	maxLimit     = 1000
	maxSearch    = 255
)

func (e *Entity) pathParameter() object {
	return object{"name": e.Param, "in": "path", "required": true,
		"description": "The id of the " + e.Name + ".",
		"schema":      object{"type": "string", "format": "uuid"}}
}

func queryParameter(name, description string, schema object) object {
	return object{"name": name, "in": "query", "description": description, "schema": schema}
}

func headerParameter(name, description string, schema object) object {
	return object{"name": name, "in": "header", "description": description, "schema": schema}
}

func idempotencyKey() object {
	return headerParameter("Idempotency-Key", "For 24 hours, a repetition with the same key and body is given the first answer again and creates nothing.",
		object{"type": "string", "minLength": 1, "maxLength": 255})
}

// listParameters are the filters of an entity, then what every list has.
func (d *document) listParameters(e *Entity) []any {
	var parameters []any
	for _, f := range e.Fields {
		for _, filter := range f.REST.Filters {
			parameters = append(parameters, d.filterParameter(f, filter))
		}
	}
	if fields := e.Searchable(); len(fields) > 0 {
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.Name
		}
		parameters = append(parameters, queryParameter("q", "A substring of "+strings.Join(names, " or ")+", in any case.",
			object{"type": "string", "maxLength": maxSearch}))
	}
	var sorts []any
	for _, sort := range e.Sorts() {
		sorts = append(sorts, sort)
	}
	return append(parameters,
		queryParameter("sort", "The order, descending with - in front. Ties are broken by id in the same direction; nothing comes after everything.",
			object{"type": "string", "enum": sorts, "default": e.REST.DefaultSort}),
		queryParameter("limit", "How many at most.", object{"type": "integer", "minimum": 1, "maximum": maxLimit, "default": defaultLimit}),
		queryParameter("offset", "How many to pass over. Not together with cursor, which is faster and stable.", object{"type": "integer", "minimum": 0}),
		queryParameter("cursor", "Where to go on, from the Link header of the page before.", object{"type": "string", "minLength": 1, "maxLength": 4096}),
		queryParameter("count", "Whether to answer X-Total-Count too.", object{"type": "boolean", "default": false}),
	)
}

func (d *document) filterParameter(f *Field, filter rest.Filter) object {
	schema := object{}
	for _, key := range []string{"type", "format", "enum"} {
		if v, ok := d.property(f)[key]; ok {
			schema[key] = v
		}
	}
	if values, ok := schema["enum"].([]any); ok { // a nullable enum has null among its values
		schema["enum"] = slices.DeleteFunc(slices.Clone(values), func(v any) bool { return v == nil })
	}
	description := map[rest.Op]string{
		rest.OpEqual: "Only those whose %s is this.",
		rest.OpIn:    "Only those whose %s is one of these.",
		rest.OpAfter: "Only those whose %s is this or later.",
		rest.OpUntil: "Only those whose %s is earlier than this.",
	}[filter.Op]
	if filter.Op == rest.OpIn {
		schema = object{"type": "array", "items": schema, "minItems": 1, "maxItems": 100}
	}
	return queryParameter(f.Param(filter), fmt.Sprintf(description, f.Name), schema)
}
