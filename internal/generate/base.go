package generate

import (
	"encoding/json"
	"fmt"

	"entgo.io/contrib/entoas"
	"entgo.io/ent/schema/field"
)

// basic returns the schema that entoas has for a basic type of Ent's, whatever Go
// type the schema gives it. Its default is left out: it belongs to create alone,
// and in an update it would reset the field.
func (f *Field) basic() (object, error) {
	plain, info := *f.Field, field.TypeInfo{Type: f.Type.Type}
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
