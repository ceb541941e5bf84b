package ogen

import (
	"maps"
	"reflect"
	"strings"

	"github.com/entask/entask/internal/generate/document"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/runtime/instant"
)

// object is a JSON object.
type object = map[string]any

// view returns a copy of the document as ogen is to see it. Error responses
// are left out, because handlers return errors and one table answers them; a
// merge patch is left out, because it is read as the JSON that it is; and rows
// in responses are finished texts, which generated code writes itself; and every date-time
// is an instant.Time, which reads what RFC 3339 has and no more, and writes its
// microseconds; and what asks whether a reply is still the same is left out, because its
// content answers that; and where no token is needed, that is a scheme too; and items that
// are made each for itself are any JSON, because an invalid one is no reason to refuse the others.
// Other names of fields are left out, because bodies have the fields' own when ogen reads them.
func view(api *plan.API, root object) object {
	seen := clone(root).(object)
	for _, path := range seen["paths"].(object) {
		for _, op := range path.(object) {
			op, ok := op.(object)
			if !ok {
				continue
			}
			maps.DeleteFunc(op["responses"].(object), func(status string, _ any) bool {
				return strings.HasPrefix(status, "4") || strings.HasPrefix(status, "5")
			})
			if body, ok := op["requestBody"].(object); ok {
				delete(body["content"].(object), document.MergePatch)
			}
			viewSecurity(op)
			document.HideRevalidation(op)
			document.HideLasting(op)
			document.HideFields(op)
			document.HideItems(op)
		}
	}
	components := seen["components"].(object)
	delete(components, "responses")
	viewAnonymous(components)
	types := components["schemas"].(object)
	delete(types, api.Problem)
	delete(types, api.BrokenRule)
	for _, t := range types {
		if t, ok := t.(object); ok {
			document.HideAccepted(t)
			viewProperties(t)
		}
	}
	viewHandlers(api, seen)
	viewReplies(api, seen)
	setInstants(seen)
	viewEdges(seen)
	for _, e := range api.Entities {
		for _, name := range []string{e.Name + "Create", e.Name + "Update"} {
			if t, ok := types[name].(object); ok {
				viewFields(e, t["properties"].(object))
			}
		}
	}
	return seen
}

// viewFields shows ogen any JSON where a field's values are for encoding/json: they
// are checked against the document by whoever explains it.
func viewFields(e *plan.Entity, properties object) {
	for _, f := range e.Fields {
		switch p, ok := properties[f.Name].(object); {
		case ok && f.Raw():
			properties[f.Name] = object{}
		case ok && f.Name == plan.ID:
			delete(p, "format") // the pattern asks for more
		}
	}
}

// setInstants gives every date-time below v the Go type of an instant.
func setInstants(v any) {
	switch v := v.(type) {
	case object:
		if v["type"] == "string" && v["format"] == "date-time" {
			v["x-ogen-type"] = instantType
		}
		for _, e := range v {
			setInstants(e)
		}
	case []any:
		for _, e := range v {
			setInstants(e)
		}
	}
}

var instantType = reflect.TypeFor[instant.Time]().PkgPath() + "." + reflect.TypeFor[instant.Time]().Name()

func clone(v any) any {
	switch v := v.(type) {
	case object:
		c := make(object, len(v))
		for k, e := range v {
			c[k] = clone(e)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, e := range v {
			c[i] = clone(e)
		}
		return c
	default:
		return v
	}
}
