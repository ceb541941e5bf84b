package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ogen-go/ogen/ogenregex"
)

// rules are what the document asks of requests, by operation.
type rules struct {
	operations map[string]*operation
	names      map[string]*operation // the same, as ogen names nearly all
}

// named returns an operation by the name that ogen gives it: its id, which differs in
// upper and lower case only.
func (r *rules) named(name string) *operation {
	if op, ok := r.names[name]; ok {
		return op
	}
	for id, op := range r.operations {
		if strings.EqualFold(id, name) {
			return op
		}
	}
	return nil
}

// operation is what the document asks of one operation.
type operation struct {
	id, path   string
	reads      bool        // it changes nothing
	limit      int64       // how many bytes of a body are read
	strict     bool        // the body has something that ogen lets pass
	query      []parameter // those of the query
	lists      []parameter // those of the query whose values only the document tells right from wrong, together
	headers    []string    // the names of those of the header, as http.Header has them
	ids        []int       // where in the path a UUID stands
	Parameters []parameter `json:"parameters"`
	Body       *struct {
		Required bool             `json:"required"`
		Content  map[string]media `json:"content"`
	} `json:"requestBody"`
	Security []map[string]any `json:"security"` // nil where it is that of all
}

type media struct {
	Schema *schema `json:"schema"`
}

type parameter struct {
	Name     string  `json:"name"`
	In       string  `json:"in"`
	Required bool    `json:"required"`
	Explode  *bool   `json:"explode"`
	Schema   *schema `json:"schema"`
}

// repeatable says whether the parameter can be given more than once.
func (p parameter) repeatable() bool { return p.Schema.Type == "array" && !p.separated() }

// separated says whether the values of an array come in one, with commas between.
func (p parameter) separated() bool { return p.Explode != nil && !*p.Explode }

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

	pattern ogenregex.Regexp
	check   func(raw []byte) error // whether a Go type can hold the value, or nil
}

// newRules reads the document. References are followed, patterns compiled; values
// are what app.App says of the properties that are left to Go types, and the limit is
// that of Options.
func newRules(document []byte, values map[string]func([]byte) error, limit int64) (*rules, error) {
	var doc struct {
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas map[string]*schema `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, err
	}
	for name, check := range values {
		component, property, _ := strings.Cut(name, ".")
		if c := doc.Components.Schemas[component]; c != nil && c.Properties[property] != nil {
			c.Properties[property].check = check
		}
	}
	r := &rules{operations: map[string]*operation{}, names: map[string]*operation{}}
	for path, item := range doc.Paths {
		var shared []parameter
		if raw, ok := item["parameters"]; ok {
			if err := json.Unmarshal(raw, &shared); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
		for method, raw := range item {
			if !slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
				continue
			}
			op := operation{path: path, reads: method == "get"}
			id := struct {
				ID string `json:"operationId"`
			}{}
			if err := errors.Join(json.Unmarshal(raw, &op), json.Unmarshal(raw, &id)); err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			op.Parameters = append(op.Parameters, shared...)
			if err := op.resolve(doc.Components.Schemas); err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			op.id = id.ID
			op.prepare()
			op.limit = bodyLimit(op.body(), limit)
			r.names[strings.ToUpper(op.id[:1])+op.id[1:]] = &op
			r.operations[id.ID] = &op
		}
	}
	return r, nil
}

func (op *operation) resolve(components map[string]*schema) error {
	for i := range op.Parameters {
		if err := resolve(&op.Parameters[i].Schema, components); err != nil {
			return fmt.Errorf("parameter %s: %w", op.Parameters[i].Name, err)
		}
	}
	if op.Body == nil {
		return nil
	}
	for name, m := range op.Body.Content {
		if err := resolve(&m.Schema, components); err != nil {
			return fmt.Errorf("body: %w", err)
		}
		op.Body.Content[name] = m
	}
	return nil
}

func resolve(s **schema, components map[string]*schema) (err error) {
	if *s == nil {
		return nil
	}
	if name, ok := strings.CutPrefix((*s).Ref, "#/components/schemas/"); ok {
		if *s, ok = components[name]; !ok {
			return fmt.Errorf("no schema %s", name)
		}
	}
	at := *s
	if at.Pattern != "" && at.pattern == nil {
		if at.pattern, err = ogenregex.Compile(at.Pattern); err != nil {
			return err
		}
	}
	for _, b := range at.below() {
		if err := resolve(b, components); err != nil {
			return err
		}
	}
	for name, p := range at.Properties {
		if err := resolve(&p, components); err != nil {
			return err
		}
		at.Properties[name] = p
	}
	return nil
}

// takesToken says whether the operation asks for a viewer where there is a token.
func (op *operation) takesToken() bool {
	scheme := func(requirement map[string]any) bool { return len(requirement) > 0 }
	return op.Security == nil || slices.ContainsFunc(op.Security, scheme)
}

// prepare sorts out what each request is held against.
func (op *operation) prepare() {
	op.strict = op.body().unseen()
	segments := strings.Split(op.path, "/")
	for _, p := range op.Parameters {
		switch p.In {
		case "query":
			op.query = append(op.query, p)
			if p.repeatable() && p.loose() {
				op.lists = append(op.lists, p)
			}
		case "header":
			op.headers = append(op.headers, http.CanonicalHeaderKey(p.Name))
		case "path":
			if i := slices.Index(segments, "{"+p.Name+"}"); i >= 0 && p.Schema.Format == "uuid" {
				op.ids = append(op.ids, i)
			}
		}
	}
}

// body returns the schema of the operation's body, or nil.
func (op *operation) body() *schema {
	if op.Body == nil {
		return nil
	}
	return op.Body.Content["application/json"].Schema
}
