package idempotency

import (
	"context"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/reply"
)

func TestPurge(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		for _, user := range []string{"ann", "bob"} {
			if _, err := c.create(as(t.Context(), user), "old", "a"); err != nil {
				t.Fatal(err)
			}
		}
		c.pass(remembered + time.Second)
		if _, err := c.create(as(t.Context(), "ann"), "new", "a"); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Purge(t.Context()); err != nil || got != 2 {
			t.Errorf("Purge() = %d, %v, want 2", got, err)
		}
	})
}

// TestPurgedMeanwhile: a key that counts no longer may be deleted while a request takes
// it over.
func TestPurgedMeanwhile(t *testing.T) {
	c := onPostgres(t)
	ann := as(t.Context(), "ann")
	if _, err := c.create(ann, "k", "a"); err != nil {
		t.Fatal(err)
	}
	c.pass(remembered + time.Second)
	var answer reply.JSON
	err := c.Do(ann, "k", "create", "b", &answer, func(ctx context.Context, _ dialect.Driver) error {
		n, err := c.Purge(t.Context())
		if n != 1 {
			t.Errorf("Purge() = %d, want 1", n)
		}
		answer = reply.Copy(ctx, []byte(`"b"`))
		return err
	})
	if err != nil {
		t.Errorf("Do() = %v", err)
	}
	if got, err := c.create(ann, "k", "b"); err != nil || got != "b" {
		t.Errorf("a repetition: %q, %v, want b", got, err)
	}
}
