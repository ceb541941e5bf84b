package document

import (
	"fmt"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// maxBatch is how many rows one batch may have.
const maxBatch = 100

// addBatch adds the operations on many rows.
func (d *document) addBatch(e *plan.Entity, path string) {
	if e.BatchOf(rest.Create) {
		d.add(e, path, "post", d.createBatch(e))
	}
	if e.BatchOf(rest.Update) {
		d.types[e.BatchBody()] = object{"type": "object", "additionalProperties": false, "required": []any{"ids", "change"},
			"description": fmt.Sprintf("Which %s to change, and how.", e.Plural),
			"properties":  object{"ids": rowIDs(e), "change": Ref("schemas", e.Name+"Update")}}
		d.add(e, path, "patch", d.updateBatch(e))
	}
	if e.BatchOf(rest.Delete) {
		d.add(e, path, "delete", d.deleteBatch(e))
	}
	if e.RestoresBatch() {
		d.add(e, path+"/"+plan.Restore, "post", d.restoreBatch(e))
	}
	d.addEach(e, path+"/each")
}

func (d *document) createBatch(e *plan.Entity) object {
	responses := object{"201": replies(e, "Created, in the order of the body.")}
	refuse(responses, 400, 409, 412, 413, 415, 422)
	op := operation(e, "create", "Create many "+e.Plural,
		fmt.Sprintf("Creates up to %d for the token's subject, all of them or none. %s%s %s", maxBatch, quotaOf(e), repetitionOfCreateOfMany(e), bodyLimit),
		[]any{idempotencyKey()}, responses)
	op["operationId"] = e.BatchOperation("create")
	costsOfRows(op, object{"required": true, "content": content(object{"type": "array", "minItems": 1, "maxItems": maxBatch,
		"items": Ref("schemas", e.Name+"Create")}, "application/json")}, "")
	return op
}

func (d *document) updateBatch(e *plan.Entity) object {
	responses := object{"200": replies(e, "As they are now, in the order of ids.")}
	refuse(responses, 400, 403, 404, 412, 413, 415, 422)
	refuseTaken(e, responses)
	op := operation(e, "update", "Update many "+e.Plural,
		fmt.Sprintf("Makes the same change to up to %d, all of them or none: sets the fields that are present in change; absent fields keep their value; "+
			"null clears a nullable field. %s %s", maxBatch, repetitionOfSetOfMany(e), bodyLimit), nil, responses)
	op["operationId"] = e.BatchOperation("update")
	costsOfRows(op, body(true, e.BatchBody(), "application/json"), "ids")
	return op
}

func (d *document) deleteBatch(e *plan.Entity) object {
	responses := object{"204": object{"description": "They are gone."}}
	refuse(responses, 403, 404, 412, 422)
	ids := queriedIDs(e, "The ids of what to delete.", rowsOfBatch)
	parameters, does := []any{ids}, "Deletes"
	if e.Trashes() {
		responses["204"] = object{"description": "They are in the trash, or gone for good."}
		parameters, does = append(parameters, permanent()), "Moves to the trash"
	}
	op := operation(e, "delete", "Delete many "+e.Plural,
		fmt.Sprintf("%s up to %d, all of them or none. The ids are in the query, because the body of a DELETE means nothing (RFC 9110). %s", does, maxBatch, repeatedDelete),
		parameters, responses)
	op["operationId"], op[xCost] = e.BatchOperation("delete"), costs(0)
	return op
}

// queriedIDs is the parameter with the ids of rows, of which so many cost 1.
func queriedIDs(e *plan.Entity, description string, each int) object {
	ids := costing(queryParameter("ids", description, rowIDs(e)), costsEach(each))
	ids["required"] = true
	return ids
}

// bodyLimit is what the limit of a body means for a batch.
const bodyLimit = "The limit of a body's size, 64 KiB where the server is not set otherwise, is that of the whole batch: send what is long in several."

func replies(e *plan.Entity, description string) object {
	return object{"description": description,
		"content": content(object{"type": "array", "maxItems": maxBatch, "items": Ref("schemas", e.Name)}, "application/json")}
}

// rowIDs is a list of ids of the entity.
func rowIDs(e *plan.Entity) object {
	return object{"type": "array", "minItems": 1, "maxItems": maxBatch, "uniqueItems": true,
		"description": "The ids of the " + e.Plural + ", each once.",
		"items":       object{"type": "string", "format": "uuid"}}
}
