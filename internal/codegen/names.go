package codegen

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ogen-go/ogen/gen"
)

// Names are what ogen calls the things that templates refer to: it has rules of
// its own for turning "due_before" or "id" into a Go name.
type Names struct {
	types  map[string]map[string]string // type, property to Go field
	params map[string]map[string]string // operation, parameter to Go field
}

func newNames(g *gen.Generator) Names {
	n := Names{types: map[string]map[string]string{}, params: map[string]map[string]string{}}
	for name, t := range g.Types() {
		fields := map[string]string{}
		for _, f := range t.Fields {
			fields[f.Tag.JSON] = f.Name
		}
		n.types[name] = fields
	}
	for _, op := range g.Operations() {
		fields := map[string]string{}
		for _, p := range op.Params {
			if p.Spec.In.Path() {
				fields["{"+p.Spec.Name+"}"] = p.Name
			}
			if _, ok := fields[p.Spec.Name]; !ok || !p.Spec.In.Path() {
				fields[p.Spec.Name] = p.Name
			}
		}
		n.params[op.Spec.OperationID] = fields
	}
	return n
}

// Path is where an operation is, by the name that ogen gives it.
type Path struct{ Operation, Path string }

func newPaths(g *gen.Generator) (all []Path) {
	for _, op := range g.Operations() {
		all = append(all, Path{op.Name, op.Spec.Path.String()})
	}
	return all
}

// check refuses entities whose names ogen spells in its own way.
func (n Names) check(app *App) error {
	var errs []error
	for _, e := range app.Entities {
		if _, ok := n.types[e.Name]; ok || !e.Replies() {
			continue
		}
		for name := range n.types {
			if strings.EqualFold(name, e.Name) {
				errs = append(errs, fmt.Errorf("ent/schema: %s: has a name that generated code would spell otherwise: call it %s", e.Name, name))
			}
		}
	}
	return errors.Join(errs...)
}

// Prop returns the Go field of a property.
func (n Names) Prop(typ, property string) (string, error) {
	if name, ok := n.types[typ][property]; ok {
		return name, nil
	}
	return "", fmt.Errorf("ogen knows no property %s.%s", typ, property)
}

// PathArg returns the Go field of a parameter of the path, whose name one of the
// query may have too.
func (n Names) PathArg(operation, parameter string) (string, error) {
	return n.Arg(operation, "{"+parameter+"}")
}

// Shared returns the parameters of an operation that another one has too.
func (n Names) Shared(operation, other string) (shared []string) {
	for name := range n.params[operation] {
		if arg, ok := n.params[other][name]; ok && arg != n.params[other]["{"+name+"}"] {
			shared = append(shared, name)
		}
	}
	slices.Sort(shared)
	return shared
}

// Arg returns the Go field of a parameter.
func (n Names) Arg(operation, parameter string) (string, error) {
	if name, ok := n.params[operation][parameter]; ok {
		return name, nil
	}
	return "", fmt.Errorf("ogen knows no parameter %s of %s", parameter, operation)
}
