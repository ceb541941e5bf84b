package edges

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// BenchmarkLinks sends requests that link rows beside the same ones that link nothing. It
// reports how many statements they are, and the processor time of PostgreSQL.
func BenchmarkLinks(b *testing.B) {
	url := pgtest.NewDatabase(b)
	g := newGraph(b, url)
	project := g.create("ann", "/projects", `{"name": "p"}`)
	other := g.create("ann", "/projects", `{"name": "q"}`)
	var tags []string
	for i := range 3 {
		tags = append(tags, strconv.Quote(g.create("ann", "/tags", fmt.Sprintf(`{"name": "t%d"}`, i))))
	}
	task := g.create("ann", "/tasks", fmt.Sprintf(`{"title": "a", "tag_ids": [%s]}`, strings.Join(tags, ",")))
	folder := g.create("ann", "/folders", fmt.Sprintf(`{"name": "a", "parent_id": %q}`, g.create("ann", "/folders", `{"name": "b"}`)))
	var many, linked []string
	for range 100 {
		many = append(many, `{"title": "a"}`)
		linked = append(linked, fmt.Sprintf(`{"title": "a", "project_id": %q}`, project))
	}
	for _, op := range []struct{ name, method, path, body string }{
		{"create", "POST", "/tasks", `{"title": "a"}`},
		{"create linked", "POST", "/tasks", fmt.Sprintf(`{"title": "a", "project_id": %q}`, project)},
		{"create with 3 tags", "POST", "/tasks", fmt.Sprintf(`{"title": "a", "tag_ids": [%s]}`, strings.Join(tags, ","))},
		{"create 100", "POST", "/tasks/batch", "[" + strings.Join(many, ",") + "]"},
		{"create 100 linked", "POST", "/tasks/batch", "[" + strings.Join(linked, ",") + "]"},
		{"update", "PATCH", "/tasks/" + task, `{"title": "b"}`},
		{"update a link", "PATCH", "/tasks/" + task, `{"project_id": %q}`},
		{"update tags", "PATCH", "/tasks/" + task, fmt.Sprintf(`{"tag_ids": [%s]}`, strings.Join(tags, ","))},
		{"update in a tree", "PATCH", "/folders/" + folder, `{"name": "c"}`},
		{"read with tags", "GET", "/tasks/" + task + "?expand=tags", ""},
	} {
		b.Run(op.name, func(b *testing.B) {
			statements, before := 0, harness.ServerTime(b, url)
			for i := 0; b.Loop(); i++ {
				body := op.body
				if strings.Contains(body, "%q") {
					body = fmt.Sprintf(body, []string{project, other}[i%2])
				}
				if w := g.send("ann", op.method, op.path, body); w.Code >= http.StatusBadRequest {
					b.Fatalf("%d %s", w.Code, w.Body)
				}
				statements += len(strings.Fields(g.sent.Words()))
			}
			b.ReportMetric(float64(statements)/float64(b.N), "statements/op")
			b.ReportMetric(float64((harness.ServerTime(b, url)-before).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}
