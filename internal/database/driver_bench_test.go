//go:build unix

package database_test

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/database"
	graph "github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/graph/ent/runtime"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/task"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// BenchmarkDriver reads through Ent: one row, and a list of 20.
func BenchmarkDriver(b *testing.B) {
	url := pgtest.NewDatabase(b)
	nobody := open(b, database.Options{URL: url, PoolMax: 5})
	if err := nobody.Create(b.Context(), graphmigrate.Tables, graphmigrate.RowSecurity); err != nil {
		b.Fatal(err)
	}
	somebody := open(b, database.Options{URL: url, PoolMax: 5, Viewer: viewer.ID})
	described := open(b, database.Options{URL: url + "&default_query_exec_mode=cache_describe", PoolMax: 5, Viewer: viewer.ID})
	exec := open(b, database.Options{URL: url + "&default_query_exec_mode=exec", PoolMax: 5, Viewer: viewer.ID})
	ann := viewer.NewContext(b.Context(), viewer.Viewer{ID: "ann"})
	client := graph.NewClient(graph.Driver(nobody.Driver()))
	var first *graph.Task
	for i := range 20 {
		var err error
		first, err = client.Task.Create().SetTitle(fmt.Sprint("task ", i)).Save(ann)
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, bc := range []struct {
		name   string
		driver dialect.Driver
	}{
		{"database-sql", entsql.OpenDB(nobody.Dialect(), nobody.SQL())},
		{"native", nobody.Driver()},
		{"native,viewer", somebody.Driver()},
		{"native,viewer,cache_describe", described.Driver()},
		{"native,viewer,exec", exec.Driver()},
	} {
		client := graph.NewClient(graph.Driver(bc.driver))
		for name, read := range map[string]func(context.Context) error{
			"one": func(ctx context.Context) error { _, err := client.Task.Get(ctx, first.ID); return err },
			"list": func(ctx context.Context) error {
				rows, err := client.Task.Query().Order(task.ByCreatedAt()).Limit(20).All(ctx)
				if err == nil && len(rows) != 20 {
					err = fmt.Errorf("%d rows", len(rows))
				}
				return err
			},
		} {
			b.Run(name+"/"+bc.name, func(b *testing.B) {
				b.ReportAllocs()
				before := processor(b)
				for b.Loop() {
					if err := read(ann); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(processor(b)-before)/float64(b.N), "cpu-ns/op")
			})
		}
	}
}

// processor returns the time that this process has spent on processors.
func processor(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
