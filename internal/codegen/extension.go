// Package codegen is the Ent extension that turns a schema into a REST API: it
// plans the resources, edits what entoas says of them into the OpenAPI document,
// runs ogen over the document and prints the handlers in between.
//
// It knows no entity by name and imports nothing that it generates, so broken
// output can always be generated anew. Start with Generate; extension.go has the
// order of the steps, plan.go for what is known of an entity, document.go for the API.
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

// extension is an entc.Extension that generates the REST API of a schema.
type extension struct {
	entc.DefaultExtension
	cfg  Config
	oas  *entoas.Extension
	base *ogen.Spec
}

func newExtension(cfg Config) (*extension, error) {
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
	return &extension{cfg: cfg, oas: oas, base: base}, nil
}

// Annotations implements entc.Extension.
func (x *extension) Annotations() []entc.Annotation { return x.oas.Annotations() }

// Templates implements entc.Extension: what is added to Ent's own builders.
func (x *extension) Templates() []*gen.Template {
	return []*gen.Template{
		gen.MustParse(gen.NewTemplate("entask").Funcs(graphFuncs).ParseFS(templates, "templates/ent/*.tmpl")),
	}
}

// Hooks implements entc.Extension. The first hook is the outermost: the plan is
// made and checked before anything is written, the REST package comes last.
func (x *extension) Hooks() []gen.Hook {
	return append([]gen.Hook{x.generate}, x.oas.Hooks()...)
}

func (x *extension) generate(next gen.Generator) gen.Generator {
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
