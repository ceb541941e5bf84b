package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql"

	graph "github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphrest "github.com/entask/entask/internal/generate/testdata/graph/ogent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/retry"
)

// twice has an operation of two statements, of which the second surely has no effect.
type twice struct {
	*graphrest.CRUD

	begun int
	first func(context.Context) error
}

func (h *twice) CreateTask(ctx context.Context, _ *graphrest.TaskCreate, _ graphrest.CreateTaskParams) (*graphrest.CreateTaskCreatedHeaders, error) {
	h.begun++
	if err := h.first(ctx); err != nil {
		return nil, err
	}
	return nil, retry.Safe(io.ErrUnexpectedEOF)
}

// TestNotAgain: an operation of several statements is begun again only where none of
// them has had an effect.
func TestNotAgain(t *testing.T) {
	db := harness.Connect(t, pgtest.NewDatabase(t))
	graphApp.Create(t, db)
	client := graph.NewClient(graph.Driver(db.Driver()))
	insert := func(ctx context.Context, client *graph.Client) error {
		return client.Task.Create().SetTitle("a").Exec(ctx)
	}
	for name, tc := range map[string]struct {
		first func(context.Context) error
		again bool
	}{
		"a write": {func(ctx context.Context) error { return insert(ctx, client) }, false},
		"a transaction": {func(ctx context.Context) error {
			tx, err := client.Tx(ctx)
			if err != nil {
				return err
			}
			return errors.Join(insert(ctx, tx.Client()), tx.Commit())
		}, false},
		"a read": {func(ctx context.Context) error {
			_, err := client.Task.Query().Count(ctx)
			return err
		}, true},
		"a write of nothing": {func(ctx context.Context) error {
			_, err := client.Task.Delete().Where(func(s *sql.Selector) { s.Where(sql.False()) }).Exec(ctx)
			return err
		}, true},
		"a transaction that is undone": {func(ctx context.Context) error {
			tx, err := client.Tx(ctx)
			if err != nil {
				return err
			}
			return errors.Join(insert(ctx, tx.Client()), tx.Rollback())
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := &twice{CRUD: &graphrest.CRUD{Client: client}, first: tc.first}
			w := harness.Send(t, harness.Serve(t, graphrest.NewApp(h)), "ann", "POST", "/api/tasks", `{"title": "a"}`)
			var p struct{ Detail string }
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatal(err)
			}
			unknown := strings.HasPrefix(p.Detail, "The outcome is unknown")
			if again := h.begun > 1; again != tc.again || unknown == tc.again || w.Code != 503 {
				t.Errorf("begun %d times: %d %s", h.begun, w.Code, w.Body)
			}
		})
	}
}
