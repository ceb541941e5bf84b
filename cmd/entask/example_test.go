package main

import (
	"net/http"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	bulk "github.com/entask/entask/internal/generate/testdata/bulk/ent"
	bulkmigrate "github.com/entask/entask/internal/generate/testdata/bulk/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/bulk/ent/runtime"
	bulkhandler "github.com/entask/entask/internal/generate/testdata/bulk/handler"
	bulkrest "github.com/entask/entask/internal/generate/testdata/bulk/ogent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
)

// TestWelcome: what dev prints follows from the document of the application.
func TestWelcome(t *testing.T) {
	first, err := firstExample(bulkrest.Document)
	check(t, err)
	const want = `
Entask is running.

  App    http://127.0.0.1:8000/#key=KEY
  URL    http://127.0.0.1:8000/api/labels
  Docs   http://127.0.0.1:8000/docs
  Token  TOKEN
         (user "dev", valid for 24 hours; another: entask token --sub ID)

Try it:

  curl -s -X POST http://127.0.0.1:8000/api/labels -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' -d '{"name":"Example"}'

Press Ctrl-C to stop.

`
	const url, app = "http://127.0.0.1:8000", "http://127.0.0.1:8000/#key=KEY"
	if got := welcome(url, app, "TOKEN", first); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	without := strings.Replace(want, "  App    "+app+"\n", "", 1)
	if got := welcome(url, "", "TOKEN", first); got != without {
		t.Errorf("without an app: got %s\nwant %s", got, without)
	}
}

// TestFirstExampleCreates: the applications accept their examples.
func TestFirstExampleCreates(t *testing.T) {
	for name, of := range map[string]harness.Application{
		"entask": harness.Entask,
		"bulk": {
			Tables: bulkmigrate.Tables, RowSecurity: bulkmigrate.RowSecurity,
			New: func(drv dialect.Driver, once app.Once) app.App {
				return bulkrest.NewApp(bulkhandler.New(bulk.NewClient(bulk.Driver(drv)), once))
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := harness.Connect(t, harness.SQLite)
			of.Create(t, db)
			made := of.Open(db.Driver())
			first, err := firstExample(made.Document)
			check(t, err)
			w := harness.Send(t, harness.Serve(t, made), "dev", first.method, first.path, first.body)
			if first.method != "POST" || w.Code != http.StatusCreated {
				t.Errorf("%s %s %s: got %d %s, want 201", first.method, first.path, first.body, w.Code, w.Body)
			}
		})
	}
}

// TestFirstExample: the example has a value for each required property, or is a list.
func TestFirstExample(t *testing.T) {
	for name, tc := range map[string]struct{ property, want string }{
		"its own example":     {`{"type": "string", "example": "Lamp", "pattern": "^L"}`, `"Lamp"`},
		"an apostrophe":       {`{"type": "string", "example": "Ann's"}`, `"Ann\u0027s"`},
		"text":                {`{"type": "string", "maxLength": 255, "pattern": "\\S"}`, `"Example"`},
		"short text":          {`{"type": "string", "maxLength": 3}`, `"Exa"`},
		"long text":           {`{"type": "string", "minLength": 9}`, `"Exampleee"`},
		"text of a form":      {`{"type": "string", "pattern": "^[0-9]+$"}`, ""},
		"the id of another":   {`{"type": "string", "format": "uuid"}`, ""},
		"a time":              {`{"type": "string", "format": "date-time"}`, `"2026-03-08T17:00:00Z"`},
		"bytes":               {`{"type": "string", "format": "byte", "minLength": 5}`, `"AAAAAAAA"`},
		"one of several":      {`{"type": "string", "enum": ["low", "high"]}`, `"low"`},
		"nothing":             {`{"type": "string", "nullable": true}`, `null`},
		"a boolean":           {`{"type": "boolean"}`, `true`},
		"an integer":          {`{"type": "integer"}`, `1`},
		"from a minimum on":   {`{"type": "integer", "minimum": 10}`, `10`},
		"above a minimum":     {`{"type": "integer", "minimum": 0, "exclusiveMinimum": true}`, `1`},
		"up to a maximum":     {`{"type": "number", "maximum": 0.5}`, `0.5`},
		"below a maximum":     {`{"type": "number", "maximum": 0.5, "exclusiveMaximum": true}`, ""},
		"an array":            {`{"type": "array", "items": {"type": "integer"}}`, `[]`},
		"an array with items": {`{"type": "array", "items": {"$ref": "#/components/schemas/Size"}, "minItems": 2}`, `["S","S"]`},
		"an object":           {`{"type": "object", "required": ["a"], "properties": {"a": {"type": "boolean"}, "b": {}}}`, `{"a":true}`},
		"an impossible one":   {`{"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "format": "uuid"}}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := firstExample([]byte(`{"paths": {"/b": {"get": {}}, "/a/{id}": {"get": {}, "post": {}}, "/a/batch": {"post": {}},
				"/a": {"get": {}, "post": {"requestBody": {"content": {"application/json": {"schema": {
					"type": "object", "required": ["p"], "properties": {"p": ` + tc.property + `}}}}}}}},
				"components": {"schemas": {"Size": {"type": "string", "enum": ["S"]}}}}`))
			want := example{"POST", "/a", `{"p":` + tc.want + `}`}
			if tc.want == "" {
				want = example{method: "GET", path: "/a"}
			}
			if err != nil || got != want {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
		})
	}
	if got, err := firstExample([]byte(`{"paths": {}}`)); err != nil || got != (example{method: "GET", path: "/openapi.json"}) {
		t.Errorf("of a document without paths: %v, %v", got, err)
	}
}
