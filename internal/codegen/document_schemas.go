package codegen

import (
	"fmt"
	"maps"

	"github.com/entask/entask/internal/rest"
)

// addSchemas adds the bodies of an entity: Task, TaskCreate, TaskUpdate, and
// TaskToggle for each toggle.
func (d *document) addSchemas(e *Entity) {
	reply, create, update := object{}, object{}, object{}
	var present, required []any
	for _, f := range e.Visible() {
		p := d.property(f)
		reply[f.Name] = p
		present = append(present, f.Name)
		if f.REST.ReadOnly {
			p["readOnly"] = true
			create[f.Name], update[f.Name] = ignored(), ignored()
		}
	}
	for _, f := range e.Creatable() {
		p := d.property(f)
		if f.Required() {
			required = append(required, f.Name)
		} else if f.Nillable {
			p["default"] = nil
		} else if v := f.DefaultValue(); v != nil {
			p["default"] = v
		}
		create[f.Name] = p
	}
	for _, f := range e.Updatable() {
		p := d.property(f)
		update[f.Name] = p
	}
	if e.Replies() {
		d.types[e.Name] = object{"type": "object", "description": e.describe(), "properties": reply, "required": present}
		e.addUnique(d.types[e.Name].(object)) //nolint:forcetypeassert // just written
	}
	body := object{"type": "object", "properties": create, "additionalProperties": false,
		"description": fmt.Sprintf("A new %s. Read-only fields are ignored; an unknown field is refused.", e.Name)}
	if len(required) > 0 {
		body["required"] = required
	}
	if e.REST.Does(rest.Create) {
		d.types[e.Name+"Create"] = body
	}
	if e.Updates() {
		d.types[e.Name+"Update"] = updateType(update)
	}
	for _, f := range e.Toggles() {
		d.types[f.ToggleType()] = object{"type": "object", "additionalProperties": false,
			"description": "The value to set; without one it is flipped.",
			"properties":  object{f.Name: object{"type": "boolean", "description": f.Comment(), "example": true}}}
	}
}

func updateType(properties object) object {
	return object{"type": "object", "properties": properties, "additionalProperties": false,
		"description": "A JSON Merge Patch (RFC 7396): a field that is absent keeps its value, null clears a nullable field. " +
			"Read-only fields are ignored; an unknown field is refused."}
}

// property returns the schema of a field: entoas's type with the field's bounds.
func (d *document) property(f *Field) object {
	p := object{}
	maps.Copy(p, d.base[f.Entity.Name].Properties[f.Name])
	delete(p, "default") // said for create alone: in an update it would reset the field
	if f.Nillable {
		p["nullable"] = true
		if values, ok := p["enum"].([]any); ok {
			p["enum"] = append(append([]any{}, values...), nil)
		}
	}
	if v := f.REST.Bounds.MinLength; v != nil {
		p["minLength"] = *v
	}
	if v := f.REST.Bounds.MaxLength; v != nil {
		p["maxLength"] = *v
	}
	if v := f.REST.Bounds.Pattern; v != "" {
		p["pattern"] = v
	}
	if f == f.Entity.Version() {
		p["minimum"] = 1
	}
	if v := f.Comment(); v != "" {
		p["description"] = v
	}
	if v := f.REST.Example; v != nil {
		p["example"] = v
	}
	return p
}

// ignored is a read-only field in a request: whatever it holds is passed over,
// so that a client can send back what it read.
func ignored() object {
	return object{"readOnly": true, "description": "Ignored in a request."}
}

func (e *Entity) describe() string {
	return fmt.Sprintf("A %s of the token's subject.", e.Name)
}
