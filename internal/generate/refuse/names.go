package refuse

import (
	"errors"
	"fmt"
	"strings"

	"entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// standIn ends the name of a schema whose own name is refused. It is a letter that no name
// has.
const standIn = "ꞌ"

// Names returns which schemas have a name for which Ent cannot generate code. It is asked before
// Ent is.
//
// It gives such a schema a name that stands in for its own, so that Ent takes it and everything
// else can be refused in the same run. Join gives it its own name back.
func Names(schemas []*load.Schema) error {
	var errs []error
	var standIns []func()
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
			standIns = append(standIns, func() { rename(schemas, s, s.Name+standIn) })
			continue
		}
		for _, declared := range plan.Declares(s.Name) {
			whose[declared] = s.Name
		}
	}
	for _, rename := range standIns {
		rename()
	}
	return errors.Join(errs...)
}

// rename gives a schema another name, in the edges that lead to it too.
func rename(schemas []*load.Schema, s *load.Schema, name string) {
	for _, other := range schemas {
		for _, e := range other.Edges {
			if e.Type == s.Name {
				e.Type = name
			}
		}
	}
	if ant, err := rest.Decode(s.Annotations); err == nil && ant.Path == "" { // the path is that of its own name
		ant.Path = plan.Segment(s.Name)
		s.Annotations = ant.AddTo(s.Annotations)
	}
	s.Name = name
}

// Join joins what is refused into one error, which says each thing once; nil where nothing is.
func Join(errs ...error) error {
	err := errors.Join(errs...)
	if err == nil {
		return nil
	}
	var once []error
	said := map[string]bool{}
	for line := range strings.SplitSeq(strings.ReplaceAll(err.Error(), standIn, ""), "\n") {
		if !said[line] {
			said[line] = true
			once = append(once, errors.New(line))
		}
	}
	return errors.Join(once...)
}
