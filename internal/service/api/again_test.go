package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/retry"
	"github.com/entask/entask/internal/service/handler"
	"github.com/entask/entask/ogent"
)

// twice has an operation of two statements, of which the second surely has no effect.
type twice struct {
	*ogent.CRUD

	begun int
	first func(context.Context) error
}

func (h *twice) CreateTask(ctx context.Context, _ *ogent.TaskCreate, _ ogent.CreateTaskParams) (*ogent.CreateTaskCreatedHeaders, error) {
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
	harness.Entask.Create(t, db)
	client := ent.NewClient(ent.Driver(db.Driver()))
	insert := func(ctx context.Context, client *ent.Client) error {
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
			h := &twice{CRUD: handler.New(client, nil), first: tc.first}
			w := harness.Send(t, harness.Serve(t, ogent.NewApp(h)), "ann", "POST", "/api/v1/tasks", `{"title": "a"}`)
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
