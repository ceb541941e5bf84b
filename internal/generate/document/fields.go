package document

import (
	"fmt"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// TypeFields is the media type of a list of which some fields were asked for.
const TypeFields = "application/vnd.entask.fields+json"

// chosen is the parameter that says which fields of its rows a list shows.
func chosen(e *plan.Entity) object {
	var names []any
	for _, f := range e.Visible() {
		names = append(names, f.Name)
	}
	p := queryParameter("fields", "Which fields to show of each: names, separated by commas. The reply is then of the type "+TypeFields+". What expand asks for is shown besides.", object{
		"type": "array", "items": object{"type": "string", "enum": names}, "maxItems": len(names), "uniqueItems": true,
	})
	p["style"], p["explode"] = "form", false
	return p
}

// chosenRows is the body of a list of which some fields were asked for. It has a media type of
// its own, so that whoever asks for none knows that all are there.
func chosenRows(e *plan.Entity) object {
	return object{"schema": page(e, fieldsType(e))}
}

// addFields adds the schema of a row with some of its fields.
func (d *document) addFields(e *plan.Entity) {
	if e.REST.Does(rest.List) {
		d.types[fieldsType(e)] = object{"type": "object", "properties": d.properties(e.Name),
			"description": fmt.Sprintf("Those fields of a %s that were asked for.", e.Name)}
	}
}

func fieldsType(e *plan.Entity) string { return e.Name + "Fields" }

// HideFields takes back what a list says of some fields, because no handler knows of it.
func HideFields(op map[string]any) {
	read, _ := op["responses"].(object)["200"].(object)
	body, _ := read["content"].(object)
	delete(body, TypeFields)
}
