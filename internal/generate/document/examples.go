package document

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/entask/entask/internal/generate/plan"
)

// AddExamples adds to each response with a body an example that follows its schema: to the schema
// itself where that has a name. ogen is shown the document without.
func AddExamples(api *plan.API, root map[string]any) {
	s := sampler{root["components"].(object)["schemas"].(object)} //nolint:forcetypeassert // written by build
	for _, e := range api.Entities {
		for _, name := range []string{e.Name, fieldsType(e), e.FeedBody()} {
			s.exemplify(name)
		}
	}
	for _, h := range api.Handlers() {
		if h.Returns != nil {
			s.exemplify(h.Returns.Name)
		}
	}
	for _, item := range root["paths"].(object) { //nolint:forcetypeassert // written by build
		for method, op := range item.(object) { //nolint:forcetypeassert // as above
			if op, ok := op.(object); ok {
				s.exemplifyReplies(api, method, op)
			}
		}
	}
}

// exemplify gives a schema of that name an example, if there is one.
func (s sampler) exemplify(name string) {
	of, ok := s.types[name].(object)
	if !ok || of["example"] != nil {
		return
	}
	if sample, ok := s.of(of); ok {
		of["example"] = sample
	}
}

// exemplifyReplies gives examples to the replies of an operation that are of no named schema.
func (s sampler) exemplifyReplies(api *plan.API, method string, op object) {
	for status, response := range op["responses"].(object) { //nolint:forcetypeassert // every operation has them
		bodies, _ := response.(object)["content"].(object)
		for kind, body := range bodies {
			body := body.(object) //nolint:forcetypeassert // every media type has a schema
			if body["example"] != nil || !strings.HasPrefix(status, "2") {
				continue
			}
			schema := body["schema"].(object) //nolint:forcetypeassert // as above
			switch {
			case op[xOutcomes] == true:
				body["example"] = s.outcomes(method, schema)
			case kind == eventStream:
				body["example"] = s.event(bodies)
			case kind == TypeLines:
				body["example"] = s.line(api)
			case schema["$ref"] == nil && !s.shows(schema["items"]):
				if sample, ok := s.of(schema); ok {
					body["example"] = sample
				}
			}
		}
	}
}

// shows says whether a schema has an example.
func (s sampler) shows(schema any) bool {
	of, ok := schema.(object)
	if ok {
		of, ok = s.named(of)
	}
	return ok && of["example"] != nil
}

// outcomes are those of a batch: of what was done and, of rows that may be missing, of one that is.
func (s sampler) outcomes(method string, schema object) []any {
	outcome, _ := s.named(schema["items"].(object)) //nolint:forcetypeassert // a list of outcomes
	done := object{"status": map[string]int{"post": 201, "patch": 200, "delete": 204}[method]}
	if row, ok := outcome["properties"].(object)["row"].(object); ok && method != "delete" {
		done["row"], _ = s.of(row)
	}
	if method == "post" {
		return []any{done}
	}
	problem := exampleOf(404)
	delete(problem, "request_id") // that of the request
	return []any{done, object{"status": 404, "problem": problem}}
}

// exampleOf is what an error response of that status may say.
func exampleOf(status int) object {
	for _, r := range everyError {
		if r.status == status {
			return r.example()
		}
	}
	return nil
}

// event is the first of a stream whose pages are the JSON beside it.
func (s sampler) event(bodies object) string {
	page, _ := s.of(bodies["application/json"].(object)["schema"].(object)) //nolint:forcetypeassert // every feed has it
	raw, _ := json.Marshal(page)
	cursor, _ := page.(object)["cursor"].(string)
	return fmt.Sprintf("retry: 2000\nevent: changes\ndata: %s\nid: %s\n\n", raw, cursor)
}

// line is one of an export.
func (s sampler) line(api *plan.API) string {
	for _, e := range api.Kept() {
		if row, ok := s.of(Ref("schemas", e.Name)); ok {
			raw, _ := json.Marshal(object{"kind": "row", "entity": e.Name, "row": row})
			return string(raw) + "\n"
		}
	}
	return ""
}
