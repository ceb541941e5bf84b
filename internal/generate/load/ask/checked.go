package ask

import (
	"encoding/json"
	"fmt"
	"reflect"

	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// contradicted says which example of a field with rest.Checked its validators, or that
// of its Go type, answer otherwise than the schema says, or "".
func contradicted(d *field.Descriptor) string {
	var said rest.Annotation
	for _, a := range d.Annotations {
		if a, ok := a.(rest.Annotation); ok {
			said, _ = said.Merge(a).(rest.Annotation)
		}
	}
	if said.Checked == nil || len(d.Validators) == 0 {
		return "" // or the Go type validates itself
	}
	if err := validate(d, said.Example); said.Example != nil && err != nil {
		return fmt.Sprintf("its example %v is refused: %v", said.Example, err)
	}
	if d.Default != nil && reflect.TypeOf(d.Default).Kind() != reflect.Func {
		if err := validate(d, d.Default); err != nil {
			return fmt.Sprintf("its default %v is refused: %v", d.Default, err)
		}
	}
	for _, v := range said.Checked.Refuses {
		if validate(d, v) == nil {
			return fmt.Sprintf("%v, which it says is refused, is accepted", v)
		}
	}
	return ""
}

// validate returns why the validators refuse a value, or nil.
func validate(d *field.Descriptor, value any) error {
	for _, validator := range d.Validators {
		fn := reflect.ValueOf(validator)
		v := reflect.New(fn.Type().In(0))
		if err := convert(value, v.Interface()); err != nil {
			return err
		}
		if err, ok := reflect.TypeAssert[error](fn.Call([]reflect.Value{v.Elem()})[0]); ok {
			return err
		}
	}
	return nil
}

// convert makes of a value that a schema gives what a validator takes.
func convert(value, to any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, to)
}
