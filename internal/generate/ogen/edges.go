package ogen

import (
	"strings"

	"github.com/entask/entask/internal/generate/document"
)

// viewEdges gives sub-lists and change feeds the types of the lists that they are parts of.
func viewEdges(view object) {
	types := view["components"].(object)["schemas"].(object)
	lists, parts := map[string]object{}, map[string][]object{}
	for _, path := range view["paths"].(object) {
		op, ok := path.(object)["get"].(object)
		if !ok {
			continue
		}
		if id := partOf(op); id != "" {
			parts[id] = append(parts[id], op)
		} else {
			lists[op["operationId"].(string)] = op
		}
	}
	for id, ops := range parts {
		for _, op := range append(ops, lists[id]) {
			shareTypes(types, id, op)
		}
	}
}

// partOf is the list whose parameters an operation has, or "".
func partOf(op object) string {
	id, ok := op["x-lists"].(string)
	if !ok {
		id, _ = op["x-feed"].(string)
	}
	return id
}

// shareTypes names the types of an operation's parameters after the operation
// given, as ogen does for that one.
func shareTypes(types object, id string, op object) {
	parameters, _ := op["parameters"].([]any)
	for _, p := range parameters {
		p := p.(object)
		name := goName(id) + goName(p["name"].(string))
		schema := p["schema"].(object)
		if _, ok := schema["enum"]; ok {
			types[name] = schema
			p["schema"] = document.Ref("schemas", name)
		} else if items, ok := schema["items"].(object); ok && items["enum"] != nil {
			types[name+"Item"] = items
			schema["items"] = document.Ref("schemas", name+"Item")
		}
	}
}

func goName(s string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(s, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
