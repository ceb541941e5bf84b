package generate

import (
	"errors"
	"fmt"

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
	cfg     Config
	refused error // of the schemas, before there was a graph
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
		p, err := x.cfg.prepare(g, x.refused)
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
// kept: what was refused before, what the plan refuses, and what two operations or schemas of
// the document cannot both have.
func (cfg Config) prepare(g *gen.Graph, refused error) (*prepared, error) {
	api, err := plan.New(g, cfg.Prefix)
	if err != nil {
		return nil, err
	}
	refused = errors.Join(refused, refuse.Schemas(api))
	api.Link()
	doc, clashes := document.New(api, document.About{
		Title: cfg.Title, Version: cfg.Version, Description: cfg.Description,
	})
	if err := refuse.Join(refused, refuse.Edges(api), clashes); err != nil {
		return nil, err
	}
	if err := document.Validate(doc); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	server, err := ogen.New(api, doc)
	if err != nil {
		return nil, err
	}
	doc = document.WithFormats(doc)
	document.AddExamples(api, doc)
	document.AddNotices(doc)
	return &prepared{api, doc, server}, nil
}
