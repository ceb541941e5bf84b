package refuse

import (
	"errors"
	"fmt"

	"entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/plan"
)

// Names returns which schemas have a name for which Ent cannot generate code. It is asked before
// Ent is.
func Names(schemas []*load.Schema) error {
	var errs []error
	whose := map[string]string{}
	for _, s := range schemas {
		why := plan.Reserved(s.Name)
		for _, declared := range plan.Declares(s.Name) {
			if other := whose[declared]; other != "" && why == "" {
				why = fmt.Sprintf("Ent declares %s for %s", declared, other)
			}
		}
		if why != "" {
			errs = append(errs, fmt.Errorf("ent/schema: %s: is a name that is taken, because %s: call it something else, such as My%s; rest.Path(%q) keeps its path",
				s.Name, why, s.Name, plan.Segment(s.Name)))
			continue
		}
		for _, declared := range plan.Declares(s.Name) {
			whose[declared] = s.Name
		}
	}
	return errors.Join(errs...)
}
