package generate

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	entload "entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/load"
)

// refusedFolder has a folder for each refusal, with the whole message.
const refusedFolder = "testdata/refused"

// TestRefused loads the schemas of every folder of testdata/refused and holds what
// is said of them to its message.
func TestRefused(t *testing.T) {
	for name, schemas := range loadRefused(t) {
		t.Run(name, func(t *testing.T) {
			got := ""
			if err := saidOf(schemas); err != nil {
				got = err.Error() + "\n"
			}
			file := filepath.Join(refusedFolder, name, "message.txt")
			if flag.Lookup("update").Value.String() == "true" {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || got != string(want) || got == "" {
				t.Errorf("got  %swant %s(%v)", got, want, err)
			}
		})
	}
}

// saidOf is what is said of schemas before anything of them is written.
func saidOf(schemas []*entload.Schema) error {
	g, refused, err := newGraph(Config{Package: "example.org/ent"}, "example.org/ent/schema", schemas)
	if err != nil {
		return err
	}
	_, err = Config{Title: "Test", Version: "1"}.prepare(g, refused)
	return err
}

// loadRefused returns the schemas of each case, by name: one program loads them all.
func loadRefused(t *testing.T) map[string][]*entload.Schema {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(refusedFolder, "*", "schema.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got %q, %v, want cases", files, err)
	}
	var folders []string
	for _, file := range files {
		folders = append(folders, filepath.Dir(file))
	}
	packages, err := load.Packages(folders...)
	if err != nil {
		t.Fatal(err)
	}
	loaded := map[string][]*entload.Schema{}
	for i, folder := range folders {
		loaded[filepath.Base(folder)] = packages[i].Schemas
	}
	return loaded
}

// What a refusal looks like: schema, field or operation, why, and a remedy with something to
// paste.
var (
	refusalForm = regexp.MustCompile(`^ent/schema: [A-Z]\w*(\.\w+)?(: rest\.Handle\("[^"]*"\))?: .+?: (.+)$`)
	pasteable   = regexp.MustCompile("\\w+\\([^()]*\\)|\\w+\\{\\}|struct \\{|`json:")
)

// TestRefusalsHaveRemedies: the message of every case has the form, line by line.
func TestRefusalsHaveRemedies(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(refusedFolder, "*", "message.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got %q, %v, want cases", files, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			parts := refusalForm.FindStringSubmatch(strings.TrimSpace(line))
			if len(parts) == 0 || !pasteable.MatchString(parts[3]) {
				t.Errorf("%s: got %qwant schema, field, why, and a remedy to paste", file, line)
			}
		}
	}
}
