// Package tables adds to Ent's tables what Ent does not know of them: CHECK constraints, keys
// that carry the owner, the indexes of join tables, the tables and triggers of change feeds, and
// the statements by which PostgreSQL keeps rows from everybody but their owner.
//
// It imports of the generator the plan, and the document, whose bounds the constraints repeat;
// it knows no Go code that is generated. Start with AddChecks and Templates.
package tables

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"text/template"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
)

//go:embed templates
var files embed.FS

// funcs are what the templates ask of Ent's graph.
var funcs = template.FuncMap{
	"joinTables": joinTables, "ownerKeys": ownerKeys, "followedTables": followedTables,
	"rowSecurity": rowSecurity, "sqliteTriggers": countingSQLite, "spread": spread,
}

// Templates are the files that are added to package migrate.
func Templates() []*gen.Template {
	return []*gen.Template{
		gen.MustParse(gen.NewTemplate("tables").Funcs(funcs).
			SkipIf(func(g *gen.Graph) bool { return len(joinTables(g)) == 0 }).ParseFS(files, "templates/joins.tmpl")),
		gen.MustParse(gen.NewTemplate("changes").Funcs(funcs).
			SkipIf(func(g *gen.Graph) bool { return !plan.IsSyncable(g) }).ParseFS(files, "templates/changes.tmpl")),
		gen.MustParse(gen.NewTemplate("keys").Funcs(funcs).
			SkipIf(func(g *gen.Graph) bool { keys, err := ownerKeys(g); return err == nil && len(keys) == 0 }).ParseFS(files, "templates/keys.tmpl")),
		gen.MustParse(gen.NewTemplate("security").Funcs(funcs).ParseFS(files, "templates/rowsecurity.tmpl")),
	}
}

// RemoveStale removes the files that a schema without join tables, owners or change feeds does
// not write: Ent removes stale files of entities alone.
func RemoveStale(target string) error {
	for _, name := range []string{"joins.go", "keys.go", "changes.go"} {
		if err := os.Remove(filepath.Join(target, "migrate", name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
