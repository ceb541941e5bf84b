package document

import (
	"fmt"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// maxChoices is how many values a filter takes of which one must be the field's.
const maxChoices = 100

// filterTexts say what each filter asks for.
var filterTexts = map[rest.Op]string{
	rest.OpEqual:    "Only those whose %s is this.",
	rest.OpIn:       "Only those whose %s is one of these.",
	rest.OpNot:      "Only those whose %s is not this, or is null.",
	rest.OpGreater:  "Only those whose %s is greater than this.",
	rest.OpAtLeast:  "Only those whose %s is this or greater.",
	rest.OpLess:     "Only those whose %s is less than this.",
	rest.OpAtMost:   "Only those whose %s is this or less.",
	rest.OpPrefix:   "Only those whose %s begins with this, in the same case.",
	rest.OpContains: "Only those whose %s contains this, in the same case.",
	rest.OpIsNull:   "With true, only those whose %s is null; with false, only the others.",
}

var filterTextsOfTimes = map[rest.Op]string{
	rest.OpGreater: "Only those whose %s is later than this.",
	rest.OpAtLeast: "Only those whose %s is this or later.",
	rest.OpLess:    "Only those whose %s is earlier than this.",
	rest.OpAtMost:  "Only those whose %s is this or earlier.",
}

// parameter returns the parameter of a filter.
func parameter(f *plan.Field, filter rest.Filter) object {
	text := filterTexts[filter.Op]
	if later, ok := filterTextsOfTimes[filter.Op]; ok && (f.Kind == kind.Time || f.REST.Bounds.Due) {
		text = later
	}
	p := queryParameter(f.Param(filter), fmt.Sprintf(text, f.Name), operand(f, filter.Op))
	p["x-filter"] = object{"field": f.Name, "op": string(filter.Op)}
	switch {
	case filter.Op == rest.OpContains:
		return costing(p, costs(searching))
	case filter.Op == rest.OpIn && f.Name == plan.ID:
		p["description"] = "Only those with one of these ids. An id is omitted where there is none, or none that the token's subject may read."
		return costing(p, costsEach(rowsByID))
	default:
		return p
	}
}

// operand returns the schema of what a filter compares with: any value of the
// type, even one that the field's bounds forbid, since that is found nowhere.
func operand(f *plan.Field, op rest.Op) object {
	s := f.Schema()
	if f.Kind == kind.Text {
		s["maxLength"] = maxSearch
		if most := f.REST.Bounds.MaxLength; most != nil {
			s["maxLength"] = *most
		}
		if f.REST.Bounds.Due {
			s["format"], s["pattern"] = Due, f.REST.Bounds.Pattern
		}
	}
	switch op {
	case rest.OpIn:
		return object{"type": "array", "items": s, "minItems": 1, "maxItems": maxChoices}
	case rest.OpIsNull:
		return object{"type": "boolean"}
	default:
		return s
	}
}
