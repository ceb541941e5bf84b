package generate

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"entgo.io/ent/entc/gen"
	entload "entgo.io/ent/entc/load"
	"entgo.io/ent/schema/field"
)

// newAliased returns Ent's graph, in which generated code imports the package of every entity
// by a name that nothing else in it has: "entpage" for Page.
//
// Ent gives such an alias where a field has a Go type of a package with the same name, and
// nowhere else: so a schema with such fields is there while it decides, and leaves before
// anything is generated.
func newAliased(c *gen.Config, schemas []*entload.Schema) (*gen.Graph, error) {
	g, err := gen.NewGraph(c, append(slices.Clip(schemas), namesakes(schemas))...)
	if err != nil {
		return nil, err
	}
	g.Nodes = slices.DeleteFunc(g.Nodes, func(n *gen.Type) bool { return n.Name == namesakesName })
	g.Schemas = schemas
	for _, n := range g.Nodes {
		for _, f := range n.Fields {
			if f.IsEnum() && !f.HasGoType() { // Ent has given its type before it knew the alias
				f.Type.Ident = n.Package() + "." + f.StructField()
			}
		}
	}
	return g, nil
}

// namePackages calls the package of each entity as its folder is called, where Ent has written
// the alias: whoever imports ent/task writes task.FieldTitle.
func namePackages(g *gen.Graph) error {
	for _, n := range g.Nodes {
		files, err := filepath.Glob(filepath.Join(g.Target, n.PackageDir(), "*.go"))
		if err != nil {
			return err
		}
		for _, file := range files {
			source, err := os.ReadFile(file) //nolint:gosec // just written
			if err != nil {
				return err
			}
			source = bytes.Replace(source, []byte("\npackage "+n.Package()+"\n"), []byte("\npackage "+n.PackageDir()+"\n"), 1)
			if err := os.WriteFile(file, source, 0o644); err != nil { //nolint:gosec // a source file, read by everybody
				return err
			}
		}
	}
	return nil
}

// namesakesName is the name of no entity: those are exported.
const namesakesName = "namesakes"

// namesakes is a schema with a field for each schema, whose Go type is of a package that is
// called like that schema's.
func namesakes(schemas []*entload.Schema) *entload.Schema {
	all := &entload.Schema{Name: namesakesName}
	for i, s := range schemas {
		name := strings.ToLower(s.Name)
		all.Fields = append(all.Fields, &entload.Field{
			Name: fmt.Sprintf("field%d", i),
			Info: &field.TypeInfo{
				Type: field.TypeJSON, Ident: name + ".Type", PkgPath: name, PkgName: name,
				RType: &field.RType{Name: "Type", Ident: name + ".Type", Kind: reflect.Struct, PkgPath: name},
			},
		})
	}
	return all
}
