package document

import (
	"fmt"
	"time"

	"github.com/entask/entask/internal/generate/plan"
)

// xRestores marks the operation by which an item leaves the trash.
const xRestores = "x-restores"

// restore is the operation that takes a row out of the trash.
func (d *document) restore(e *plan.Entity) object {
	responses := object{"200": reply(e, "As it is now.", nil)}
	refuse(responses, 403, 404, 422)
	clashes := ""
	if e.Clashes() {
		refuse(responses, 409)
		clashes = "Refused with 409 while something that it belongs to is in the trash, or while what must be unique is taken. "
	}
	op := operation(e, "restore", "Restore a "+e.Name, "Takes one out of the trash, with what went there together with it. "+clashes+
		"Repeatable without an Idempotency-Key: a repetition finds nothing in the trash, and its answer is 404.", conditions(e, responses), responses)
	op[xRestores] = e.Trash().Name
	return op
}

// restoreBatch is the operation that takes many rows out of the trash.
func (d *document) restoreBatch(e *plan.Entity) object {
	responses := object{"200": replies(e, "As they are now, in the order of ids.")}
	refuse(responses, 403, 404, 412, 422)
	if e.Clashes() {
		refuse(responses, 409)
	}
	op := operation(e, plan.Restore, "Restore many "+e.Plural,
		fmt.Sprintf("Takes up to %d out of the trash, all of them or none, each with what went there together with it. The ids are in the query, as in the DELETE that moved them there. "+
			"Repeatable without an Idempotency-Key: a repetition finds nothing in the trash, and its answer is 404.", maxBatch),
		[]any{queriedIDs(e, "The ids of what to restore.", rowsOfBatch)}, responses)
	op["operationId"], op[xCost], op[xRestores] = e.BatchOperation(plan.Restore), costs(0), e.Trash().Name
	return op
}

// kept says how long a row can be restored.
func kept(e *plan.Entity) string {
	return fmt.Sprintf("There it can be restored for %s. ", lasts(e.REST.TrashFor))
}

// lasts is a duration in the words of the document.
func lasts(d time.Duration) string {
	const day = 24 * time.Hour
	if d%day == 0 {
		return fmt.Sprintf("%d days", d/day)
	}
	return fmt.Sprintf("%g hours", d.Hours())
}

// permanent is the parameter by which a deletion passes over the trash.
func permanent() object {
	return queryParameter("permanent", "Whether to delete for good, from the trash too.", object{"type": "boolean", "default": false})
}

// deleted are the parameters by which a read asks for the trash: none where there is none.
func deleted(e *plan.Entity, what string) []any {
	if e.Trash() == nil {
		return nil
	}
	return []any{queryParameter("deleted", what+": in the trash too (with), or there alone (only). Without it, what is in the trash is not there.",
		object{"type": "string", "enum": []any{"only", "with"}})}
}
