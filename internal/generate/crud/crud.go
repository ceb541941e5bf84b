// Package crud prints the handlers between ogen's server and Ent: type CRUD of package ogent,
// which implements every operation, or calls the method that is written by hand.
//
// It asks the plan what to print and package ogen what things are called; it must not import
// the document. Start with Write and the folder templates; convert.go and reply.go print the
// statements that depend on the kind of a field, operations.go what calls a method that is
// written by hand.
package crud

import (
	"bytes"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/template"

	"entgo.io/ent/entc/gen"
	"golang.org/x/tools/imports"

	"github.com/entask/entask/internal/generate/ogen"
	"github.com/entask/entask/internal/generate/plan"
)

//go:embed templates
var files embed.FS

// Write writes our files of package ogent into a folder.
func Write(dir string, api *plan.API, server *ogen.Server) error {
	templates, err := template.New("crud").Funcs(gen.Funcs).Funcs(funcs(server)).ParseFS(files, "templates/*.tmpl")
	if err != nil {
		return err
	}
	w := &writer{dir, templates}
	if err := w.write("crud_gen.go", "crud", application{api, server}); err != nil {
		return err
	}
	for _, e := range api.Entities {
		if err := w.write("ent_"+e.PackageDir()+"_gen.go", "entity", e); err != nil {
			return err
		}
	}
	if err := w.write("operations_gen.go", "operations", byHand(api, server)); err != nil {
		return err
	}
	if err := w.write("userdata_gen.go", "userdata", api); err != nil {
		return err
	}
	if api.Me() != "" {
		if err := w.write("me_gen.go", "me", api); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(api.Entities, func(e *plan.Entity) bool { return len(e.Linked) > 0 || e.Referenced() }) {
		return w.write("edges_gen.go", "edges", api)
	}
	return nil
}

// application is what the template of the same name as the package prints.
type application struct {
	*plan.API
	Server *ogen.Server
}

// writer writes files by templates.
type writer struct {
	dir       string
	templates *template.Template
}

func (w *writer) write(file, name string, data any) error {
	var buf bytes.Buffer
	if err := w.templates.ExecuteTemplate(&buf, name, data); err != nil {
		return fmt.Errorf("print %s: %w", file, err)
	}
	source, err := imports.Process(file, buf.Bytes(), &imports.Options{Comments: true, TabIndent: true, TabWidth: 8, FormatOnly: false})
	if err != nil {
		return fmt.Errorf("format %s: %w\n%s", file, err, buf.Bytes())
	}
	return os.WriteFile(filepath.Join(w.dir, file), source, 0o644) //nolint:gosec // a source file, read by everybody
}
