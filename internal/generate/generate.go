// Package generate turns an Ent schema into a REST API: the data layer, the OpenAPI document,
// ogen's server and the handlers in between.
//
// It knows no entity by name and imports nothing that it generates, so broken output can
// always be generated anew. It imports nothing of the service, the databases, the migrations
// or the proofs.
//
// Start with Run; extension.go has the order of the steps. Each step is a package, which
// imports only packages above it in this list:
//
//   - isolation: what the policy of a schema lets others do
//   - load: the schemas, and what their validators ask for
//   - kind: what a field's values are, and the JSON Schema of each
//   - plan: what is known of an API, its entities, fields and edges
//   - complete: what is added to schemas before Ent sees them
//   - document: the OpenAPI document
//   - refuse: why a schema is refused, and the remedy
//   - tables: constraints, indexes and row-level security of Ent's tables
//   - builders: what Ent's own builders gain
//   - ogen: what ogen sees of the document, and the server that it writes
//   - crud: the handlers between ogen's server and Ent
//
// Three commands stand beside the steps:
//
//   - entc: the generator's main
//   - newentity: writes a schema to start from
//   - llms: writes what a service says of itself to language models
package generate

import (
	"errors"
	"sync"

	"entgo.io/ent/entc"
	"entgo.io/ent/entc/gen"
	entload "entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/complete"
	"github.com/entask/entask/internal/generate/load"
	"github.com/entask/entask/internal/generate/refuse"
)

// Config says where an application lives and how its API presents itself.
type Config struct {
	// Schema is the folder of the package that declares the entities.
	Schema string
	// Package is the import path of the Ent package, such as "example.org/app/ent".
	Package string
	// EntDir and RESTDir are the folders to write the packages "ent" and "ogent" into.
	EntDir, RESTDir string
	// Title, Version and Description present the API in its document.
	Title, Version, Description string
	// Prefix is put before every path, such as "/api/v1".
	Prefix string
	// Note is told, where it is not nil, what was mended in the schema and how to say it
	// there.
	Note func(string)
}

// Run writes the data layer, the OpenAPI document and the REST server of an
// application. What keeps a promise from being kept is an error that names schema,
// field and remedy; nothing is written then. A file whose content stays as it is keeps its
// time.
func Run(cfg Config) error {
	loaded, err := load.Packages(cfg.Schema)
	if err != nil {
		return err
	}
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	return inCopies(cfg, func(cfg Config) error {
		g, _, err := newGraph(cfg, loaded[0].Path, loaded[0].Schemas)
		if err != nil {
			return err
		}
		return g.Gen()
	})
}

// oneAtATime keeps applications apart: Ent remembers which packages there are, and so
// what it calls each.
var oneAtATime sync.Mutex

// newGraph returns Ent's graph of the schemas, which generates our packages too, and what is
// refused already, which prepare returns with all the rest.
func newGraph(cfg Config, schemaPackage string, schemas []*entload.Schema) (g *gen.Graph, refused, err error) {
	notes, refused := complete.Schemas(schemas)
	for _, note := range notes {
		if cfg.Note != nil {
			cfg.Note(note)
		}
	}
	refused = errors.Join(refused, refuse.Names(schemas), refuse.Declared(schemas))
	storage, err := gen.NewStorage("sql")
	if err != nil {
		return nil, nil, err
	}
	c := &gen.Config{
		Schema:   schemaPackage,
		Target:   cfg.EntDir,
		Package:  cfg.Package,
		Storage:  storage,
		Features: []gen.Feature{gen.FeaturePrivacy, gen.FeatureModifier, gen.FeatureIntercept},
	}
	if err := entc.Extensions(&extension{cfg: cfg, refused: refused})(c); err != nil {
		return nil, nil, err
	}
	switch g, err = newAliased(c, schemas); {
	case err != nil && refused != nil: // it may be for what was mended
		return nil, nil, refuse.Join(refused)
	case err != nil:
		return nil, nil, refuse.ByEnt(err)
	}
	return g, refused, nil
}
