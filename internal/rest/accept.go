package rest

// Accept lets the bodies of requests call the field by another name too, for clients that
// were written for another API. The document has that name as a property of its own. A body
// with both names is refused, and replies and parameters have the field's own name only.
//
//	field.Time("due_date").Annotations(rest.Accept("dueDate"))
func Accept(name string) Annotation { return Annotation{Accepts: []string{name}} }

// AcceptEmpty reads "" in the body of a request as null, which HTML forms send for an input
// that nothing was typed into. The field must be nullable and of a type of which "" is no
// value, so not text.
//
//	field.Time("due_date").Optional().Nillable().Annotations(rest.AcceptEmpty())
func AcceptEmpty() Annotation { return Annotation{EmptyIsNull: true} }
