// Package ask is what the program does that imports schemas: it says what Ent has of
// each schema, and asks the validators of its fields, which are closures, what they
// ask for.
//
// A validator is known where its code is Ent's own, where it can be told from its
// answers what it asks for, and where it answers a second round of questions as that
// foretells. Every other one stays unknown. It imports nothing that is generated.
// Start with Main; ask.go knows schemas, origin.go whose code a validator is,
// numbers.go and text.go the rules, pattern.go and package ecma those of text.
package ask

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"

	"entgo.io/ent"
	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/generate/isolation"
	"github.com/entask/entask/internal/rest"
)

// Path is the import path of this package.
var Path = reflect.TypeFor[Schema]().PkgPath()

// Schema is what is known of a schema.
type Schema struct {
	Ent    json.RawMessage `json:"ent"` // as Ent's loader encodes it
	Fields []Field         `json:"fields,omitempty"`
	// Leaks says what the policy allows and must not.
	Leaks []string `json:"leaks,omitempty"`
}

// Field is what the validators of a field told.
type Field struct {
	Name   string      `json:"name"`
	Bounds rest.Bounds `json:"bounds"`
	// Contradicted says which example of rest.Checked the validators answer otherwise.
	Contradicted string `json:"contradicted,omitempty"`
}

// Main writes the schemas among the values of each package, and returns the exit
// status.
func Main(stdout, stderr io.Writer, packages ...[]any) int {
	answers := make([][]Schema, len(packages))
	for i, values := range packages {
		for _, v := range values {
			schema, ok := v.(ent.Interface)
			if !ok {
				continue // a mixin, or a type of a field
			}
			answer, err := of(schema)
			if err != nil {
				fmt.Fprintln(stderr, err)
				return 1
			}
			answers[i] = append(answers[i], answer)
		}
	}
	if err := json.NewEncoder(stdout).Encode(answers); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// of returns what is known of a schema.
func of(schema ent.Interface) (Schema, error) {
	raw, err := load.MarshalSchema(schema)
	if err != nil {
		return Schema{}, err
	}
	answer := Schema{Ent: raw, Leaks: isolation.Faults(schema)}
	for _, mixin := range schema.Mixin() {
		answer.add(mixin)
	}
	answer.add(schema)
	return answer, nil
}

// add adds what the validators told of the fields that a schema or a mixin declares.
func (s *Schema) add(declared interface{ Fields() []ent.Field }) {
	for _, f := range declared.Fields() {
		d := f.Descriptor()
		told := Field{Name: d.Name, Contradicted: contradicted(d)}
		for _, v := range d.Validators {
			if b, ok := rule(declared, d, v); ok {
				b.Validators = 1
				told.Bounds.Narrow(b)
			}
		}
		if told.Contradicted != "" || told.Bounds.Validators > 0 {
			s.Fields = append(s.Fields, told)
		}
	}
}

// rule returns what a validator of a field asks for, and false where that cannot be
// known.
func rule(declared any, d *field.Descriptor, validator any) (rest.Bounds, bool) {
	if !isEnts(validator) {
		return rest.Bounds{}, false
	}
	switch validate := validator.(type) {
	case func(string) error:
		if b, ok := textRule(d.Size, validate); ok {
			return b, true
		}
		return patternRule(expressionsOf(declared)[d.Name], validate)
	case func([]byte) error:
		return bytesRule(d.Size, validate)
	default:
		return numberRule(validator)
	}
}
