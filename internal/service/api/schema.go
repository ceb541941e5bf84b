package api

import (
	"encoding/json"
	"slices"
)

// additional is what the document asks of members that have no schema of their own.
type additional struct {
	forbidden bool
	schema    *schema
}

// UnmarshalJSON reads a boolean or a schema.
func (a *additional) UnmarshalJSON(raw []byte) error {
	var allowed bool
	if err := json.Unmarshal(raw, &allowed); err == nil {
		a.forbidden = !allowed
		return nil
	}
	return json.Unmarshal(raw, &a.schema)
}

// below are the schemas within a schema.
func (s *schema) below() []**schema {
	all := []**schema{&s.Items, &s.Additional.schema}
	for _, list := range [][]*schema{s.OneOf, s.AnyOf, s.AllOf} {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	return all
}

// loose says whether ogen takes values of the parameter that the document forbids.
func (p parameter) loose() bool {
	return p.separated() || p.Schema.Unique || p.Schema.loose() || p.Schema.Items != nil && p.Schema.Items.loose()
}

// loose says whether ogen reads the schema's values in other forms too: a UUID
// without hyphens, base64 in lines, a parameter that is "+1" or "NaN".
func (s *schema) loose() bool {
	return s.Format == "uuid" || s.Format == "byte" || s.Type == "integer" || s.Type == "number"
}

// unseen says whether ogen lets pass what the schema of a body forbids: it leaves a
// float, and a property with members, items or no type, as it came, and counts neither
// bytes of text nor knows rules of the schema's own.
func (s *schema) unseen() bool {
	switch {
	case s == nil:
		return false
	case s.Type == "array":
		return s.Items.unseen() // a batch
	}
	for _, p := range s.Properties {
		basic := slices.Contains([]string{"string", "boolean", "integer", "number"}, p.Type)
		if !p.ReadOnly && (!basic || p.Type != "integer" && p.loose() || p.MaxUTF8 != nil || p.check != nil) {
			return true
		}
	}
	return false
}
