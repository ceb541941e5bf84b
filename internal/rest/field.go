package rest

// ReadOnly keeps a field out of requests: in a body it is ignored, so that a
// client can send back what it read.
//
//	field.Time("created_at").Annotations(rest.ReadOnly())
func ReadOnly() Annotation { return Annotation{ReadOnly: true} }

// Sortable lets a list be ordered by the field, in both directions. It needs an
// index on (owner, field, id).
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

// Filter is a list parameter that compares a field.
type Filter struct {
	Op Op `json:"op"`
	// Param is the parameter's name; empty for the field's own.
	Param string `json:"param,omitempty"`
}

// Op is how a Filter compares.
type Op string

// The comparisons of a Filter.
const (
	OpEqual Op = "equal" // field = value
	OpIn    Op = "in"    // field is one of the values; the parameter is repeatable
	OpAfter Op = "after" // field >= value
	OpUntil Op = "until" // field < value
)

// Equal compares for equality, by a parameter with the field's name.
func Equal() Filter { return Filter{Op: OpEqual} }

// In asks for one of several values, by a repeatable parameter with the field's name.
func In() Filter { return Filter{Op: OpIn} }

// After asks for the value or a greater one, by the parameter named.
func After(param string) Filter { return Filter{Op: OpAfter, Param: param} }

// Until asks for a lesser value, by the parameter named.
func Until(param string) Filter { return Filter{Op: OpUntil, Param: param} }

// Filterable lets a list be filtered by the field.
//
//	field.Bool("completed").Annotations(rest.Filterable(rest.Equal()))
//	field.Time("due_date").Annotations(rest.Filterable(rest.Until("due_before"), rest.After("due_after")))
func Filterable(filters ...Filter) Annotation { return Annotation{Filters: filters} }
