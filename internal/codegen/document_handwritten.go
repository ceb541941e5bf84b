package codegen

import (
	"encoding/json"
	"fmt"
	"os"
)

// addHandwritten adds the operations of a file to the document. They get the error
// responses that every operation has; those of their own they name by $ref, such
// as "#/components/responses/NotFound".
func (d *document) addHandwritten(file string) error {
	if file == "" {
		return nil
	}
	raw, err := os.ReadFile(file) //nolint:gosec // a source file
	if err != nil {
		return fmt.Errorf("operations written by hand: %w", err)
	}
	var more struct {
		Paths      map[string]object `json:"paths"`
		Components struct {
			Schemas object `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(raw, &more); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for path, item := range more.Paths {
		if err := d.addHandwrittenPath(path, item); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	for name, schema := range more.Components.Schemas {
		if _, taken := d.types[name]; taken {
			return fmt.Errorf("%s: schema %s: is generated from ent/schema already: call it something else", file, name)
		}
		d.types[name] = schema
	}
	return nil
}

func (d *document) addHandwrittenPath(path string, item object) error {
	have, ok := d.paths[path].(object)
	if !ok {
		have = object{}
		d.paths[path] = have
	}
	for key, value := range item {
		if _, taken := have[key]; taken {
			return fmt.Errorf("%s %s: is generated from ent/schema already: choose another path", key, path)
		}
		if op, ok := value.(object); ok {
			responses, ok := op["responses"].(object)
			if !ok {
				return fmt.Errorf("%s %s: has no responses: say what it answers", key, path)
			}
			if takesNoToken(op) {
				addErrors(responses, 500, 503)
			} else {
				refuse(responses)
			}
		}
		have[key] = value
	}
	return nil
}
