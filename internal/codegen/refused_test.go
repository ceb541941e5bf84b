package codegen

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"entgo.io/ent/entc/load"
)

// refusedFolder has a folder for each schema that is refused, with the whole message.
const refusedFolder = "testdata/refused"

// TestRefused loads every schema of testdata/refused and holds what is said of it
// to its message.
func TestRefused(t *testing.T) {
	for name, schemas := range loadRefused(t) {
		t.Run(name, func(t *testing.T) {
			got := ""
			g, err := newGraph(Config{Package: "example.org/ent"}, "example.org/ent/schema", schemas)
			if err == nil {
				_, err = newPlan(g, Config{})
			}
			if err != nil {
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

// loadRefused returns the schemas of each case: each declares Note. One program
// loads them all, where Ent's own loader would build one for each.
func loadRefused(t *testing.T) map[string][]*load.Schema {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(refusedFolder, "*", "schema.go"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("got %q, %v, want cases", folders, err)
	}
	var imports, notes strings.Builder
	for i, folder := range folders {
		name := filepath.Base(filepath.Dir(folder))
		fmt.Fprintf(&imports, "c%d %q\n", i, "github.com/entask/entask/internal/codegen/"+refusedFolder+"/"+name)
		fmt.Fprintf(&notes, "%q: c%d.Note{},\n", name, i)
	}
	main := fmt.Sprintf(loader, imports.String(), notes.String())
	raw := run(t, main)
	var encoded map[string]json.RawMessage
	if err := json.Unmarshal(raw, &encoded); err != nil {
		t.Fatal(err)
	}
	cases := map[string][]*load.Schema{}
	for name, schema := range encoded {
		loaded, err := load.UnmarshalSchema(schema)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		cases[name] = []*load.Schema{loaded}
	}
	return cases
}

// run runs a program as if it stood among the cases.
func run(t *testing.T, source string) []byte {
	t.Helper()
	dir := t.TempDir()
	file, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json")
	at, err := filepath.Abs(filepath.Join(refusedFolder, "load", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {at: file}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{file: []byte(source), overlay: replace} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "-overlay", overlay, "./"+refusedFolder+"/load")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const loader = `package main

import (
	"encoding/json"
	"fmt"
	"os"

	"entgo.io/ent"
	"entgo.io/ent/entc/load"
	%s
)

func main() {
	all := map[string]json.RawMessage{}
	for name, note := range map[string]ent.Interface{
		%s
	} {
		raw, err := load.MarshalSchema(note)
		if err != nil {
			fmt.Fprintln(os.Stderr, name, err)
			os.Exit(1)
		}
		all[name] = raw
	}
	_ = json.NewEncoder(os.Stdout).Encode(all)
}
`
