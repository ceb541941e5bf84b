package ogen

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ogen-go/ogen/gen"
)

// Names are what ogen calls the things that templates refer to: it has rules of
// its own for turning "due_before" or "id" into a Go name.
type Names struct {
	types      map[string]map[string]string // type, property to Go field
	params     map[string]map[string]string // operation, parameter to Go field
	operations map[string]string            // id to Go name
}

func namesOf(g *gen.Generator) Names {
	n := Names{types: map[string]map[string]string{}, params: map[string]map[string]string{}, operations: map[string]string{}}
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
		n.params[op.Spec.OperationID], n.operations[op.Spec.OperationID] = fields, op.Name
	}
	return n
}

// Type returns the Go type that is named so but for its case: ogen knows "Url" as URL.
func (n Names) Type(name string) (string, error) {
	for _, known := range slices.Sorted(maps.Keys(n.types)) {
		if strings.EqualFold(known, name) {
			return known, nil
		}
	}
	return "", fmt.Errorf("ogen knows no type %s", name)
}

// Operation returns the Go name of an operation.
func (n Names) Operation(id string) (string, error) {
	if name, ok := n.operations[id]; ok {
		return name, nil
	}
	return "", fmt.Errorf("ogen knows no operation %s", id)
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
