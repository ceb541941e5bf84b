package generate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/template"

	"entgo.io/ent/entc/gen"
	ogen "github.com/ogen-go/ogen/gen"
	"github.com/ogen-go/ogen/gen/genfs"
	"golang.org/x/tools/imports"

	"github.com/entask/entask/internal/rest"
)

// restTemplates are the files of package ogent that are ours.
var restTemplates = template.Must(template.New("rest").Funcs(gen.Funcs).Funcs(template.FuncMap{
	"bodies":    func() []string { return []string{"Create", "Update"} },
	"maxLinks":  func() int { return maxLinks },
	"operators": func() map[rest.Op]string { return operators },
}).ParseFS(templates, "templates/rest/*.tmpl"))

// operators are the predicates of a filter's comparisons.
var operators = map[rest.Op]string{
	rest.OpEqual:    "statement.EQ",
	rest.OpNot:      "filter.Not",
	rest.OpGreater:  "statement.GT",
	rest.OpAtLeast:  "statement.GTE",
	rest.OpLess:     "statement.LT",
	rest.OpAtMost:   "statement.LTE",
	rest.OpPrefix:   "filter.Prefix",
	rest.OpContains: "filter.Contains",
	rest.OpIsNull:   "filter.IsNull",
}

// write writes package ogent: the document, ogen's files and ours. What is there
// already is removed first, so that nothing outlives its schema.
func write(app *App, doc object, g *ogen.Generator) error {
	if err := clean(app.RESTDir); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(app.RESTDir, "openapi.json"), append(raw, '\n'), 0o644); err != nil { //nolint:gosec // a source file, read by everybody
		return err
	}
	if err := g.WriteSource(ogenSource{genfs.FormattedSource{Root: app.RESTDir, Format: true}}, "ogent"); err != nil {
		return fmt.Errorf("ogen: %w", err)
	}
	app.Paths = newPaths(g)
	_, app.Anonymous = g.Types()[anonymousType]
	if err := render(app.RESTDir, "ent_crud_gen.go", "crud", app); err != nil {
		return err
	}
	app.Names = newNames(g)
	for _, e := range app.Entities {
		e.Names = app.Names
		if err := render(app.RESTDir, "ent_"+e.PackageDir()+"_gen.go", "entity", e); err != nil {
			return err
		}
	}
	if err := render(app.RESTDir, "ent_operations_gen.go", "operations", app); err != nil {
		return err
	}
	if slices.ContainsFunc(app.Entities, func(e *Entity) bool { return len(e.Linked) > 0 || e.Referenced() }) {
		return render(app.RESTDir, "ent_edges_gen.go", "edges", app)
	}
	return nil
}

func clean(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // a source folder
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*_gen.go"))
	if err != nil {
		return err
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

func render(dir, file, name string, data any) error {
	var buf bytes.Buffer
	if err := restTemplates.ExecuteTemplate(&buf, name, data); err != nil {
		return fmt.Errorf("print %s: %w", file, err)
	}
	source, err := imports.Process(file, buf.Bytes(), &imports.Options{Comments: true, TabIndent: true, TabWidth: 8, FormatOnly: false})
	if err != nil {
		return fmt.Errorf("format %s: %w\n%s", file, err, buf.Bytes())
	}
	return os.WriteFile(filepath.Join(dir, file), source, 0o644) //nolint:gosec // a source file, read by everybody
}
