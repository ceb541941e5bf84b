package contract

import (
	"encoding/json"
	"slices"

	"github.com/ogen-go/ogen/ogenregex"
)

// schema is the part of JSON Schema that the generator writes for requests.
type schema struct {
	Ref          string             `json:"$ref"`
	Type         string             `json:"type"`
	Format       string             `json:"format"`
	Nullable     bool               `json:"nullable"`
	ReadOnly     bool               `json:"readOnly"`
	Enum         []any              `json:"enum"`
	MinLength    *int               `json:"minLength"`
	MaxLength    *int               `json:"maxLength"`
	MaxUTF8      *int               `json:"x-max-bytes"`
	Pattern      string             `json:"pattern"`
	Minimum      json.Number        `json:"minimum"`
	Maximum      json.Number        `json:"maximum"`
	ExclusiveMin bool               `json:"exclusiveMinimum"`
	ExclusiveMax bool               `json:"exclusiveMaximum"`
	MinItems     *int               `json:"minItems"`
	MaxItems     *int               `json:"maxItems"`
	Items        *schema            `json:"items"`
	Unique       bool               `json:"uniqueItems"`
	Properties   map[string]*schema `json:"properties"`
	Required     []string           `json:"required"`
	Additional   additional         `json:"additionalProperties"`
	OneOf        []*schema          `json:"oneOf"`
	AnyOf        []*schema          `json:"anyOf"`
	AllOf        []*schema          `json:"allOf"`
	AliasOf      string             `json:"x-alias-of"`
	EmptyIsNull  bool               `json:"x-empty-is-null"`

	aliases []alias // of Properties
	renames bool    // see findRenamed
	known   names   // of Properties
	pattern ogenregex.Regexp
	check   func(raw []byte) error // whether the field can hold the value, or nil
}

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

// loose says whether ogen accepts values of the parameter that the document forbids.
func (p parameter) loose() bool {
	return p.separated() || p.Schema.Unique || p.Schema.loose() || p.Schema.Items != nil && p.Schema.Items.loose()
}

// loose says whether ogen also reads other forms of the schema's values: a UUID without
// hyphens unless a pattern asks for them, base64 with line breaks, the 30th of February, "+1" or
// "NaN" in a parameter.
func (s *schema) loose() bool {
	return s.Format == "uuid" && s.Pattern == "" || s.Format == "byte" || s.Format == formatDue || s.Type == "integer" || s.Type == "number"
}

// unseen says whether ogen lets pass values that the schema of a body forbids: it does not
// check a float, or a property that has members, items or no type, counts no bytes of text
// and knows no rule of the application's code.
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
