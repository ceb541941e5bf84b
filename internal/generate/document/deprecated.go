package document

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// xDeprecation says since when something is deprecated, and where to read about it; xSunset
// from which day it may be gone.
const (
	xDeprecation = "x-deprecation"
	xSunset      = "x-sunset"
)

// addDeprecations marks the operations that schemas call deprecated, and refuses what is no
// operation of its schema.
func (d *document) addDeprecations() {
	for _, e := range d.api.Nodes {
		all, operations := d.operationsOf(e)
		for _, deprecation := range e.REST.Deprecations {
			of := deprecation.Only
			if len(of) == 0 {
				of = all
			}
			for _, id := range of {
				if op := operations[id]; op != nil {
					deprecate(op, deprecation)
				} else {
					d.refused = append(d.refused, fmt.Errorf("ent/schema: %s: rest.Only(%q) names no operation of it: %s", e.Name, id, nearest(id, operations)))
				}
			}
		}
		for _, f := range e.Toggles() {
			for _, deprecation := range f.REST.Deprecations {
				if op := operations[f.ToggleOperation()]; op != nil {
					deprecate(op, deprecation)
				}
			}
		}
	}
	for _, op := range d.operations() {
		describeDeprecation(op)
	}
}

// operationsOf are the ids of all operations of a schema: those below its path, and the lists of
// its rows elsewhere. By id there are those too that it registers at a path of their own.
func (d *document) operationsOf(e *plan.Entity) (all []string, byID map[string]object) {
	byID = map[string]object{}
	collection := d.api.Prefix + "/" + e.Segment
	for path, item := range d.paths {
		below := path == collection || strings.HasPrefix(path, collection+"/")
		for _, op := range item.(object) { //nolint:forcetypeassert // written by add
			op, ok := op.(object)
			if !ok {
				continue // what the operations of the path share
			}
			id, _ := op["operationId"].(string)
			if e.REST.Exposed() && (below || slices.Contains(op["tags"].([]any), any(e.Plural))) { //nolint:forcetypeassert // every operation has one
				all, byID[id] = append(all, id), op
			} else if slices.ContainsFunc(e.Handlers, func(h *plan.Handler) bool { return h.ID == id }) {
				byID[id] = op
			}
		}
	}
	return all, byID
}

// operations are all of the document.
func (d *document) operations() (all []object) {
	for _, item := range d.paths {
		for _, op := range item.(object) { //nolint:forcetypeassert // written by add
			if op, ok := op.(object); ok {
				all = append(all, op)
			}
		}
	}
	return all
}

// nearest is what to write in place of an id that no operation has.
func nearest(id string, operations map[string]object) string {
	if len(operations) == 0 {
		return "remove rest.Deprecated(…)"
	}
	near := slices.MinFunc(slices.Sorted(maps.Keys(operations)), func(a, b string) int {
		return cmp.Compare(levenshtein.ComputeDistance(id, a), levenshtein.ComputeDistance(id, b))
	})
	return fmt.Sprintf("the nearest is rest.Only(%q)", near)
}

// deprecate marks an operation, a parameter or a property, unless it is gone before by another
// deprecation.
func deprecate(what object, d rest.Deprecation) {
	if before, ok := what[xDeprecation].(object); ok {
		sunset, _ := what[xSunset].(string)
		since, _ := before["since"].(string)
		if cmp.Or(sunset, never)+since <= cmp.Or(d.Sunset, never)+d.Since {
			return
		}
	}
	about := object{"since": d.Since}
	if d.Guide != "" {
		about["guide"] = d.Guide
	}
	what["deprecated"], what[xDeprecation] = true, about
	if delete(what, xSunset); d.Sunset != "" {
		what[xSunset] = d.Sunset
	}
}

// never is later than any day.
const never = "9999-99-99"

// deprecateField marks what is of a field.
func deprecateField(f *plan.Field, what object) object {
	for _, d := range f.REST.Deprecations {
		deprecate(what, d)
	}
	describeDeprecation(what)
	return what
}

// describeDeprecation says to the reader of the document what a program finds in the marks.
func describeDeprecation(what object) {
	about, ok := what[xDeprecation].(object)
	if !ok {
		return
	}
	text := fmt.Sprintf("Deprecated since %s", about["since"])
	if sunset, ok := what[xSunset]; ok {
		text += fmt.Sprintf(", and may be gone from %s", sunset)
	}
	if guide, ok := about["guide"]; ok {
		text += fmt.Sprintf(": see %s", guide)
	}
	described, _ := what["description"].(string)
	what["description"] = strings.TrimSpace(described + " " + text + ".")
}

// AddNotices adds to each response of a deprecated operation the headers that say so (RFC 9745,
// RFC 8594). They are in every reply and still not required: to take a deprecation back breaks
// no client. ogen is shown the document without, because no handler sets them.
func AddNotices(root map[string]any) {
	shared := root["components"].(object)["responses"].(object) //nolint:forcetypeassert // written by build
	for _, item := range root["paths"].(object) {               //nolint:forcetypeassert // as above
		for _, op := range item.(object) { //nolint:forcetypeassert // as above
			if op, ok := op.(object); ok && op[xDeprecation] != nil {
				responses := op["responses"].(object) //nolint:forcetypeassert // every operation has them
				for status, response := range responses {
					responses[status] = noticed(op, response.(object), shared) //nolint:forcetypeassert // as above
				}
			}
		}
	}
}

// noticed is a response with the headers of its deprecated operation.
func noticed(op, response, shared object) object {
	if ref, ok := response["$ref"].(string); ok {
		response = shared[ref[strings.LastIndex(ref, "/")+1:]].(object) //nolint:forcetypeassert // written by errorResponses
	}
	response = maps.Clone(response)
	headers, _ := response["headers"].(object)
	if headers = maps.Clone(headers); headers == nil {
		headers = object{}
	}
	response["headers"] = headers
	about := op[xDeprecation].(object) //nolint:forcetypeassert // written by deprecate
	headers["Deprecation"] = header("Since when the operation is deprecated (RFC 9745).",
		object{"type": "string", "example": fmt.Sprintf("@%d", day(about["since"]).Unix())})
	rel := "deprecation"
	if sunset, ok := op[xSunset]; ok {
		rel = "deprecation sunset"
		headers["Sunset"] = header("From when the operation may be gone (RFC 8594).",
			object{"type": "string", "example": day(sunset).Format(http.TimeFormat)})
	}
	if guide, ok := about["guide"]; ok {
		text := fmt.Sprintf("What to use instead: <%s>; rel=%q.", guide, rel)
		if next, ok := headers["Link"].(object); ok {
			text = fmt.Sprintf("%s %s", next["description"], text)
			response["description"] = fmt.Sprintf("%s A Link without rel=\"next\" does not count.", response["description"])
		}
		headers["Link"] = header(text, object{"type": "string"})
	}
	return response
}

// day is midnight in UTC of a day that was not refused.
func day(text any) time.Time {
	at, _ := time.Parse(time.DateOnly, fmt.Sprint(text))
	return at
}
