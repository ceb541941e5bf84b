package edges

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/runtime/memory"
)

// TestLongExpansions: rows that show many others make short pages, and who follows Link sees
// each of them once, with all that it shows.
func TestLongExpansions(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		const parents, children = 40, 100
		ctx := as(t.Context(), "ann")
		var want []string
		for i := range parents {
			task := g.client.Task.Create().SetTitle(fmt.Sprint(i)).SaveX(ctx)
			want = append(want, task.ID.String())
			size := 1000
			if i%4 == 0 {
				size = 10
			}
			g.client.Comment.MapCreateBulk(make([]int, children), func(c *ent.CommentCreate, _ int) {
				c.SetText(strings.Repeat("\x01", size)).SetTask(task)
			}).ExecX(ctx)
		}
		var got []string
		path := "/tasks?expand=comments&limit=1000&sort=created_at"
		for pages := 0; path != "" && pages <= parents; pages++ {
			w := g.send("ann", http.MethodGet, path, "")
			var rows []struct {
				ID       string
				Comments []struct{ ID string }
			}
			if shrunk := strings.Count(g.sent.Words(), "SELECT") > 2; pages == 0 && !shrunk {
				t.Errorf("the first page took %s, want that it was read again with fewer rows", g.sent.Words())
			}
			if err := json.Unmarshal(w.Body.Bytes(), &rows); err != nil || w.Code != http.StatusOK {
				t.Fatalf("%s = %d %.200s, %v", path, w.Code, w.Body, err)
			}
			if len(rows) != 1 && w.Body.Len() > memory.Page {
				t.Errorf("%s has %d bytes in %d rows", path, w.Body.Len(), len(rows))
			}
			for _, row := range rows {
				got = append(got, row.ID)
				if len(row.Comments) != children {
					t.Errorf("%s shows %d comments, want %d", row.ID, len(row.Comments), children)
				}
			}
			link, _, _ := strings.Cut(strings.TrimPrefix(w.Header().Get("Link"), "<"), ">")
			path = strings.TrimPrefix(link, "/api")
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %d rows\n%v, want %d\n%v", len(got), got, len(want), want)
		}
	})
}
