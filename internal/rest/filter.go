package rest

// Filter is a list parameter that compares a field.
type Filter struct {
	Op Op `json:"op"`
	// Param is the parameter's name where the schema names it.
	Param string `json:"param,omitempty"`
}

// Op is how a Filter compares.
type Op string

// The comparisons of a Filter. A row without a value passes OpNot and OpIsNull,
// and fails every other one.
const (
	OpEqual    Op = "equal"    // field = value
	OpIn       Op = "in"       // field is one of the values; the parameter is repeatable
	OpNot      Op = "not"      // field is another value, or none
	OpGreater  Op = "greater"  // field > value
	OpAtLeast  Op = "at_least" // field >= value
	OpLess     Op = "less"     // field < value
	OpAtMost   Op = "at_most"  // field <= value
	OpPrefix   Op = "prefix"   // field begins with value, in the same case
	OpContains Op = "contains" // field contains value, in the same case
	OpIsNull   Op = "is_null"  // field has no value, or with false: has one

	between Op = "between" // OpAtLeast and OpAtMost
)

// suffixes follow the field's name in the name of a parameter.
var suffixes = map[Op]string{
	OpNot: "_not", OpGreater: "_gt", OpAtLeast: "_gte", OpLess: "_lt", OpAtMost: "_lte",
	OpPrefix: "_prefix", OpContains: "_contains", OpIsNull: "_is_null",
}

// Name returns the name of the filter's parameter for a field.
func (f Filter) Name(field string) string {
	if f.Param != "" {
		return f.Param
	}
	return field + suffixes[f.Op]
}

// Equal compares for equality, by a parameter with the field's name.
func Equal() Filter { return Filter{Op: OpEqual} }

// In asks for one of several values, by a repeatable parameter with the field's name.
func In() Filter { return Filter{Op: OpIn} }

// Not asks for another value or none, by the parameter FIELD_not.
func Not() Filter { return Filter{Op: OpNot} }

// Greater asks for a greater number or a later time, by the parameter FIELD_gt.
func Greater() Filter { return Filter{Op: OpGreater} }

// AtLeast asks for the value or a greater one, by the parameter FIELD_gte.
func AtLeast() Filter { return Filter{Op: OpAtLeast} }

// Less asks for a lesser number or an earlier time, by the parameter FIELD_lt.
func Less() Filter { return Filter{Op: OpLess} }

// AtMost asks for the value or a lesser one, by the parameter FIELD_lte.
func AtMost() Filter { return Filter{Op: OpAtMost} }

// Between asks for a value from one to another, both included, by the parameters
// FIELD_gte and FIELD_lte.
func Between() Filter { return Filter{Op: between} }

// Prefix asks for a beginning, in the same case, by the parameter FIELD_prefix.
func Prefix() Filter { return Filter{Op: OpPrefix} }

// Contains asks for a substring, in the same case, by the parameter FIELD_contains.
func Contains() Filter { return Filter{Op: OpContains} }

// IsNull asks whether there is no value, by the boolean parameter FIELD_is_null.
func IsNull() Filter { return Filter{Op: OpIsNull} }

// After is AtLeast by the parameter named.
func After(param string) Filter { return Filter{Op: OpAtLeast, Param: param} }

// Until is Less by the parameter named.
func Until(param string) Filter { return Filter{Op: OpLess, Param: param} }

// Filterable lets a list be filtered by the field.
//
//	field.Bool("completed").Annotations(rest.Filterable(rest.Equal()))
//	field.Int("pages").Annotations(rest.Filterable(rest.Equal(), rest.Between()))
//	field.Time("due_date").Annotations(rest.Filterable(rest.Until("due_before"), rest.After("due_after")))
func Filterable(filters ...Filter) Annotation {
	var all []Filter
	for _, f := range filters {
		if f.Op == between {
			all = append(all, AtLeast(), AtMost())
		} else {
			all = append(all, f)
		}
	}
	return Annotation{Filters: all}
}
