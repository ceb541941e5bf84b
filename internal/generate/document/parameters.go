package document

import (
	"strings"

	"github.com/entask/entask/internal/generate/plan"
)

// maxSearch is how many characters can be searched for.
const maxSearch = 255

// longestCursor is how many characters a cursor has at most.
const longestCursor = 4096

func pathParameter(e *plan.Entity) object {
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

// listParameters are the filters of an entity, then what every list has.
func (d *document) listParameters(e *plan.Entity) []any {
	var parameters []any
	for _, f := range e.Fields {
		for _, filter := range f.REST.Filters {
			parameters = append(parameters, deprecateField(f, parameter(f, filter)))
		}
	}
	if fields := e.Searchable(); len(fields) > 0 {
		names := namesOf(fields)
		q := queryParameter("q", "A substring of "+strings.Join(names, " or ")+", case-insensitively: by Unicode's simple case folding, the same in every language. "+
			"It makes one character of one, so ß is ẞ and not ss, and İ is not i.", object{"type": "string", "maxLength": maxSearch})
		q["x-search"] = names
		parameters = append(parameters, costing(q, costs(searching)))
	}
	for _, p := range deleted(e, "Which to list") {
		parameters = append(parameters, costing(p.(object), costs(searching))) //nolint:forcetypeassert // just written
	}
	sort := queryParameter("sort", "The order, descending with - in front. Ties are broken by id in the same direction; nothing comes after everything. "+paging(e),
		object{"type": "string", "enum": sorts(e), "default": e.REST.DefaultSort})
	sort["x-stable"] = namesOf(sortable(e, true))
	return append(parameters, sort,
		costing(queryParameter("limit", "How many at most. A page with much in it ends before: see its response.", object{"type": "integer", "minimum": 1, "maximum": e.Limits().Max, "default": e.Limits().Default}), costsEach(rowsOfPage)),
		costing(queryParameter("offset", "How many to pass over. Not together with cursor, which is faster and stable.", object{"type": "integer", "minimum": 0}), costsEach(rowsPassed)),
		queryParameter("cursor", "Where to go on, from the Link header of the page before.", object{"type": "string", "minLength": 1, "maxLength": longestCursor}),
		chosen(e),
		costing(queryParameter("count", "Whether to answer X-Total-Count too.", object{"type": "boolean", "default": false}), costs(counting)),
	)
}

// Sorts are the values of the parameter sort, ascending before descending.
func sorts(e *plan.Entity) []any {
	var sorts []any
	for _, f := range e.Sortable() {
		sorts = append(sorts, f.Name, "-"+f.Name)
	}
	return sorts
}
