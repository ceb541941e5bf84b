package document

import (
	"fmt"
	"maps"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// addOperations adds the paths of an entity.
func (d *document) addOperations(e *plan.Entity) {
	all := d.api.Prefix + "/" + e.Segment
	one := all + "/{" + e.Param + "}"
	for _, o := range []struct {
		operation    rest.Operation
		path, method string
		describe     func(*plan.Entity) object
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
	if e.Trashes() {
		d.add(e, one+"/"+plan.Restore, "post", d.restore(e))
	}
	for _, f := range e.Toggles() {
		if f.SharesToggle() {
			continue
		}
		d.add(e, one+"/"+f.REST.Toggle, "patch", d.toggle(e, f))
	}
	d.addBatch(e, all+"/batch")
	d.addFeed(e, all+"/"+plan.FeedSegment)
}

func operation(e *plan.Entity, verb, summary, description string, parameters []any, responses object) object {
	op := object{
		"operationId": verb + e.Name, "tags": []any{e.Plural},
		"summary": summary, "description": description, "responses": responses, xCost: costs(1),
	}
	if len(parameters) > 0 {
		op["parameters"] = parameters
	}
	if e.Owner() == nil {
		op["x-public"] = true
	}
	return op
}

func (d *document) list(e *plan.Entity) object {
	responses := object{"200": object{
		"description": "A page of the list: at most limit of them, and at most 1 MiB of JSON unless the first alone has more. Only a page without Link is the last, however short one with Link is.",
		"headers": object{
			"Link":          header(`Where more follows, the next page: <…>; rel="next" (RFC 8288).`, object{"type": "string"}),
			"X-Total-Count": header("How many there are in all, where count=true.", object{"type": "integer", "minimum": 0}),
		},
		"content": object{
			"application/json": object{"schema": page(e, e.Name)},
			TypeFields:         chosenRows(e),
		},
	}}
	refuse(responses, 422)
	op := operation(e, "list", "List "+e.Plural, fmt.Sprintf("The %s %s that pass every filter, in the order asked for. "+
		"%s", e.Plural, whose(e, "of the token's subject", "of everybody", "of everybody"), paging(e)), d.listParameters(e), responses)
	op["operationId"], op[xCost] = "list"+e.Plural, costs(0)
	publish(e, op)
	return revalidated(op)
}

// page is a list of at most as many as a request may ask for.
func page(e *plan.Entity, schema string) object {
	return object{"type": "array", "maxItems": e.Limits().Max, "items": Ref("schemas", schema)}
}

func (d *document) create(e *plan.Entity) object {
	responses := object{"201": reply(e, "Created.", location())}
	if e.REST.ClientIDs {
		responses["200"] = reply(e, "It was created before by the same request: the id is its own, and what the request sets is what it has.", location())
	}
	refuse(responses, 400, 409, 412, 413, 415, 422)
	op := operation(e, "create", "Create a "+e.Name, "Creates one for the token's subject. "+quotaOf(e)+repetitionOfCreate(e), []any{idempotencyKey()}, responses)
	op["requestBody"] = body(true, e.Name+"Create", "application/json")
	return op
}

// location is the header of a response with what was created.
func location() object {
	return object{"Location": always(header("The path of what was created.", object{"type": "string"}))}
}

func (d *document) read(e *plan.Entity) object {
	responses := object{"200": reply(e, "As it is.", nil)}
	refuse(responses, 404, 422)
	if e.Scope() != nil {
		refuse(responses, 403)
	}
	if e.Version() == nil {
		return publish(e, revalidated(operation(e, "read", "Read a "+e.Name, "Returns one.", deleted(e, "Where to find it"), responses)))
	}
	responses["304"] = notModified(ETagHeader())
	return publish(e, operation(e, "read", "Read a "+e.Name, "Returns one, with its version in ETag.", append(deleted(e, "Where to find it"), ifNoneMatch()), responses))
}

// publish says of an operation whose rows it shows to every user, by the field of the owner.
func publish(e *plan.Entity, op object) object {
	if e.REST.Published {
		op["x-published"] = e.REST.Owner
	}
	return op
}

func (d *document) put(e *plan.Entity) object {
	op := d.set(e, "put", "application/json")
	if !e.PutCreates() {
		return op
	}
	responses := op["responses"].(object) //nolint:forcetypeassert // just written
	responses["201"] = reply(e, "Created, with If-None-Match: *.", location())
	refuse(responses, 409)
	op["summary"] = "Update or create a " + e.Name
	op["description"] = fmt.Sprintf("%s With If-None-Match: * it creates one with this id, a UUID of version 4 or 7, if the token's subject has none of it; fields that a new %s must have are required then.", op["description"], e.Name)
	return op
}

func (d *document) update(e *plan.Entity) object {
	return d.set(e, "update", "application/json", MergePatch)
}

func (d *document) set(e *plan.Entity, verb string, types ...string) object {
	responses := object{"200": reply(e, "As it is now.", nil)}
	refuse(responses, 400, 403, 404, 413, 415, 422)
	refuseTaken(e, responses)
	op := operation(e, verb, "Update a "+e.Name,
		"Sets the fields that are present; absent fields keep their value; null clears a nullable field. "+repetitionOfSet(e),
		conditions(e, responses), responses)
	op["requestBody"] = body(true, e.Name+"Update", types...)
	return op
}

func (d *document) delete(e *plan.Entity) object {
	responses := object{"204": object{"description": "It is gone."}}
	refuse(responses, 403, 404, 422)
	if e.Trashes() {
		responses["204"] = object{"description": "It is in the trash, or gone for good."}
		return operation(e, "delete", "Delete a "+e.Name, "Moves one to the trash, with what belongs to it. "+kept(e)+repeatedDelete,
			append(conditions(e, responses), permanent()), responses)
	}
	return operation(e, "delete", "Delete a "+e.Name, "Deletes one. "+repeatedDelete, conditions(e, responses), responses)
}

func (d *document) toggle(e *plan.Entity, f *plan.Field) object {
	responses := object{"200": reply(e, "As it is now.", nil)}
	refuse(responses, 400, 403, 404, 409, 413, 415, 422)
	op := operation(e, f.ToggleVerb(), "Toggle "+f.Name,
		fmt.Sprintf("Without a body it flips %s, atomically; with one it sets it. %s", f.Name, repeatedToggle),
		append(conditions(e, responses), idempotencyKey()), responses)
	op["operationId"] = f.ToggleOperation()
	op["requestBody"] = body(false, f.ToggleType(), "application/json", MergePatch)
	return op
}

// MergePatch is the media type of RFC 7396.
const MergePatch = "application/merge-patch+json"

func reply(e *plan.Entity, description string, headers object) object {
	response := object{"description": description, "content": content(Ref("schemas", e.Name), "application/json")}
	if e.Version() != nil {
		all := ETagHeader()
		maps.Copy(all, headers)
		headers = all
	}
	if len(headers) > 0 {
		response["headers"] = headers
	}
	return response
}

// ETagHeader is the header of a response with one version.
func ETagHeader() map[string]any {
	return object{"ETag": always(header("The version, as a strong entity tag (RFC 9110).", object{"type": "string", "example": `"1"`}))}
}

func body(required bool, schema string, types ...string) object {
	return object{"required": required, "content": content(Ref("schemas", schema), types...)}
}

func content(schema object, types ...string) object {
	c := object{}
	for _, t := range types {
		c[t] = object{"schema": schema}
	}
	return c
}
