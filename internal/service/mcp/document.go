package mcp

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"
)

// document is the part of an OpenAPI document that tools are made of.
type document struct {
	Info struct {
		Title string `json:"title"`
	} `json:"info"`
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`

	operations map[string]map[string]*operation // by path and method
}

// operation is an operation of the document.
type operation struct {
	Tags       []string    `json:"tags"`
	ByHand     bool        `json:"x-by-hand"`
	Parameters []parameter `json:"parameters"`
	Body       content     `json:"requestBody"`
	Responses  map[string]content
}

// content is a body by its media type.
type content struct {
	Content map[string]struct {
		Schema *schema `json:"schema"`
	} `json:"content"`
}

// parameter is a parameter of an operation.
type parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Description string  `json:"description"`
	Explode     *bool   `json:"explode"`
	Schema      *schema `json:"schema"`
	Filter      *struct {
		Op string `json:"op"`
	} `json:"x-filter"`
	Search []string `json:"x-search"`
}

func read(raw []byte) (*document, error) {
	doc := &document{operations: map[string]map[string]*operation{}}
	if err := json.Unmarshal(raw, doc); err != nil {
		return nil, err
	}
	for p, item := range doc.Paths {
		doc.operations[p] = map[string]*operation{}
		for name, raw := range item {
			method := strings.ToUpper(name)
			switch method {
			case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
				op := &operation{}
				if err := json.Unmarshal(raw, op); err != nil {
					return nil, err
				}
				doc.operations[p][method] = op
			}
		}
	}
	doc.Paths = nil // nothing needs it any more
	return doc, nil
}

// mostDeep is how many references or schemas within each other are followed.
const mostDeep = 16

// of returns a schema past its references, or nil.
func (d *document) of(s *schema) *schema {
	for range mostDeep {
		if s == nil || s.Ref == "" {
			return s
		}
		s = d.Components.Schemas[path.Base(s.Ref)]
	}
	return nil
}

// body returns the schema of the JSON that an operation takes, or nil.
func (d *document) body(op *operation) *schema { return d.of(op.Body.json()) }

// reply returns the schema of the JSON that an operation answers with, or nil.
func (d *document) reply(op *operation) *schema {
	for _, status := range []string{"200", "201"} {
		if s := d.of(op.Responses[status].json()); s != nil {
			return s
		}
	}
	return nil
}

func (c content) json() *schema { return c.Content["application/json"].Schema }

// takes says whether an operation has a parameter.
func (op *operation) takes(in, name string) bool { return op.parameter(in, name) != nil }

func (op *operation) parameter(in, name string) *parameter {
	for i, p := range op.Parameters {
		if p.In == in && p.Name == name {
			return &op.Parameters[i]
		}
	}
	return nil
}
