package generate

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/ogen-go/ogen"
	"github.com/ogen-go/ogen/gen"

	"github.com/entask/entask/internal/runtime/instant"
)

// newGenerator parses what ogen is to see of the document.
func newGenerator(app *App, root object) (*gen.Generator, error) {
	raw, err := json.Marshal(ogenView(app, root))
	if err != nil {
		return nil, err
	}
	spec, err := ogen.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("parse for ogen: %w", err)
	}
	g, err := gen.NewGenerator(spec, gen.Options{Generator: gen.GenerateOptions{
		ConvenientErrors: -1, // one ErrorHandler answers for decoder, security and handlers alike
		Features: &gen.FeatureOptions{
			DisableAll: true,
			Enable:     gen.FeatureSet{gen.PathsServer.Name: {}},
		},
	}})
	if err != nil {
		return nil, fmt.Errorf("ogen: %w", err)
	}
	return g, nil
}

// ogenView returns a copy of the document as ogen is to see it. Error responses
// are left out, because handlers return errors and one table answers them; a
// merge patch is left out, because it is read as the JSON that it is; and rows
// in responses are finished texts, which generated code writes itself; and every date-time
// is an instant.Time, which reads what RFC 3339 has and no more, and writes its
// microseconds; and where no token is needed, that is a scheme too.
func ogenView(app *App, root object) object {
	view := deepCopy(root).(object)
	for _, path := range view["paths"].(object) {
		for _, op := range path.(object) {
			op, ok := op.(object)
			if !ok {
				continue
			}
			maps.DeleteFunc(op["responses"].(object), func(status string, _ any) bool {
				return strings.HasPrefix(status, "4") || strings.HasPrefix(status, "5")
			})
			if body, ok := op["requestBody"].(object); ok {
				delete(body["content"].(object), mergePatch)
			}
			viewSecurity(op)
		}
	}
	components := view["components"].(object)
	delete(components, "responses")
	viewAnonymous(components)
	types := components["schemas"].(object)
	delete(types, "Problem")
	delete(types, "BrokenRule")
	viewHandlers(app, view)
	viewReplies(app, view)
	setInstants(view)
	viewEdges(view)
	for _, e := range app.Entities {
		for _, name := range []string{e.Name + "Create", e.Name + "Update"} {
			if t, ok := types[name].(object); ok {
				viewFields(e, t["properties"].(object))
			}
		}
	}
	return view
}

// viewFields shows ogen any JSON where a field's values are for encoding/json: they
// are checked against the document by whoever explains it.
func viewFields(e *Entity, properties object) {
	for _, f := range e.Fields {
		if _, ok := properties[f.Name]; ok && f.Raw() {
			properties[f.Name] = object{}
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

func deepCopy(v any) any {
	switch v := v.(type) {
	case object:
		c := make(object, len(v))
		for k, e := range v {
			c[k] = deepCopy(e)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, e := range v {
			c[i] = deepCopy(e)
		}
		return c
	default:
		return v
	}
}
