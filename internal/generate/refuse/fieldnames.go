package refuse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/entask/entask/internal/generate/plan"
)

// fieldNameRefusals are about what Ent cannot generate code for.
var fieldNameRefusals = []refusal[*plan.Field]{{
	func(f *plan.Field) string {
		if taken := declaredTwice(f); taken != "" {
			return "has a name that is taken, because Ent declares " + taken + " for itself"
		}
		return ""
	},
	func(f *plan.Field) string {
		return fmt.Sprintf("call it otherwise; StorageKey(%q) keeps its column", f.Name)
	},
}, {
	func(f *plan.Field) string {
		for _, other := range f.Entity.Fields {
			if other == f {
				break
			}
			if other.StructField() == f.StructField() {
				return "has the Go name " + f.StructField() + ", which " + other.Name + " has too"
			}
		}
		return ""
	},
	func(f *plan.Field) string {
		return fmt.Sprintf("call it otherwise; StorageKey(%q) keeps its column", f.Name)
	},
}}

// What Ent declares where a field's own name is declared: for every schema, and before and
// behind the name of each other field.
var (
	entFields   = strings.Fields("And ByID Columns Edges Field Not Or String Unwrap Update ValidColumn")
	entPrefixes = strings.Fields("Add Added By Clear Old Reset Set")
	entSuffixes = strings.Fields(`Cleared Contains ContainsFold EQ EqualFold GT GTE HasPrefix HasSuffix In IsNil LT LTE
		NEQ NotIn NotNil`)
)

// declaredTwice returns what Ent would declare for the field and for something else, or "".
func declaredTwice(f *plan.Field) string {
	name := f.StructField()
	if slices.Contains(entFields, name) {
		return name
	}
	for _, other := range f.Entity.Fields {
		of := other.StructField()
		for _, prefix := range entPrefixes {
			if name == prefix+of {
				return name
			}
		}
		for _, suffix := range entSuffixes {
			if name == of+suffix {
				return name
			}
		}
	}
	return ""
}
