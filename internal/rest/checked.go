package rest

import "github.com/entask/entask/internal/runtime/fault"

// Check is what rest.Checked says of a validator that nothing else can know.
type Check struct {
	// Sentence is what the document says of the rule, and a refusal.
	Sentence string `json:"sentence"`
	// Refuses are values that the validator refuses.
	Refuses []any `json:"refuses,omitempty"`
	// Contradicted says which example the validator answers otherwise. It is found out
	// when the schema is loaded.
	Contradicted string `json:"contradicted,omitempty"`
}

// Checked keeps a field's validator that only its own code can describe, such as
// Validate, and says to clients what it asks for. Every request is asked before anything
// is written, and what the validator refuses is answered by 422 with the sentence. The
// field needs an Example, which the validator accepts; the self-test tries it, and what
// Refuses names.
//
//	field.String("isbn").Validate(isbn).Annotations(
//		rest.Checked("must be an ISBN", rest.Refuses("978-3")), rest.Example("9783161484100"))
func Checked(sentence string, options ...CheckedOption) Annotation {
	c := &Check{Sentence: sentence}
	for _, option := range options {
		option(c)
	}
	return Annotation{Checked: c}
}

// CheckedOption adds to Checked.
type CheckedOption func(*Check)

// Refuses names values that keep every other rule of the field and that its validator
// refuses.
//
//	rest.Checked("must be even", rest.Refuses(1, 3))
func Refuses(values ...any) CheckedOption {
	return func(c *Check) { c.Refuses = append(c.Refuses, values...) }
}

// Invalid is the error of a hook that refuses what a request asks for, such as one field
// that contradicts another. The client gets 422 with the sentence, at the field. Several
// of them, joined by errors.Join, are told at once.
//
//	return nil, rest.Invalid("ends_at", "must be after starts_at")
func Invalid(field, sentence string) error {
	return fault.NewInvalid("value_error", sentence, "body", field)
}
