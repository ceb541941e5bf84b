// Package document writes the OpenAPI document of an API.
//
// It imports of the generator the plan and its kinds, never ogen or a template. Start with New;
// operations.go has the paths of an entity, schemas.go its bodies, property.go a field.
package document

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/entask/entask/internal/generate/plan"
)

// object is a JSON object.
type object = map[string]any

// About is what the document says that no schema does.
type About struct {
	Title, Version, Description string
}

// document is the OpenAPI document while it is being written.
type document struct {
	api   *plan.API
	about About
	root  object
	paths object
	types object

	tags    []any
	goTypes map[string]string // what a schema describes that is a Go type
	claims  map[string]string // whose an operation or a schema is
	refused []error
}

// New returns the OpenAPI 3.0.3 document of an API, and as an error what two entities cannot
// both have. It says so of an API that is refused for other reasons too.
func New(api *plan.API, about About) (map[string]any, error) {
	d := &document{api: api, about: about, paths: object{}, types: object{}, goTypes: map[string]string{}, claims: map[string]string{}}
	err := d.build()
	return d.root, err
}

// build writes the document.
func (d *document) build() error {
	d.root = object{
		"openapi": "3.0.3",
		"info": object{
			"title": d.about.Title, "version": d.about.Version, "description": d.about.Description,
			"license": object{"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
		},
		"servers":  []any{object{"url": "/", "description": "The server that this document comes from."}},
		"security": []any{object{"bearerAuth": []any{}}},
		"paths":    d.paths,
		"components": object{
			"schemas":   d.types,
			"responses": errorResponses(d.api),
			"securitySchemes": object{"bearerAuth": object{
				"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
				"description": "A JSON Web Token whose subject is the user, checked as RFC8725 asks.",
			}},
		},
	}
	addProblem(d.types, d.api.Problem, d.api.BrokenRule)
	for name := range d.types {
		d.claims["the schema "+name] = "every error response"
	}
	for _, e := range d.api.Entities {
		d.tags = append(d.tags, object{"name": e.Plural, "description": "The " + e.Plural + " " + whose(e, "of the token's subject, and nobody else's.", "that every user may read.", "that every user may read, and their owner alone writes.")})
		d.addEntity(e)
	}
	d.addUserData()
	d.addHandlers()
	d.addDeprecations()
	d.tellConditions()
	d.root["tags"] = d.tags
	return errors.Join(d.refused...)
}

// Validate refuses a document that does not follow OpenAPI 3.0.
func Validate(root map[string]any) error {
	raw, err := json.Marshal(root)
	if err != nil {
		return err
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		return err
	}
	return doc.Validate(context.Background(), openapi3.EnableExamplesValidation())
}

// Ref is a reference to a component.
func Ref(kind, name string) map[string]any {
	return object{"$ref": "#/components/" + kind + "/" + name}
}
