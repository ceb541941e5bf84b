package rest

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
// Where a hook of the schema checks the field and returns Invalid, Checked says that: the
// examples of all fields together must be what the hook accepts.
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
