package rest

import (
	"slices"

	"entgo.io/ent"

	"github.com/entask/entask/internal/runtime/fault"
)

// Invalid is the error of a hook that refuses what a request asks for, such as one field
// that contradicts another. The client gets 422 with the sentence, at the field. Several
// of them, joined by errors.Join, are told at once.
//
//	return nil, rest.Invalid("ends_at", "must be after starts_at")
func Invalid(field, sentence string) error {
	return fault.NewInvalid("value_error", sentence, "body", field)
}

// Flips says whether a toggle without a body sets a boolean field to what it is not: the
// mutation that a hook is given has no value of it then.
//
//	if rest.Flips(m, "completed") { … }
func Flips(m ent.Mutation, field string) bool {
	f, ok := m.(interface{ Flipped_() []string })
	return ok && slices.Contains(f.Flipped_(), field)
}
