//go:build recipes

package recipes

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// plainEntity is a schema file with two plain fields.
const plainEntity = `package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// %[1]s is one of many.
type %[1]s struct{ ent.Schema }

// Mixin of the %[1]s.
func (%[1]s) Mixin() []ent.Mixin { return []ent.Mixin{Owned{}, Timed{}, Versioned{}} }

// Fields of the %[1]s.
func (%[1]s) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("title"), rest.MaxLength(%[2]d)), field.Bool("done").Default(false)}
}
`

// BenchmarkGoGenerate is what a developer waits for who types go generate: it loads the
// schemas, which compiles them, and writes what has changed. "new" is the first time with all
// entities, "changed" after the change of one schema file, "unchanged" after none.
//
//	go test -tags recipes ./internal/proof/recipes -run '^$' -bench GoGenerate -benchtime 1x
//
// The time of the processor, of all processes together, is beside what the clock says.
func BenchmarkGoGenerate(b *testing.B) {
	for _, n := range []int{1, 10, 40, 80} {
		dir := copyProject(b)
		entity := func(i, length int) {
			name := fmt.Sprintf("Thing%c%c", 'a'+i/26, 'a'+i%26)
			writeFile(b, filepath.Join(dir, "ent", "schema", strings.ToLower(name)+".go"), fmt.Sprintf(plainEntity, name, length))
		}
		for i := range n {
			entity(i, 100)
		}
		length := 100
		for _, bench := range []struct {
			name   string
			before func()
		}{
			{"new", func() {}},
			{"changed", func() { length++; entity(0, length) }},
			{"unchanged", func() {}},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, bench.name), func(b *testing.B) {
				var cpu float64
				for b.Loop() {
					bench.before()
					cmd := exec.CommandContext(b.Context(), "go", "generate")
					cmd.Dir = dir
					if out, err := cmd.CombinedOutput(); err != nil {
						b.Fatalf("%v\n%s", err, out)
					}
					cpu += (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
				}
				b.ReportMetric(cpu/float64(b.N), "cpu-s/op")
			})
		}
	}
}
