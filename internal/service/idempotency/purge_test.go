package idempotency

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/runtime/purge"

	"github.com/entask/entask/internal/runtime/reply"
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

// TestPurgeInPieces: however many keys have expired, no statement takes so long that the
// database ends it.
func TestPurgeInPieces(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, c *clock) {
		ann := as(t.Context(), "ann")
		const keys = 2*purge.Slice + 1
		rows := make([]*ent.IdempotencyKeyCreate, keys)
		for i := range rows {
			rows[i] = c.client.IdempotencyKey.Create().SetKey(fmt.Sprint(i)).SetFingerprint([]byte{1}).SetExpiresAt(c.at.Add(-time.Hour))
		}
		for part := range slices.Chunk(rows, 1000) {
			if err := c.client.IdempotencyKey.CreateBulk(part...).Exec(ann); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := c.deleteSlice(t.Context(), c.driver); err != nil || n != purge.Slice {
			t.Errorf("deleteSlice() = %d, %v, want %d", n, err, purge.Slice)
		}
		if got, err := c.Purge(t.Context()); err != nil || got != keys-purge.Slice {
			t.Errorf("Purge() = %d, %v, want the rest of %d", got, err, keys)
		}
	})
}

// TestPurgeByOne: while another copy deletes, a purge has no effect, and waits for nothing.
func TestPurgeByOne(t *testing.T) {
	c := onPostgres(t)
	if _, err := c.create(as(t.Context(), "ann"), "k", "a"); err != nil {
		t.Fatal(err)
	}
	c.pass(remembered + time.Second)
	other, err := c.driver.Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.deleteSlice(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Purge(t.Context()); err != nil || got != 0 {
		t.Errorf("Purge() beside another = %d, %v, want 0", got, err)
	}
	if err := other.Rollback(); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Purge(t.Context()); err != nil || got != 1 {
		t.Errorf("Purge() afterwards = %d, %v, want 1", got, err)
	}
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
