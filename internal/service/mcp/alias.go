package mcp

import (
	"encoding/json"
	"maps"
	"slices"
)

// UnmarshalJSON reads a schema without other names of its properties, and without the empty
// text where it is read as null: a tool needs one name and one way to say nothing.
func (s *schema) UnmarshalJSON(raw []byte) error {
	type plain schema
	if err := json.Unmarshal(raw, (*plain)(s)); err != nil {
		return err
	}
	maps.DeleteFunc(s.Properties, func(_ string, p *schema) bool { return p == nil })
	for _, all := range []*[]*schema{&s.AllOf, &s.AnyOf, &s.OneOf} {
		*all = slices.DeleteFunc(*all, func(one *schema) bool { return one == nil })
	}
	if s.EmptyIsNull && len(s.AnyOf) > 0 {
		whole := *s
		*s = *s.AnyOf[0]
		s.Description, s.Default, s.AliasOf = whole.Description, whole.Default, whole.AliasOf
	}
	maps.DeleteFunc(s.Properties, func(_ string, p *schema) bool { return p.AliasOf != "" })
	s.AllOf = slices.DeleteFunc(s.AllOf, func(rule *schema) bool {
		if rule.AliasOf != "" && len(rule.OneOf) > 0 {
			s.Required = append(s.Required, rule.AliasOf)
		}
		return rule.AliasOf != ""
	})
	return nil
}
