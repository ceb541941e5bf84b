package load_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	entload "entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/load"
	"github.com/entask/entask/internal/rest"
)

func TestPackages(t *testing.T) {
	all, err := load.Packages("testdata/library", "../../../ent/schema")
	if err != nil {
		t.Fatal(err)
	}
	library, entask := all[0], all[1]
	if library.Path != "github.com/entask/entask/internal/generate/load/testdata/library" || entask.Path != "github.com/entask/entask/ent/schema" {
		t.Errorf("got the packages %s and %s, want them as they were asked for", library.Path, entask.Path)
	}
	if got := names(library.Schemas); got != "Book Shelf" {
		t.Fatalf("got the schemas %s, want those that embed ent.Schema", got)
	}
	if !strings.Contains(names(entask.Schemas), "Task") {
		t.Errorf("got the schemas %s, want Task among them", names(entask.Schemas))
	}
	book := library.Schemas[0]
	if got := filepath.Base(book.Pos); got != "schema.go:18" {
		t.Errorf("Book is at %s, want schema.go:18", got)
	}
	for _, tc := range []struct{ field, bounds, column string }{
		{"code", `{"pattern":"^[0-9]+$","validators":1}`, ""},
		{"title", `{"min_length":1,"max_length":80,"max_utf8":80,"validators":2}`, "varchar(80)"},
		{"pages", `{"min":1,"max":9999,"validators":2}`, ""},
		{"pairs", `{}`, ""},
	} {
		f := fieldNamed(t, book, tc.field)
		ant, err := rest.Decode(f.Annotations)
		if err != nil {
			t.Fatal(err)
		}
		bounds, err := json.Marshal(ant.Bounds)
		if err != nil || string(bounds) != tc.bounds || f.SchemaType["postgres"] != tc.column {
			t.Errorf("%s: got %s, %v in %s, want %s in %s", tc.field, bounds, err, f.SchemaType["postgres"], tc.bounds, tc.column)
		}
		if want := "1, which it says is refused, is accepted"; tc.field == "pairs" && ant.Checked.Contradicted != want {
			t.Errorf("pairs: got %q, want %q", ant.Checked.Contradicted, want)
		}
	}
}

func TestNotLoaded(t *testing.T) {
	for folder, want := range map[string]string{
		"testdata/empty":   "internal/generate/load/testdata/empty: no type in it is a schema, which embeds ent.Schema",
		"testdata/nothing": "internal/generate/load/testdata/nothing: no type in it is a schema, which embeds ent.Schema",
		"testdata/broken":  "schema.go:10:43: undefined: nowhere",
		"testdata/none":    "cannot find package",
		t.TempDir():        "is in no module",
	} {
		if _, err := load.Packages(folder); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", folder, err, want)
		}
	}
}

func names(schemas []*entload.Schema) string {
	var all []string
	for _, s := range schemas {
		all = append(all, s.Name)
	}
	return strings.Join(all, " ")
}

func fieldNamed(t *testing.T, s *entload.Schema, name string) *entload.Field {
	t.Helper()
	for _, f := range s.Fields {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("%s has no field %s", s.Name, name)
	return nil
}
