package generate

import (
	"errors"

	"entgo.io/ent/entc"
	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/builders"
	"github.com/entask/entask/internal/generate/document"
	"github.com/entask/entask/internal/generate/ogen"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/generate/refuse"
	"github.com/entask/entask/internal/generate/tables"
)

// extension is an entc.Extension that generates the REST API of a schema.
type extension struct {
	entc.DefaultExtension
	cfg        Config
	incomplete error // what could not be added to the schemas
}

// Templates implements entc.Extension: what is added to Ent's own builders, and to
// its tables.
func (x *extension) Templates() []*gen.Template {
	return append(builders.Templates(), tables.Templates()...)
}

// Hooks implements entc.Extension: the plan is made and checked before anything
// is written, the REST package comes last.
func (x *extension) Hooks() []gen.Hook { return []gen.Hook{x.generate} }

func (x *extension) generate(next gen.Generator) gen.Generator {
	return gen.GenerateFunc(func(g *gen.Graph) error {
		p, err := x.cfg.prepare(g, x.incomplete)
		if err != nil {
			return err
		}
		tables.AddChecks(p.api)
		if err := tables.RemoveStale(g.Target); err != nil {
			return err
		}
		if err := next.Generate(g); err != nil {
			return err
		}
		if err := namePackages(g); err != nil {
			return err
		}
		return p.write(x.cfg.RESTDir)
	})
}

// prepared is all that must be known before anything is written.
type prepared struct {
	api      *plan.API
	document map[string]any
	server   *ogen.Server
}

// prepare returns what is going to be written, or all that keeps the promises from being
// kept.
func (cfg Config) prepare(g *gen.Graph, incomplete error) (*prepared, error) {
	api, err := newPlan(g, cfg.Prefix, incomplete)
	if err != nil {
		return nil, err
	}
	doc, err := document.New(api, document.About{
		Title: cfg.Title, Version: cfg.Version, Description: cfg.Description,
	})
	if err != nil {
		return nil, err
	}
	server, err := ogen.New(api, doc)
	if err != nil {
		return nil, err
	}
	return &prepared{api, doc, server}, nil
}

// newPlan returns the plan of an API, unless it is refused, for all reasons at once.
func newPlan(g *gen.Graph, prefix string, incomplete error) (*plan.API, error) {
	api, err := plan.New(g, prefix)
	if err != nil {
		return nil, err
	}
	refused := refuse.Schemas(api)
	api.Link()
	return api, errors.Join(incomplete, refused, refuse.Edges(api))
}
