package generate

import (
	"fmt"
	"slices"
)

// addEdges adds what the API shows and sets of an entity's edges, once its bodies
// and operations are there.
func (d *document) addEdges(e *Entity) {
	one := d.app.Prefix + "/" + e.Segment + "/{" + e.Param + "}"
	if op := d.operation(one, "delete"); op != nil && e.Restricting() != "" {
		op["description"] = fmt.Sprintf("%s Refused with 409 while %s.", op["description"], e.Restricting())
		refuse(op["responses"].(object), 409)
	}
	reply := d.properties(e.Name)
	for _, edge := range e.Linked {
		if name := edge.Sets(); name != "" && !edge.M2M() && reply != nil {
			p := reply[name].(object)
			p["x-links"], p["x-on-delete"] = edge.To.Name, edge.OnDelete()
		}
	}
	for _, edge := range e.Expansions() {
		reply[edge.Name] = edge.expansion()
	}
	for _, body := range []string{"Create", "Update"} {
		for _, edge := range e.LinksOf(body) {
			d.addLink(e, edge, body)
		}
	}
	for _, path := range []string{one, d.app.Prefix + "/" + e.Segment} {
		e.addExpand(d.operation(path, "get"))
	}
	for _, edge := range e.SubLists() {
		d.add(e, one+"/"+edge.Segment(), "get", d.subList(edge))
	}
}

// addLink adds to a body the property that sets an edge, and to the operations with
// that body the refusal of links that are not the viewer's to make.
func (d *document) addLink(e *Entity, edge *Edge, body string) {
	typ := d.types[e.Name+body].(object)
	properties := d.properties(e.Name + body)
	if edge.M2M() {
		properties[edge.Sets()] = edge.ids()
		if body == "Create" && !edge.Optional {
			required, _ := typ["required"].([]any)
			typ["required"] = append(required, edge.Sets())
		}
	} else {
		properties[edge.Sets()].(object)["x-links"] = edge.To.Name
	}
	all := d.app.Prefix + "/" + e.Segment
	one, batch := all+"/{"+e.Param+"}", all+"/batch"
	for _, op := range map[string][]object{
		"Create": {d.operation(all, "post"), d.operation(batch, "post")},
		"Update": {d.operation(one, "put"), d.operation(one, "patch"), d.operation(batch, "patch")},
	}[body] {
		if op != nil {
			refuse(op["responses"].(object), 403)
		}
	}
}

// operation returns an operation that was added, or nil.
func (d *document) operation(path, method string) object {
	item, _ := d.paths[path].(object)
	op, _ := item[method].(object)
	return op
}

// properties are those of a schema; nil where there is none.
func (d *document) properties(typ string) object {
	schema, _ := d.types[typ].(object)
	properties, _ := schema["properties"].(object)
	return properties
}

// ids is the property of requests that sets what an edge leads to.
func (e *Edge) ids() object {
	p := object{
		"type": "array", "maxItems": maxLinks, "uniqueItems": true, "x-links": e.To.Name,
		"items":       object{"type": "string", "format": "uuid"},
		"description": fmt.Sprintf("The ids of its %s, each a %s. In an update absent keeps them, a list replaces them.", e.Name, e.To.Name),
	}
	if !e.Optional {
		p["minItems"] = 1
	}
	return p
}

// expansion is the property of a reply that holds what the edge leads to, where
// that was asked for.
func (e *Edge) expansion() object {
	if e.Many() {
		by := ""
		if e.M2M() {
			by = e.Sets()
		}
		return object{
			"type": "array", "maxItems": maxLinks, "items": ref("schemas", e.To.Name), "x-expands": by,
			"description": fmt.Sprintf("Only with expand=%s: its %s, the latest first, at most %d.", e.Name, e.Name, maxLinks),
		}
	}
	p := object{"allOf": []any{ref("schemas", e.To.Name)}, "x-expands": e.Sets(), "description": fmt.Sprintf("Only with expand=%s.", e.Name)}
	if e.Optional || !e.OwnFK() {
		p["nullable"] = true
	}
	return p
}

// addExpand adds to an operation the parameter that asks for expansions.
func (e *Entity) addExpand(op object) {
	var names []any
	for _, edge := range e.Expansions() {
		names = append(names, edge.Name)
	}
	if op == nil || len(names) == 0 {
		return
	}
	p := queryParameter("expand", "What to show of what it is linked to, besides ids: names, separated by commas.", object{
		"type": "array", "items": object{"type": "string", "enum": names}, "maxItems": len(names), "uniqueItems": true,
	})
	p["style"], p["explode"] = "form", false
	parameters, _ := op["parameters"].([]any)
	op["parameters"] = append(parameters, p)
}

// subList is the operation that lists what an edge leads to from one row: as the
// list of all, but the filter of the edge's own key.
func (d *document) subList(e *Edge) object {
	op := d.list(e.To)
	e.To.addExpand(op)
	if key := e.ref(); key != nil {
		op["parameters"] = slices.DeleteFunc(op["parameters"].([]any), func(p any) bool { return p.(object)["name"] == key.Name })
	}
	refuse(op["responses"].(object), 403, 404)
	op["x-lists"] = op["operationId"]
	op["operationId"] = e.ListOperation()
	op["summary"] = fmt.Sprintf("List %s of a %s", e.Name, e.From.Name)
	op["description"] = fmt.Sprintf("The %s of one %s, with all that their own list can do.", e.Name, e.From.Name)
	return op
}

// ref is the field of the foreign key, where the rows at the other end hold it.
func (e *Edge) ref() *Field {
	if e.M2M() || e.OwnFK() || e.Ref == nil {
		return nil
	}
	if f := e.Ref.Field(); f != nil {
		return e.To.Field(f.Name)
	}
	return nil
}
