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

// entFields are what Ent declares for every schema where a field's own name is declared.
var entFields = strings.Fields("And ByID Columns DefaultID Edge Edges Field Not Or String Unwrap Update ValidColumn")

// predicates are what Ent puts behind the name of a field.
var predicates = strings.Fields(`Contains ContainsFold EQ EqualFold GT GTE HasPrefix HasSuffix In IsNil LT LTE
	NEQ NotIn NotNil`)

// names is what Ent declares for a field in the package of its entity, and as methods of the
// mutation.
type names struct{ inPackage, methods []string }

func declares(f *plan.Field) names {
	name := f.StructField()
	d := names{
		inPackage: []string{name, "By" + name, "Field" + name},
		methods:   []string{name, name + "Cleared"},
	}
	for _, suffix := range predicates {
		d.inPackage = append(d.inPackage, name+suffix)
	}
	if f.Default {
		d.inPackage = append(d.inPackage, "Default"+name)
	}
	if f.UpdateDefault {
		d.inPackage = append(d.inPackage, "UpdateDefault"+name)
	}
	if f.Validators > 0 {
		d.inPackage = append(d.inPackage, name+"Validator")
	}
	for prefix := range strings.FieldsSeq("Add Added Clear Old Reset Set") {
		d.methods = append(d.methods, prefix+name)
	}
	return d
}

// declaredTwice returns what Ent would declare for the field and for something else, or "". Of
// two fields it is the one that is called so, or the later one.
func declaredTwice(f *plan.Field) string {
	name := f.StructField()
	if slices.Contains(entFields, name) {
		return name
	}
	own, passed := declares(f), false
	for _, other := range f.Entity.Fields {
		if other == f {
			passed = true
			continue
		}
		if other.StructField() == name {
			continue
		}
		theirs := declares(other)
		for _, scope := range [][2][]string{{own.inPackage, theirs.inPackage}, {own.methods, theirs.methods}} {
			for _, taken := range scope[0] {
				if slices.Contains(scope[1], taken) && (taken == name || !passed && taken != other.StructField()) {
					return taken
				}
			}
		}
	}
	return ""
}
