package document

import (
	"strings"

	"github.com/entask/entask/internal/generate/plan"
)

// paging says what paging by cursor promises in each order. What is ordered by a field
// that a write can change may be moved by it behind a page that was read, or before one
// that is to come.
func paging(e *plan.Entity) string {
	const promise = "never skips or repeats one that was there throughout"
	stable, moving := namesOf(sortable(e, true)), namesOf(sortable(e, false))
	if len(moving) == 0 {
		return "Paging by cursor " + promise + ", whatever else is written meanwhile."
	}
	text := "Paging by cursor " + promise + " and whose place in the order did not change, whatever else is written meanwhile. "
	if len(stable) > 0 {
		text += "By " + listed(stable) + " no place ever changes. "
	}
	return text + "By " + listed(moving) + ", one that is changed in it between two pages may be missed or come twice."
}

// sortable are the fields by which a list can be ordered and that never change, or those
// that may.
func sortable(e *plan.Entity, stable bool) []*plan.Field {
	var fields []*plan.Field
	for _, f := range e.Sortable() {
		if (f.Immutable || f.Name == plan.ID) == stable {
			fields = append(fields, f)
		}
	}
	return fields
}

func namesOf(fields []*plan.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// listed is names in a sentence.
func listed(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
