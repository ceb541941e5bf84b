package document

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/entask/entask/internal/generate/plan"
)

// xUserData marks the operations that users have on all that is kept of them.
const xUserData = "x-user-data"

// TypeLines is the media type of lines of JSON.
const TypeLines = "application/x-ndjson"

// longestPart is how many lines a part of an export has at most.
const longestPart = 1000

// addUserData adds the operations that users have on all that is kept of them.
func (d *document) addUserData() {
	me := d.api.Me()
	if me == "" {
		return
	}
	tag := strings.ToUpper(me[len(d.api.Prefix)+1:][:1]) + me[len(d.api.Prefix)+2:]
	d.tags = append(d.tags, tagOf(tag, me))
	for _, one := range []struct {
		method, path string
		operation    object
	}{{http.MethodGet, me + "/export", exportMe(d.api)}, {http.MethodDelete, me, eraseMe(d.api)}} {
		one.operation["tags"] = []any{tag}
		for _, what := range []string{"the path " + one.method + " " + one.path, fmt.Sprint("the operation id ", one.operation["operationId"])} {
			d.claims[what] = "rest.UserData()"
		}
		item, _ := d.paths[one.path].(object)
		if item == nil {
			item = object{}
			d.paths[one.path] = item
		}
		item[strings.ToLower(one.method)] = one.operation
	}
}

func exportMe(api *plan.API) object {
	responses := object{"200": object{
		"description": "A part of the export: at most limit rows, and at most 1 MiB unless the first row alone has more.",
		"headers": object{
			"Link": header(`Where more follows, the next part: <…>; rel="next" (RFC 8288).`, object{"type": "string"}),
		},
		"content": object{TypeLines: object{"schema": object{"type": "string", "format": "binary"}}},
	}}
	refuse(responses, 422)
	var names []string
	for _, e := range api.Kept() {
		names = append(names, e.Name)
	}
	return object{
		"operationId": plan.ExportMe, "summary": "Export all that is kept of you",
		"description": "All that is kept of the token's subject, as lines of JSON: " + strings.Join(names, ", ") + ", and what links them. " +
			"It comes in parts, which together are the export. The first line of the first part says what there is; the last line of the last part, of the kind end, counts the others. Without it the export is not whole.",
		"parameters": []any{
			costing(queryParameter("limit", "How many rows at most.", object{"type": "integer", "minimum": 1, "maximum": longestPart, "default": longestPart}), costsEach(rowsOfPage)),
			queryParameter("cursor", "Where to go on, from the Link header of the part before.", object{"type": "string", "minLength": 1, "maxLength": 8192}),
		},
		"responses": responses, xCost: costs(0), xUserData: "export",
	}
}

func eraseMe(api *plan.API) object {
	responses := object{"204": object{"description": "Nothing of it is kept any more."}}
	refuse(responses, 412, 422)
	kept, price := "", costs(erasing)
	if slices.ContainsFunc(api.Kept(), func(e *plan.Entity) bool { return e.REST.Published }) {
		refuse(responses, 409)
		kept = "409 says that all is erased but what others keep, because what they have leads to it. " +
			"Each such row costs kept of x-cost more, when it is found; once the limit is used up, what comes after it is not tried. "
		price["kept"] = keeping
	}
	confirm := queryParameter("confirm", "The subject of the token, so that nobody erases by mistake.", object{"type": "string", "minLength": 1, "maxLength": 255})
	confirm["required"] = true
	return object{
		"operationId": plan.EraseMe, "summary": "Erase all that is kept of you",
		"description": "Deletes all that is kept of the token's subject. Nothing brings it back. What takes longer than a request may is 503 with Retry-After: a part is erased, and a repetition goes on. " + kept +
			"The account stays with whoever issues the tokens, and what is written with a token afterwards is kept again. " +
			"It is repeatable without an Idempotency-Key: a repetition finds nothing, and is 204.",
		"parameters": []any{confirm},
		"responses":  responses, xCost: price, xUserData: "erase",
	}
}
