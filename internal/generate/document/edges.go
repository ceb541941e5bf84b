package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/entask/entask/internal/generate/plan"
)

// addEdges adds what the API shows and sets of an entity's edges, once its bodies
// and operations are there.
func (d *document) addEdges(e *plan.Entity) {
	one := d.api.Prefix + "/" + e.Segment + "/{" + e.Param + "}"
	if op := d.operation(one, "delete"); op != nil && e.Restricting() != "" {
		op["description"] = fmt.Sprintf("%s Refused with 409 while %s.", op["description"], e.Restricting())
		refuse(op["responses"].(object), 409)
	}
	reply := d.properties(e.Name)
	for _, edge := range e.Linked {
		if name := edge.Sets(); name != "" && !edge.M2M() && reply != nil {
			p := reply[name].(object)
			p["x-links"], p["x-on-delete"] = edge.To.Name, edge.OnDelete()
			if slices.Contains(e.Trees(), edge) {
				p["x-tree"] = true
			}
		}
	}
	for _, edge := range e.Expansions() {
		reply[edge.Name] = expansion(edge)
	}
	for _, body := range []string{"Create", "Update"} {
		for _, edge := range e.LinksOf(body) {
			d.addLink(e, edge, body)
		}
	}
	for _, edge := range e.Trees() {
		p := d.properties(e.Name + "Update")[edge.Sets()].(object)
		text, _ := p["description"].(string)
		p["description"] = strings.TrimSpace(text + " It is neither the " + e.Name + " itself nor one below it. " +
			"While another request moves what it leads to, or one above that, it is refused with 409: send it again.")
		for _, op := range []object{d.operation(one, "put"), d.operation(one, "patch"), d.operation(d.api.Prefix+"/"+e.Segment+"/batch", "patch")} {
			if op != nil {
				refuse(op["responses"].(object), 409)
			}
		}
	}
	for _, path := range []string{one, d.api.Prefix + "/" + e.Segment} {
		addExpand(e, d.operation(path, "get"))
	}
	for _, edge := range e.SubLists() {
		d.add(e, one+"/"+edge.Segment(), "get", d.subList(edge))
	}
}

// addLink adds to a body the property that sets an edge, and to the operations with
// that body the refusal of links that are not the viewer's to make.
func (d *document) addLink(e *plan.Entity, edge *plan.Edge, body string) {
	typ := d.types[e.Name+body].(object)
	properties := d.properties(e.Name + body)
	if edge.M2M() {
		properties[edge.Sets()] = linkIDs(edge)
		if body == "Create" && !edge.Optional {
			required, _ := typ["required"].([]any)
			typ["required"] = append(required, edge.Sets())
		}
	} else {
		properties[edge.Sets()].(object)["x-links"] = edge.To.Name
	}
	all := d.api.Prefix + "/" + e.Segment
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

// linkIDs is the property of requests that sets what an edge leads to.
func linkIDs(e *plan.Edge) object {
	p := object{
		"type": "array", "maxItems": plan.MaxLinks, "uniqueItems": true, "x-links": e.To.Name,
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
func expansion(e *plan.Edge) object {
	if e.Many() {
		by := ""
		if e.M2M() {
			by = e.Sets()
		}
		return object{
			"type": "array", "maxItems": plan.MaxLinks, "items": Ref("schemas", e.To.Name), "x-expands": by,
			"description": fmt.Sprintf("Only with expand=%s: its %s, the latest first, at most %d.", e.Name, e.Name, plan.MaxLinks),
		}
	}
	p := object{"allOf": []any{Ref("schemas", e.To.Name)}, "x-expands": e.Sets(), "description": fmt.Sprintf("Only with expand=%s.", e.Name)}
	if e.Nullable() {
		p["type"], p["nullable"] = "object", true // nullable means nothing without a type
	}
	return p
}

// addExpand adds to an operation the parameter that asks for expansions.
func addExpand(e *plan.Entity, op object) {
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
	op["parameters"] = append(parameters, costing(p, costsEach(expanding)))
}

// subList is the operation that lists what an edge leads to from one row: as the
// list of all, but the filter of the edge's own key.
func (d *document) subList(e *plan.Edge) object {
	op := d.list(e.To)
	addExpand(e.To, op)
	if key := e.OtherKey(); key != nil {
		op["parameters"] = slices.DeleteFunc(op["parameters"].([]any), func(p any) bool { return p.(object)["name"] == key.Name })
	}
	refuse(op["responses"].(object), 404)
	if !e.From.REST.Published {
		refuse(op["responses"].(object), 403)
	}
	op["x-lists"] = op["operationId"]
	op["operationId"] = e.ListOperation()
	op["summary"] = fmt.Sprintf("List %s of a %s", e.Name, e.From.Name)
	op["description"] = fmt.Sprintf("The %s of one %s, with all that their own list can do.", e.Name, e.From.Name)
	return op
}
