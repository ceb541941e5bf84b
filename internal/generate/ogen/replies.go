package ogen

import (
	"reflect"

	"github.com/entask/entask/internal/generate/document"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/runtime/reply"
)

// replyType is the Go type of what package reply has written.
var replyType = reflect.TypeFor[reply.JSON]().PkgPath() + "." + reflect.TypeFor[reply.JSON]().Name()

// viewReplies shows ogen a finished text wherever a response holds rows: it writes
// the headers around them. Where a reply has one row, and of headers its ETag alone, its
// type is that of every such operation.
func viewReplies(api *plan.API, view object) {
	components := view["components"].(object)
	types, shared := components["schemas"].(object), object{}
	for _, e := range api.Entities {
		for _, path := range view["paths"].(object) {
			for _, op := range path.(object) {
				if op, ok := op.(object); ok {
					viewResponses(e, op["responses"].(object), shared)
				}
			}
		}
		if _, ok := types[e.Name]; ok {
			types[e.Name] = text()
		}
		delete(types, e.FeedBody())
		delete(types, e.Outcome())
	}
	components["responses"] = shared
}

// text is the schema of a finished text.
func text() object { return object{"x-ogen-type": replyType} }

func viewResponses(e *plan.Entity, responses, shared object) {
	row := document.Ref("schemas", e.Name)
	for status, response := range responses {
		response, _ := response.(object)
		all, _ := response["content"].(object)
		body, _ := all["application/json"].(object)
		schema, _ := body["schema"].(object)
		switch {
		case reflect.DeepEqual(schema, row):
			body["schema"] = text()
			if hasOnlyETag(response) {
				responses[status] = document.Ref("responses", e.Name)
				shared[e.Name] = object{"description": "", "headers": document.ETagHeader(), "content": object{"application/json": object{"schema": text()}}}
			}
		case e.Syncable() && reflect.DeepEqual(schema, document.Ref("schemas", e.FeedBody())):
			body["schema"] = text()
		case schema["type"] == "array" && (reflect.DeepEqual(schema["items"], row) || reflect.DeepEqual(schema["items"], document.Ref("schemas", e.Outcome()))):
			body["schema"] = text()
		}
	}
}

// hasOnlyETag says whether a response has always an ETag, and no other header.
func hasOnlyETag(response object) bool {
	headers, _ := response["headers"].(object)
	etag, _ := headers["ETag"].(object)
	return len(headers) == 1 && etag["required"] == true
}
