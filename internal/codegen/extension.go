// Package codegen is the Ent extension that turns a schema into a REST API: it
// plans the resources, edits what entoas says of them into the OpenAPI document,
// runs ogen over the document and prints the handlers in between.
//
// It knows no entity by name and imports nothing that it generates, so broken
// output can always be generated anew. Read extension.go for the order of the
// steps, plan.go for what is known of an entity, document.go for the API.
package codegen

import (
	"embed"
	"fmt"
	"io"

	"entgo.io/contrib/entoas"
	"entgo.io/ent/entc"
	"entgo.io/ent/entc/gen"
	"github.com/ogen-go/ogen"
)

//go:embed templates
var templates embed.FS

// Config says where an application lives and how its API presents itself.
type Config struct {
	// Package is the import path of the Ent package, such as "example.org/app/ent".
	Package string
	// Dir is the folder to write the REST package "ogent" into.
	Dir string
	// Title, Version and Description present the API in its document.
	Title, Version, Description string
	// Prefix is put before every path, such as "/api/v1".
	Prefix string
}

// Extension is an entc.Extension that generates the REST API of a schema.
type Extension struct {
	entc.DefaultExtension
	cfg  Config
	oas  *entoas.Extension
	base *ogen.Spec
}

// New returns the extension for an application.
func New(cfg Config) (*Extension, error) {
	base := ogen.NewSpec()
	oas, err := entoas.NewExtension(
		entoas.DefaultPolicy(entoas.PolicyExpose),
		entoas.SimpleModels(),
		entoas.Spec(base),
		entoas.WriteTo(io.Discard),
	)
	if err != nil {
		return nil, fmt.Errorf("set up entoas: %w", err)
	}
	return &Extension{cfg: cfg, oas: oas, base: base}, nil
}

// Annotations implements entc.Extension.
func (x *Extension) Annotations() []entc.Annotation { return x.oas.Annotations() }

// Templates implements entc.Extension: what is added to Ent's own builders.
func (x *Extension) Templates() []*gen.Template {
	return []*gen.Template{
		gen.MustParse(gen.NewTemplate("entask").ParseFS(templates, "templates/ent/*.tmpl")),
	}
}

// Hooks implements entc.Extension. The first hook is the outermost: the plan is
// made and checked before anything is written, the REST package comes last.
func (x *Extension) Hooks() []gen.Hook {
	return append([]gen.Hook{x.generate}, x.oas.Hooks()...)
}

func (x *Extension) generate(next gen.Generator) gen.Generator {
	return gen.GenerateFunc(func(g *gen.Graph) error {
		app, err := newPlan(g, x.cfg)
		if err != nil {
			return err
		}
		addChecks(app)
		if err := next.Generate(g); err != nil {
			return err
		}
		doc, err := newDocument(app, x.base)
		if err != nil {
			return fmt.Errorf("document: %w", err)
		}
		return write(app, doc)
	})
}
