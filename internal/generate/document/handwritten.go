package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields() // paths and components.schemas are what is taken over
	if err := decoder.Decode(&more); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: something follows after its one JSON object", file)
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
			if err := finishHandwritten(key, op); err != nil {
				return fmt.Errorf("%s %s: %w", key, path, err)
			}
		}
		have[key] = value
	}
	return nil
}

// finishHandwritten adds the responses that go without saying to an operation, or says
// what is wrong with it.
func finishHandwritten(method string, op object) error {
	responses, ok := op["responses"].(object)
	if !ok {
		return errors.New("has no responses: say what it answers")
	}
	if body, ok := op["requestBody"].(object); ok && body["$ref"] != nil {
		return errors.New("has a $ref for its requestBody: write it out")
	}
	if security, said := op["security"]; said && !isRequirements(security) {
		return errors.New(`security: must be a list of objects, such as [] or [{"bearerAuth": []}]`)
	}
	if takesNoToken(op) {
		addErrors(responses, 500, 503)
	} else {
		refuse(responses)
	}
	if method != "get" {
		addErrors(responses, 412) // of conditions that it lists, and of those that it does not
	}
	return nil
}
