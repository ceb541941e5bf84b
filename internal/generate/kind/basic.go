package kind

import (
	"encoding/json"
	"fmt"
	"maps"

	"entgo.io/contrib/entoas"
	"entgo.io/ent/entc/gen"
	"entgo.io/ent/schema/field"
)

// basicSchema returns the schema that a basic type of Ent's has, whatever Go type the
// schema gives it. What entoas has of a default is left out: it belongs to create alone,
// and in an update it would reset the field.
func basicSchema(f *gen.Field, k Kind) (object, error) {
	if k.IsNumber() {
		return maps.Clone(numbers[f.Type.Type.String()]), nil
	}
	plain, info := *f, field.TypeInfo{Type: f.Type.Type}
	if f.IsUUID() {
		info.Ident = "uuid.UUID"
	}
	plain.Type = &info
	s, err := entoas.OgenSchema(&plain)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode what entoas has: %w", err)
	}
	var o object
	if err := json.Unmarshal(raw, &o); err != nil {
		return nil, fmt.Errorf("decode what entoas has: %w", err)
	}
	delete(o, "default")
	return o, nil
}
