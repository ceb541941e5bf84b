package document

import (
	"maps"
	"slices"
	"strings"

	"github.com/entask/entask/internal/generate/plan"
)

// What the document says of names and values that are read as others. Of a property, xAliasOf
// is the field that it is another name of; within the allOf of a body it marks the rule that
// only one name is used.
const (
	xAliasOf     = "x-alias-of"
	xEmptyIsNull = "x-empty-is-null"
)

// addAccepted adds to the bodies of an entity the other names of its fields, and the empty
// text where it is read as null.
func (d *document) addAccepted(e *plan.Entity) {
	for _, f := range e.Fields {
		types := []string{e.Name + "Create", e.Name + "Update"}
		if f.REST.Toggle != "" {
			types = append(types, f.ToggleType())
		}
		for _, name := range types {
			if body, ok := d.types[name].(object); ok {
				accept(f, body)
			}
		}
	}
}

// accept adds to a body what it accepts of a field besides its name and its values.
func accept(f *plan.Field, body object) {
	properties := body["properties"].(object) //nolint:forcetypeassert // every body has them
	p, ok := properties[f.Name].(object)
	if !ok {
		return
	}
	if f.REST.EmptyIsNull && p["readOnly"] == nil {
		p = orEmpty(p)
		properties[f.Name] = p
	}
	if len(f.REST.Accepts) == 0 {
		return
	}
	for _, name := range f.REST.Accepts {
		properties[name] = alias(f, p)
	}
	rules, _ := body["allOf"].([]any)
	body["allOf"] = append(rules, oneName(f, body))
}

// alias is the property of another name: without a default, because the field has it already.
func alias(f *plan.Field, p object) object {
	other := maps.Clone(p)
	delete(other, "default")
	delete(other, "x-default-by-server")
	other["description"] = "Another name for " + f.Name + ": a body has one of them."
	other[xAliasOf] = f.Name
	return other
}

// oneName is the rule that a body has at most one name of the field, and one at least if the
// field was required until now.
func oneName(f *plan.Field, body object) object {
	names := append([]string{f.Name}, f.REST.Accepts...)
	required, _ := body["required"].([]any)
	others := slices.DeleteFunc(slices.Clone(required), func(name any) bool { return name == f.Name })
	var options []any
	if len(others) < len(required) {
		for _, name := range names {
			options = append(options, object{"required": []any{name}})
		}
		if body["required"] = others; len(others) == 0 {
			delete(body, "required")
		}
		return object{xAliasOf: f.Name, "oneOf": options}
	}
	for i, name := range names {
		for _, other := range names[i+1:] {
			options = append(options, object{"required": []any{name, other}})
		}
	}
	return object{xAliasOf: f.Name, "not": object{"anyOf": options}}
}

// orEmpty is a property that also takes the empty text.
func orEmpty(p object) object {
	value := maps.Clone(p)
	outer := object{xEmptyIsNull: true, "anyOf": []any{value, object{"type": "string", "enum": []any{""}, "description": "Read as null."}}}
	for said, v := range p {
		if strings.HasPrefix(said, "x-") || slices.Contains([]string{"description", "default", "example", "deprecated", "writeOnly"}, said) {
			outer[said] = v
			delete(value, said)
		}
	}
	return outer
}

// HideAccepted takes back what addAccepted adds to a body, because whoever decodes it knows
// the fields alone.
func HideAccepted(body map[string]any) {
	properties, _ := body["properties"].(object)
	for name, p := range properties {
		p, _ := p.(object)
		if p[xEmptyIsNull] != nil {
			properties[name] = withoutEmpty(p)
		}
		if p[xAliasOf] != nil {
			delete(properties, name)
		}
	}
	rules, _ := body["allOf"].([]any)
	for _, rule := range rules {
		rule, _ := rule.(object)
		field, ok := rule[xAliasOf].(string)
		if !ok {
			continue
		}
		delete(body, "allOf") // it has these rules alone
		if rule["oneOf"] != nil {
			required, _ := body["required"].([]any)
			body["required"] = append(required, field)
		}
	}
}

func withoutEmpty(p object) object {
	value := p["anyOf"].([]any)[0].(object) //nolint:forcetypeassert // as orEmpty writes it
	for said, v := range p {
		if said != "anyOf" && said != xEmptyIsNull {
			value[said] = v
		}
	}
	return value
}
