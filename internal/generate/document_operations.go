package generate

import (
	"fmt"
	"maps"

	"github.com/entask/entask/internal/rest"
)

// addOperations adds the paths of an entity.
func (d *document) addOperations(e *Entity) {
	all := d.app.Prefix + "/" + e.Segment
	one := all + "/{" + e.Param + "}"
	for _, o := range []struct {
		operation    rest.Operation
		path, method string
		describe     func(*Entity) object
	}{
		{rest.List, all, "get", d.list},
		{rest.Create, all, "post", d.create},
		{rest.Read, one, "get", d.read},
		{rest.Put, one, "put", d.put},
		{rest.Update, one, "patch", d.update},
		{rest.Delete, one, "delete", d.delete},
	} {
		if e.REST.Does(o.operation) {
			d.add(e, o.path, o.method, o.describe(e))
		}
	}
	for _, f := range e.Toggles() {
		d.add(e, one+"/"+f.REST.Toggle, "patch", d.toggle(e, f))
	}
	d.addBatch(e, all+"/batch")
}

func (e *Entity) operation(verb, summary, description string, parameters []any, responses object) object {
	op := object{
		"operationId": verb + e.Name, "tags": []any{e.Plural},
		"summary": summary, "description": description, "responses": responses,
	}
	if len(parameters) > 0 {
		op["parameters"] = parameters
	}
	if e.Owner() == nil {
		op["x-public"] = true
	}
	return op
}

func (d *document) list(e *Entity) object {
	responses := object{"200": object{
		"description": "A page of the list.",
		"headers": object{
			"Link":          header(`Where more follows, the next page: <…>; rel="next" (RFC 8288).`, object{"type": "string"}),
			"X-Total-Count": header("How many there are in all, where count=true.", object{"type": "integer", "minimum": 0}),
		},
		"content": content(object{"type": "array", "items": ref("schemas", e.Name)}, "application/json"),
	}}
	refuse(responses, 422)
	op := e.operation("list", "List "+e.Plural, fmt.Sprintf("The %s %s that pass every filter, in the order asked for. "+
		"%s", e.Plural, e.whose("of the token's subject", "of everybody"), e.paging()), d.listParameters(e), responses)
	op["operationId"] = "list" + e.Plural
	return op
}

func (d *document) create(e *Entity) object {
	responses := object{"201": e.reply("Created.", object{
		"Location": always(header("The path of what was created.", object{"type": "string"})),
	})}
	refuse(responses, 400, 409, 412, 413, 415, 422)
	op := e.operation("create", "Create a "+e.Name, "Creates one for the token's subject. "+repeatedCreate, []any{idempotencyKey()}, responses)
	op["requestBody"] = body(true, e.Name+"Create", "application/json")
	return op
}

func (d *document) read(e *Entity) object {
	responses := object{"200": e.reply("As it is.", nil)}
	refuse(responses, 404, 422)
	if e.Owner() != nil {
		refuse(responses, 403)
	}
	if e.Version() == nil {
		return e.operation("read", "Read a "+e.Name, "Returns one.", nil, responses)
	}
	responses["304"] = object{"description": "It has not changed.", "headers": etagHeader()}
	return e.operation("read", "Read a "+e.Name, "Returns one, with its version in ETag.", []any{
		headerParameter("If-None-Match", "Entity tags of which none may be the present one; otherwise the answer is 304.", object{"type": "string"}),
	}, responses)
}

func (d *document) put(e *Entity) object { return d.set(e, "put", "application/json") }

func (d *document) update(e *Entity) object {
	return d.set(e, "update", "application/json", mergePatch)
}

func (d *document) set(e *Entity, verb string, types ...string) object {
	responses := object{"200": e.reply("As it is now.", nil)}
	refuse(responses, 400, 403, 404, 413, 415, 422)
	e.refuseTaken(responses)
	op := e.operation(verb, "Update a "+e.Name,
		"Sets the fields that are present; absent fields keep their value; null clears a nullable field. "+e.repeatedSet(),
		e.conditions(responses), responses)
	op["requestBody"] = body(true, e.Name+"Update", types...)
	return op
}

func (d *document) delete(e *Entity) object {
	responses := object{"204": object{"description": "It is gone."}}
	refuse(responses, 403, 404, 422)
	return e.operation("delete", "Delete a "+e.Name, "Deletes one. "+repeatedDelete, e.conditions(responses), responses)
}

func (d *document) toggle(e *Entity, f *Field) object {
	responses := object{"200": e.reply("As it is now.", nil)}
	refuse(responses, 400, 403, 404, 409, 413, 415, 422)
	op := e.operation(f.toggleVerb(), "Toggle "+f.Name,
		fmt.Sprintf("Without a body it flips %s, atomically; with one it sets it. %s", f.Name, repeatedToggle),
		append(e.conditions(responses), idempotencyKey()), responses)
	op["requestBody"] = body(false, f.ToggleType(), "application/json", mergePatch)
	return op
}

// mergePatch is the media type of RFC 7396.
const mergePatch = "application/merge-patch+json"

func (e *Entity) reply(description string, headers object) object {
	response := object{"description": description, "content": content(ref("schemas", e.Name), "application/json")}
	if e.Version() != nil {
		all := etagHeader()
		maps.Copy(all, headers)
		headers = all
	}
	if len(headers) > 0 {
		response["headers"] = headers
	}
	return response
}

func etagHeader() object {
	return object{"ETag": always(header("The version, as a strong entity tag (RFC 9110).", object{"type": "string", "example": `"1"`}))}
}

func body(required bool, schema string, types ...string) object {
	return object{"required": required, "content": content(ref("schemas", schema), types...)}
}

func content(schema object, types ...string) object {
	c := object{}
	for _, t := range types {
		c[t] = object{"schema": schema}
	}
	return c
}
