package generate

import (
	"fmt"
	"testing"

	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// BenchmarkGenerate generates applications of entities with two plain fields each, without
// loading them:
//
//	go test ./internal/generate -run '^$' -bench Generate -benchtime 1x
func BenchmarkGenerate(b *testing.B) {
	for _, n := range []int{1, 10, 40, 80} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				var all []*load.Schema
				for i := range n {
					all = append(all, called(b, fmt.Sprintf("Thing%c%c", 'a'+i/26, 'a'+i%26),
						owned(rest.Field(field.String("title"), rest.MaxLength(100)), field.Bool("done").Default(false))))
				}
				dir := b.TempDir()
				b.StartTimer()
				if err := generateInto(dir, all); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
