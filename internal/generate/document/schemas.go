package document

import (
	"fmt"

	"entgo.io/ent/schema"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// addSchemas adds the bodies of an entity: Task, TaskCreate, TaskUpdate, and
// TaskToggle for each toggle.
func (d *document) addSchemas(e *plan.Entity) {
	reply, create, update := object{}, object{}, object{}
	var present, required []any
	for _, f := range e.Visible() {
		p := Property(f)
		reply[f.Name] = p
		present = append(present, f.Name)
		if f.REST.ReadOnly {
			p["readOnly"] = true
			create[f.Name] = ignored()
		}
		update[f.Name] = ignored() // unless it is updatable
	}
	for _, f := range e.Creatable() {
		p := request(f)
		if f.Required() {
			required = append(required, f.Name)
		} else if v := f.DefaultValue(); v != nil {
			p["default"] = v
		} else if f.Nullable() && f.Default {
			p["x-default-by-server"] = true
		} else if f.Nullable() {
			p["default"] = nil
		}
		create[f.Name] = p
	}
	for _, f := range e.Updatable() {
		update[f.Name] = request(f)
	}
	if e.Replies() {
		d.types[e.Name] = object{"type": "object", "description": describe(e), "properties": reply, "required": present}
		addUnique(e, d.types[e.Name].(object)) //nolint:forcetypeassert // just written
		addQuota(e, d.types[e.Name].(object))  //nolint:forcetypeassert // just written
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

// ignored is a field that a request cannot set: whatever it holds is passed over,
// so that a client can send back what it read.
func ignored() object {
	return object{"readOnly": true, "description": "Ignored in a request."}
}

// comment is what the schema says of itself by schema.Comment.
func comment(e *plan.Entity) string {
	ant, ok := e.Annotations[(*schema.CommentAnnotation)(nil).Name()].(map[string]any)
	if !ok {
		return ""
	}
	text, _ := ant["Text"].(string)
	return text
}

// whose chooses between what is said of an owner's rows, of public and of published ones.
func whose(e *plan.Entity, owned, public, published string) string {
	switch {
	case e.Owner() == nil:
		return public
	case e.REST.Published:
		return published
	default:
		return owned
	}
}

func describe(e *plan.Entity) string {
	if v := comment(e); v != "" {
		return v
	}
	return fmt.Sprintf("A %s %s", e.Name, whose(e, "of the token's subject.", "that every user may read.", "that every user may read, and its owner alone writes."))
}

// addUnique adds to the schema of a reply what is unique.
func addUnique(e *plan.Entity, reply object) {
	var all []any
	for _, u := range e.Uniques() {
		var names []any
		for _, f := range u.Fields {
			names = append(names, f.Name)
		}
		all = append(all, names)
	}
	if len(all) > 0 {
		reply["x-unique"] = all
	}
}

// addQuota adds to the schema of a reply how many of them one owner may have.
func addQuota(e *plan.Entity, reply object) {
	if e.REST.Quota != nil {
		reply["x-quota"] = *e.REST.Quota
	}
}

// refuseTaken adds the refusal of what is unique and taken to the responses of a write.
func refuseTaken(e *plan.Entity, responses object) {
	if len(e.Uniques()) > 0 {
		refuse(responses, 409)
	}
}
