// Package generate is the Ent extension that turns a schema into a REST API: it
// plans the resources, writes the OpenAPI document from entoas's types and what they
// lack, runs ogen over it and prints the handlers in between.
//
// It knows no entity by name and imports nothing that it generates, so broken
// output can always be generated anew. Start with Run; extension.go has the
// order of the steps, plan.go for what is known of an entity, document.go for the API.
package generate

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"entgo.io/ent/entc"
	"entgo.io/ent/entc/gen"
)

//go:embed templates
var templates embed.FS

// extension is an entc.Extension that generates the REST API of a schema.
type extension struct {
	entc.DefaultExtension
	cfg Config
}

// Templates implements entc.Extension: what is added to Ent's own builders, and to
// its tables.
func (x *extension) Templates() []*gen.Template {
	return []*gen.Template{
		gen.MustParse(gen.NewTemplate("entask").Funcs(graphFuncs).ParseFS(templates, "templates/ent/*.tmpl")),
		gen.MustParse(gen.NewTemplate("tables").Funcs(graphFuncs).
			SkipIf(func(g *gen.Graph) bool { return len(joinTables(g)) == 0 }).ParseFS(templates, "templates/migrate/joins.tmpl")),
		gen.MustParse(gen.NewTemplate("security").Funcs(graphFuncs).ParseFS(templates, "templates/migrate/rowsecurity.tmpl")),
	}
}

// Hooks implements entc.Extension: the plan is made and checked before anything
// is written, the REST package comes last.
func (x *extension) Hooks() []gen.Hook { return []gen.Hook{x.generate} }

func (x *extension) generate(next gen.Generator) gen.Generator {
	return gen.GenerateFunc(func(g *gen.Graph) error {
		app, err := newPlan(g, x.cfg)
		if err != nil {
			return err
		}
		addChecks(app)
		doc, err := newDocument(app)
		if err != nil {
			return err
		}
		server, err := newGenerator(app, doc)
		if err != nil {
			return err
		}
		if err := removeTables(g); err != nil {
			return err
		}
		if err := next.Generate(g); err != nil {
			return err
		}
		return write(app, doc, server)
	})
}

// removeTables removes what was added to Ent's tables when the schema was another: Ent
// removes the files of entities alone.
func removeTables(g *gen.Graph) error {
	err := os.Remove(filepath.Join(g.Target, "migrate", "joins.go"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
