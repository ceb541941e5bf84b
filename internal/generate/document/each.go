package document

import (
	"fmt"
	"maps"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// xOutcomes marks an operation on many items that answers with an outcome for each.
const xOutcomes = "x-outcomes"

// rowsApart of a batch with outcomes cost 1: the refusal of each may take a statement.
const rowsApart = 1

// addEach adds the operations on many rows of which each is done or refused for itself. They
// have a path of their own, and not a parameter of the batch: a client whose types are made of
// the document would otherwise have to expect outcomes in every reply of a batch.
func (d *document) addEach(e *plan.Entity, path string) {
	if e.BatchOf(rest.Create) || e.BatchOf(rest.Update) || e.BatchOf(rest.Delete) {
		d.types[e.Outcome()] = d.outcome(e)
	}
	if e.BatchOf(rest.Create) {
		d.add(e, path, "post", d.createEach(e))
	}
	if e.BatchOf(rest.Update) {
		properties := object{"ids": rowIDs(e), "change": Ref("schemas", e.Name+"Update")}
		if e.Version() != nil {
			properties["versions"] = versions()
		}
		d.types[e.EachBody()] = object{"type": "object", "additionalProperties": false, "required": []any{"ids", "change"},
			"description": fmt.Sprintf("Which %s to change, and how.", e.Plural), "properties": properties}
		d.add(e, path, "patch", d.updateEach(e))
	}
	if e.BatchOf(rest.Delete) {
		d.add(e, path, "delete", d.deleteEach(e))
	}
}

// outcome is what became of one item.
func (d *document) outcome(e *plan.Entity) object {
	properties := object{
		"status":  object{"type": "integer", "description": "The status that a request for this item alone has: 2xx where it is done.", "example": 201},
		"problem": Ref("schemas", d.api.Problem),
	}
	if e.BatchOf(rest.Create) || e.BatchOf(rest.Update) {
		properties["row"] = Ref("schemas", e.Name)
	}
	return object{"type": "object", "required": []any{"status"}, "properties": properties,
		"description": fmt.Sprintf("What became of one of several %s: the row as it is now, or the problem for which it is refused. What is deleted has neither.", e.Plural)}
}

// versions are those that rows must have.
func versions() object {
	return object{"type": "array", "maxItems": maxBatch, "items": object{"type": "integer", "format": "int64", "minimum": 1},
		"description": "The versions that they must have, in the order of ids and as many: one that has another version is refused with 412. Without versions, any will do."}
}

// each completes an operation with outcomes.
func (d *document) each(e *plan.Entity, op object, verb string) object {
	op["responses"].(object)["207"] = object{"description": "What became of each, in the order of the request. Whether anything was done is in its outcomes alone.", //nolint:forcetypeassert // as written
		"content": content(object{"type": "array", "maxItems": maxBatch, "items": Ref("schemas", e.Outcome())}, "application/json")}
	op["operationId"], op[xOutcomes] = e.BatchOperation(verb+"Each"), true
	return op
}

// ofEach is what every such operation says.
const ofEach = "An item that is refused keeps no other from being done. With a status other than 207 nothing was done, unless detail says that the outcome is unknown: then each of them may have been done. "

func (d *document) createEach(e *plan.Entity) object {
	responses := object{}
	refuse(responses, 400, 409, 412, 413, 415, 422)
	repetition := repeatedCreate
	if e.REST.ClientIDs {
		repetition = "Repeatable without an Idempotency-Key where the client makes the id of every item: what exists already as the item has it is answered with 200. Without ids a repetition creates more."
	}
	quota := quotaOf(e)
	if quota != "" {
		quota += "Items for which it has no room are the last. "
	}
	op := operation(e, "create", "Create many "+e.Plural+", each for itself",
		fmt.Sprintf("Creates up to %d for the token's subject, each of them or not, with an outcome for each. An item that breaks a rule is refused in its outcome. %s%s"+
			"The answer to an Idempotency-Key is kept if at least one is created. %s %s", maxBatch, ofEach, quota, repetition, bodyLimit),
		[]any{idempotencyKey()}, responses)
	body := object{"required": true, "content": content(object{"type": "array", "minItems": 1, "maxItems": maxBatch,
		"items": Ref("schemas", e.Name+"Create")}, "application/json")}
	op[xCost], body[xCost] = costs(0), costsEach(rowsApart)
	op["requestBody"] = body
	return d.each(e, op, "create")
}

func (d *document) updateEach(e *plan.Entity) object {
	responses := object{}
	refuse(responses, 400, 412, 413, 415, 422)
	if len(e.LinksOf("Update")) > 0 {
		refuse(responses, 403, 409)
	}
	op := operation(e, "update", "Update many "+e.Plural+", each for itself",
		fmt.Sprintf("Makes the same change to up to %d, each of them or not, with an outcome for each. An invalid change is refused as a whole. %s%s %s", maxBatch, ofEach, repetitionOfSetOfMany(e), bodyLimit), nil, responses)
	body := body(true, e.EachBody(), "application/json")
	op[xCost], body[xCost] = costs(0), object{"price": 1, "each": rowsApart, "of": "ids"}
	op["requestBody"] = body
	return d.each(e, op, "update")
}

func (d *document) deleteEach(e *plan.Entity) object {
	responses := object{}
	refuse(responses, 412, 422)
	parameters, does := []any{queriedIDs(e, "The ids of what to delete.", rowsApart)}, "Deletes"
	if e.Version() != nil {
		parameters = append(parameters, queryParameter("versions", "The versions that they must have.", versions()))
	}
	if e.Trashes() {
		parameters, does = append(parameters, permanent()), "Moves to the trash"
	}
	op := operation(e, "delete", "Delete many "+e.Plural+", each for itself",
		fmt.Sprintf("%s up to %d, each of them or not, with an outcome for each. %s%s", does, maxBatch, ofEach,
			"Repeatable without an Idempotency-Key: a repetition finds nothing, and its outcomes are 404."), parameters, responses)
	op[xCost] = costs(0)
	return d.each(e, op, "delete")
}

// HideItems shows any JSON in place of items that are made each for itself: whoever reads them
// holds each against the document.
func HideItems(op map[string]any) {
	body, ok := op["requestBody"].(object)
	if op[xOutcomes] != true || !ok {
		return
	}
	of, _ := body["content"].(object)["application/json"].(object)["schema"].(object)
	if of["type"] == "array" {
		of = maps.Clone(of)
		of["items"] = object{}
		body["content"] = content(of, "application/json")
	}
}
