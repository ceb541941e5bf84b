package generate

import (
	"fmt"

	"github.com/entask/entask/internal/rest"
)

// maxBatch is how many rows one batch may have.
const maxBatch = 100

// BatchOf says whether the entity has the operation for many rows at once.
func (e *Entity) BatchOf(o rest.Operation) bool { return e.REST.Batch && e.REST.Does(o) }

// addBatch adds the operations on many rows.
func (d *document) addBatch(e *Entity, path string) {
	if e.BatchOf(rest.Create) {
		d.add(e, path, "post", d.createBatch(e))
	}
	if e.BatchOf(rest.Update) {
		d.types[e.Name+"BatchUpdate"] = object{"type": "object", "additionalProperties": false, "required": []any{"ids", "change"},
			"description": fmt.Sprintf("Which %s to change, and how.", e.Plural),
			"properties":  object{"ids": e.ids(), "change": ref("schemas", e.Name+"Update")}}
		d.add(e, path, "patch", d.updateBatch(e))
	}
	if e.BatchOf(rest.Delete) {
		d.add(e, path, "delete", d.deleteBatch(e))
	}
}

func (d *document) createBatch(e *Entity) object {
	responses := object{"201": e.replies("Created, in the order of the body.")}
	refuse(responses, 400, 409, 412, 413, 415, 422)
	op := e.operation("create", "Create many "+e.Plural,
		fmt.Sprintf("Creates up to %d for the token's subject, all of them or none. %s %s", maxBatch, repeatedCreate, bodyLimit),
		[]any{idempotencyKey()}, responses)
	op["operationId"] = e.batchOperation("create")
	op["requestBody"] = object{"required": true, "content": content(object{"type": "array", "minItems": 1, "maxItems": maxBatch,
		"items": ref("schemas", e.Name+"Create")}, "application/json")}
	return op
}

func (d *document) updateBatch(e *Entity) object {
	responses := object{"200": e.replies("As they are now, in the order of ids.")}
	refuse(responses, 400, 403, 404, 412, 413, 415, 422)
	e.refuseTaken(responses)
	op := e.operation("update", "Update many "+e.Plural,
		fmt.Sprintf("Makes the same change to up to %d, all of them or none: sets the fields that are present in change; absent fields keep their value; "+
			"null clears a nullable field. %s %s", maxBatch, e.repeatedSetOfMany(), bodyLimit), nil, responses)
	op["operationId"] = e.batchOperation("update")
	op["requestBody"] = body(true, e.Name+"BatchUpdate", "application/json")
	return op
}

func (d *document) deleteBatch(e *Entity) object {
	responses := object{"204": object{"description": "They are gone."}}
	refuse(responses, 403, 404, 412, 422)
	ids := queryParameter("ids", "The ids of what to delete.", e.ids())
	ids["required"] = true
	op := e.operation("delete", "Delete many "+e.Plural,
		fmt.Sprintf("Deletes up to %d, all of them or none. The ids are in the query, because the body of a DELETE means nothing (RFC 9110). %s", maxBatch, repeatedDelete),
		[]any{ids}, responses)
	op["operationId"] = e.batchOperation("delete")
	return op
}

// bodyLimit is what the limit of a body means for a batch.
const bodyLimit = "The limit of a body's size, 64 KiB where the server is not set otherwise, is that of the whole batch: send what is long in several."

func (e *Entity) batchOperation(verb string) string { return verb + e.Name + "Batch" }

func (e *Entity) replies(description string) object {
	return object{"description": description,
		"content": content(object{"type": "array", "items": ref("schemas", e.Name)}, "application/json")}
}

// ids is a list of ids of the entity.
func (e *Entity) ids() object {
	return object{"type": "array", "minItems": 1, "maxItems": maxBatch, "uniqueItems": true,
		"description": "The ids of the " + e.Plural + ", each once.",
		"items":       object{"type": "string", "format": "uuid"}}
}
