package generate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// object is a JSON object of the document.
type object = map[string]any

// document is the OpenAPI document while it is being written.
type document struct {
	app   *App
	root  object
	paths object
	types object

	tags    []any
	goTypes map[string]string // what a schema describes that is a Go type
	claims  map[string]string // whose an operation or a schema is
	refused []error
}

// newDocument returns the OpenAPI 3.0.3 document of an application, or what two
// entities cannot both have.
func newDocument(app *App) (object, error) {
	d := &document{app: app, paths: object{}, types: object{}, goTypes: map[string]string{}, claims: map[string]string{}}
	if err := d.build(); err != nil {
		return nil, err
	}
	if err := validate(d.root); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return d.root, nil
}

// build writes the document.
func (d *document) build() error {
	app := d.app
	d.root = object{
		"openapi": "3.0.3",
		"info": object{
			"title": app.Title, "version": app.Version, "description": app.Description,
			"license": object{"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
		},
		"servers":  []any{object{"url": "/", "description": "The server that this document comes from."}},
		"security": []any{object{"bearerAuth": []any{}}},
		"paths":    d.paths,
		"components": object{
			"schemas":   d.types,
			"responses": errorResponses(),
			"securitySchemes": object{"bearerAuth": object{
				"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
				"description": "A JSON Web Token whose subject is the user.",
			}},
		},
	}
	addProblem(d.types)
	for name := range d.types {
		d.claims["the schema "+name] = "every error response"
	}
	for _, e := range app.Entities {
		d.tags = append(d.tags, object{"name": e.Plural, "description": "The " + e.Plural + " " + e.whose("of the token's subject, and nobody else's.", "that every user may read.")})
		d.addEntity(e)
	}
	d.addHandlers()
	d.root["tags"] = d.tags
	return errors.Join(d.refused...)
}

// validate refuses a document that does not follow OpenAPI 3.0.
func validate(root object) error {
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

func ref(kind, name string) object { return object{"$ref": "#/components/" + kind + "/" + name} }
