package document

import (
	"fmt"

	"github.com/entask/entask/internal/generate/plan"
)

// What each operation that writes says of its own repetition: a client that has seen no
// answer, or a 503, must know.
const (
	repeatedCreate = "Not repeatable without an Idempotency-Key: a repetition creates more."
	repeatedToggle = "Without a body it is not repeatable without an Idempotency-Key: a repetition flips it back. With a body it is."
	repeatedSet    = "Repeatable without an Idempotency-Key: a repetition sets the same values again, over what was written in between"
	repeatedDelete = "Repeatable without an Idempotency-Key: a repetition finds nothing, and its answer is 404."
)

func repetitionOfCreate(e *plan.Entity) string {
	if !e.REST.ClientIDs {
		return repeatedCreate
	}
	return "Repeatable without an Idempotency-Key where the client makes the id: a repetition is answered with what the first request created, and with 409 if its content is another one by now. " +
		"Without an id a repetition creates more."
}

func repetitionOfCreateOfMany(e *plan.Entity) string {
	if !e.REST.ClientIDs {
		return repeatedCreate
	}
	return "Repeatable without an Idempotency-Key where the client makes the id of every item: a repetition is answered as the first request. If only some of the ids exist, or their content is another one by now, nothing is created and the answer is 409. " +
		"Without ids a repetition creates more."
}

func repetitionOfSet(e *plan.Entity) string {
	if e.Version() == nil {
		return repeatedSet + "."
	}
	return repeatedSet + " unless If-Match forbids it, and raises the version again."
}

func repetitionOfSetOfMany(e *plan.Entity) string {
	if e.Version() == nil {
		return repeatedSet + "."
	}
	return repeatedSet + ", and raises each version again."
}

// quotaOf is what a create says of the quota.
func quotaOf(e *plan.Entity) string {
	if e.REST.Quota == nil {
		return ""
	}
	return fmt.Sprintf("A user may have at most %d %s, and more are refused with 409. ", *e.REST.Quota, e.Plural)
}

// idempotencyKey is the parameter by which an operation may be repeated.
func idempotencyKey() object {
	return headerParameter("Idempotency-Key", "For 24 hours, a repetition with the same key is given the first answer again and does nothing more. "+
		"The key stands for the whole request: its operation, path, conditions and body. With another of these it is refused with 422; while the first is running, with 409, and also when what it was used for is not there any more.",
		object{"type": "string", "minLength": 1, "maxLength": 255})
}

// conditions returns the parameters by which a write of one row is conditional, and
// adds their refusal.
func conditions(e *plan.Entity, responses object) []any {
	refuse(responses, 412)
	match := "Entity tags of which one must be the present one, or * for any; otherwise nothing is written and the answer is 412."
	none := "Entity tags of which none may be the present one; otherwise nothing is written and the answer is 412, as it always is for * where one exists."
	if e.Version() == nil {
		match = "It has no entity tag: only * holds. Otherwise nothing is written and the answer is 412."
		none = "It has no entity tag: every list of them holds. For * nothing is written and the answer is 412."
		responses["412"] = Ref("responses", noEntityTag.name)
	}
	return []any{
		headerParameter("If-Match", match, object{"type": "string"}),
		headerParameter("If-None-Match", none, object{"type": "string"}),
	}
}
