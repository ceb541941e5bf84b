package generate_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/entask/entask/internal/generate"
)

var update = flag.Bool("update", false, "write the applications of testdata anew")

// config is how an application of testdata is generated, into a folder.
func config(name, dir string) generate.Config {
	return generate.Config{
		Schema:  "./" + filepath.Join("testdata", name, "schema"),
		Package: "github.com/entask/entask/internal/generate/testdata/" + name + "/ent",
		EntDir:  filepath.Join(dir, "ent"),
		RESTDir: filepath.Join(dir, "ogent"),
		Prefix:  "/api",
		Title:   name,
		Version: "1.0.0",

		Description: "An application that shows what the generator makes of a schema.",
	}
}

// TestGolden generates every application of testdata and holds it to what is
// committed, which other tests compile and run.
func TestGolden(t *testing.T) {
	for _, name := range applications(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden := filepath.Join("testdata", name)
			if *update {
				if err := generate.Run(config(name, golden)); err != nil {
					t.Fatal(err)
				}
				return
			}
			dir := t.TempDir()
			if err := generate.Run(config(name, dir)); err != nil {
				t.Fatal(err)
			}
			for _, folder := range []string{"ent", "ogent"} {
				wantEqual(t, read(t, filepath.Join(dir, folder)), read(t, filepath.Join(golden, folder)))
			}
		})
	}
}

// applications are the folders of testdata that have a schema.
func applications(t *testing.T) []string {
	t.Helper()
	schemas, err := filepath.Glob("testdata/*/schema")
	if err != nil || len(schemas) == 0 {
		t.Fatalf("got %q, %v, want applications", schemas, err)
	}
	var names []string
	for _, schema := range schemas {
		names = append(names, filepath.Base(filepath.Dir(schema)))
	}
	return names
}

// read returns the files below a folder by name.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	tree := os.DirFS(dir)
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(tree, name)
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("\nline %d: got %q, want %q", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("\ngot %d lines, want %d", len(a), len(b))
}

func wantEqual(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is generated but not committed: go test ./internal/generate -run TestGolden -update", name)
		}
	}
	for name, content := range want {
		if got[name] != content {
			t.Errorf("%s is not what is generated: go test ./internal/generate -run TestGolden -update%s", name, firstDifference(got[name], content))
		}
	}
}
