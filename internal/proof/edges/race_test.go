package edges

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// A row is deleted after a batch was allowed to link to it: the link is refused with its
// place.
func TestBatchLinksToWhatIsDeleted(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	project := g.create("ann", "/projects", `{"name": "p"}`)
	n := 0
	g.client.Task.Use(func(next ent.Mutator) ent.Mutator {
		return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
			if n++; n == 2 { // the first was allowed
				if _, err := g.client.Project.Delete().Exec(ctx); err != nil {
					t.Error(err)
				}
			}
			return next.Mutate(ctx, m)
		})
	})
	body := fmt.Sprintf(`[{"title": "a", "project_id": %[1]q}, {"title": "b", "project_id": %[1]q}]`, project)
	w := g.send("ann", "POST", "/tasks/batch", body)
	if want := `"loc":["body",0,"project_id"]`; w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) {
		t.Errorf("POST = %d %s, want 422 %s", w.Code, w.Body, want)
	}
}
