package feed

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// What a feed adds to tasks is taken from them in two parts.
const (
	withoutTriggers = `
DROP TRIGGER tasks_change_held ON tasks;
DROP TRIGGER tasks_changed ON tasks;
DROP TRIGGER tasks_deleted ON tasks`
	withoutIndex = `
DO $$ DECLARE of_feed text; BEGIN
	SELECT indexname INTO STRICT of_feed FROM pg_indexes WHERE tablename = 'tasks' AND indexdef LIKE '%change_number%';
	EXECUTE format('DROP INDEX %I', of_feed);
END $$`
)

// BenchmarkFeed sends the same writes in turn to tasks with a change feed, to tasks that have its
// index alone, and to tasks without one. It reports the processor time of PostgreSQL for each, and
// how many times as much the feed takes.
//
//	go run ./internal/postgres/pgtest/cmd/withpostgres -- go test ./internal/proof/feed -run '^$' -bench Feed -benchtime 300x
func BenchmarkFeed(b *testing.B) {
	const create = `{"title": "a"}`
	with, index, without := newTasks(b), newTasks(b), newTasks(b)
	index.session().do(withoutTriggers)
	without.session().do(withoutTriggers + ";" + withoutIndex)
	for _, op := range []struct {
		name string
		send func(*tasks)
	}{
		{"create", func(g *tasks) { g.send(http.StatusCreated, "POST", "/v1/tasks", create) }},
		{"update", func(g *tasks) {
			g.send(http.StatusOK, "PATCH", g.one, fmt.Sprintf(`{"description": "%d"}`, time.Now().UnixNano()))
		}},
		{"toggle", func(g *tasks) { g.send(http.StatusOK, "PATCH", g.one+"/toggle", "") }},
		{"create 10", func(g *tasks) {
			g.send(http.StatusCreated, "POST", "/v1/tasks/batch", "["+strings.Repeat(create+",", 9)+create+"]")
		}},
	} {
		b.Run(op.name, func(b *testing.B) {
			all := []*tasks{with, index, without}
			var began, taken [3]time.Duration
			for i, g := range all {
				began[i] = harness.ServerTime(b, g.url)
			}
			for b.Loop() {
				for _, g := range all {
					op.send(g)
				}
			}
			for i, g := range all {
				taken[i] = harness.ServerTime(b, g.url) - began[i]
			}
			for i, unit := range []string{"cpu-µs/op", "index-µs/op", "without-µs/op"} {
				b.ReportMetric(float64(taken[i].Microseconds())/float64(b.N), unit)
			}
			b.ReportMetric(float64(taken[0])/float64(taken[2]), "×")
		})
	}
}

// tasks are those of the program, with one that is written again and again.
type tasks struct {
	*graph

	one string // its path
}

func newTasks(b *testing.B) *tasks {
	b.Helper()
	g := &graph{t: b, url: pgtest.NewDatabase(b)}
	g.handler, g.sent = harness.Entask.Start(b, g.url)
	return &tasks{g, "/v1/tasks/" + g.create("/v1/tasks", `{"title": "a"}`)}
}
