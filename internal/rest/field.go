package rest

// ReadOnly keeps a field out of requests: in a body it is ignored, so that a
// client can send back what it read.
//
//	field.Time("created_at").Annotations(rest.ReadOnly())
func ReadOnly() Annotation { return Annotation{ReadOnly: true} }

// Hidden keeps a field out of replies and requests alike: the API does not know it.
//
//	field.String("import_key").Optional().Nillable().Annotations(rest.Hidden())
func Hidden() Annotation { return Annotation{Hidden: true} }

// Sortable lets a list be ordered by the field, in both directions. It needs an
// index on (owner, field, id). Strings, numbers and times only.
//
//	field.String("title").Annotations(rest.Sortable())
func Sortable() Annotation { return Annotation{Sortable: true} }

// Searchable adds the field to what the list parameter q searches: a
// case-insensitive substring of any searchable field. Strings only.
//
//	field.String("title").Annotations(rest.Searchable())
func Searchable() Annotation { return Annotation{Searchable: true} }

// Toggle generates PATCH …/{id}/SEGMENT, which flips the boolean field, or sets
// it where the body says to which value.
//
//	field.Bool("completed").Annotations(rest.Toggle("toggle"))
func Toggle(segment string) Annotation { return Annotation{Toggle: segment} }

// Example is the value that the document shows for the field.
//
//	field.String("title").Annotations(rest.Example("Buy milk"))
func Example(value any) Annotation { return Annotation{Example: value} }
