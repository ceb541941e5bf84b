package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ogen-go/ogen/ogenregex"
)

// operation is what the document asks of one operation.
type operation struct {
	path       string
	reads      bool        // it changes nothing
	limit      int64       // how many bytes of a body are read
	strict     bool        // ogen lets pass some invalid bodies
	renames    bool        // bodies may have other names and values than ogen reads
	answers    answers     // with rows
	query      []parameter // those of the query
	known      names       // of those of the query
	lists      []parameter // those of the query whose values must be checked together
	headers    []string    // the canonical names of those of the header
	ids        []int       // the segments of the path that are UUIDs
	ID         string      `json:"operationId"`
	Parameters []parameter `json:"parameters"`
	Body       *struct {
		Required bool             `json:"required"`
		Content  map[string]media `json:"content"`
	} `json:"requestBody"`
	Responses map[string]struct {
		Content map[string]media `json:"content"`
	} `json:"responses"`
	Security []map[string]any `json:"security"`  // nil where it is that of all
	ByHand   bool             `json:"x-by-hand"` // ogen leaves the body to encoding/json
	Outcomes bool             `json:"x-outcomes"`
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

// compile reads a document, with what Options says of it.
func compile(document []byte, values map[string]func([]byte) error, limit int64) (*Contract, error) {
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
		if s := doc.Components.Schemas[component]; s != nil && s.Properties[property] != nil {
			s.Properties[property].check = check
			for _, a := range s.aliases {
				if a.of == property {
					s.Properties[a.name].check = check
				}
			}
		}
	}
	c := &Contract{operations: map[string]*operation{}, names: map[string]*operation{}}
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
			if err := json.Unmarshal(raw, &op); err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			op.Parameters = append(op.Parameters, shared...)
			if err := op.resolve(doc.Components.Schemas); err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			op.prepare()
			op.limit = bodyLimit(op.body(), limit)
			op.answers = op.answer(doc.Components.Schemas)
			c.names[strings.ToUpper(op.ID[:1])+op.ID[1:]] = &op
			c.operations[op.ID] = &op
		}
	}
	return c, nil
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
	at.known = newNames(slices.Collect(maps.Keys(at.Properties)))
	for name, p := range at.Properties {
		if err := resolve(&p, components); err != nil {
			return err
		}
		at.Properties[name] = p
	}
	return nil
}

// takesToken says whether the operation asks for a viewer if there is a token.
func (op *operation) takesToken() bool {
	scheme := func(requirement map[string]any) bool { return len(requirement) > 0 }
	return op.Security == nil || slices.ContainsFunc(op.Security, scheme)
}

// prepare computes what Check needs for each request.
func (op *operation) prepare() {
	op.renames = op.body().findRenamed()
	op.strict = op.ByHand || (op.renames || op.body().unseen()) && !op.apart()
	segments := strings.Split(op.path, "/")
	var query []string
	for _, p := range op.Parameters {
		switch p.In {
		case "query":
			op.query = append(op.query, p)
			query = append(query, p.Name)
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
	op.known = newNames(query)
}

// body returns the schema of the operation's body, or nil.
func (op *operation) body() *schema {
	if op.Body == nil {
		return nil
	}
	return op.Body.Content["application/json"].Schema
}
