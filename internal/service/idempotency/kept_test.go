package idempotency

import (
	"context"
	"strings"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"github.com/go-faster/jx"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/database"
	graph "github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/reply"
)

// TestExpiredKeysDoNotCount: a key that has expired takes no room, whether it was purged or not.
func TestExpiredKeysDoNotCount(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		was := *ent.IdempotencyKeyQuota
		t.Cleanup(func() { *ent.IdempotencyKeyQuota = was })
		ent.IdempotencyKeyQuota.Rows = 1
		ann := as(t.Context(), "ann")
		c.at = time.Now().Add(-remembered - time.Minute)
		if _, err := c.create(ann, "old", "a"); err != nil {
			t.Fatal(err)
		}
		c.at = time.Now()
		if _, err := c.create(ann, "old", "b"); err != nil {
			t.Errorf("the same key: %v", err)
		}
		_, err := c.create(ann, "new", "c")
		if column, ok := database.Null(err); !ok || column != "idempotency_keys.id" {
			t.Errorf("a second key: %v, want the quota", err)
		}
		wantTasks(ann, t, c, 2)
	})
}

// TestAnswerTooLarge: a request whose answer is too large to be kept is done, once; a
// repetition is told so.
func TestAnswerTooLarge(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		ann := as(t.Context(), "ann")
		large := strings.Repeat("a", mostKept)
		for i := range 3 {
			var answer reply.JSON
			err := c.Do(ann, "k", "create", "a", &answer, func(ctx context.Context, drv dialect.Driver) error {
				answer = reply.Of(ctx, large, func(w *jx.Writer, text string) { w.Str(text) })
				return graph.NewClient(graph.Driver(drv)).Person.Create().SetName("a").Exec(ctx)
			})
			switch {
			case i > 0:
				wantFault(t, err, fault.Conflict, "The request with this Idempotency-Key was done, and its answer was too large to be kept")
			case err != nil || len(answer.Bytes()) != len(large)+2:
				t.Errorf("got %d bytes, %v, want the answer", len(answer.Bytes()), err)
			}
		}
		wantTasks(ann, t, c, 1)
		row, err := c.client.IdempotencyKey.Query().Only(ann)
		if err != nil || len(row.Answer) > 10 {
			t.Errorf("%d bytes are kept, %v, want next to none", len(row.Answer), err)
		}
	})
}
