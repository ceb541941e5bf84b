package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/entask/entask/internal/proof/faults/books"
)

// freeWithin is how soon a key must be free after its first request can do nothing more.
const freeWithin = 2 * time.Second

// repeat sends a request with its key again after the fault. It must succeed soon, have
// been done once in all, and give the same answer each time.
func (m *matrix) repeat(ctx context.Context, op operation, c call, first answer, has []row, f *books.Findings) error {
	var again answer
	limit := freeWithin
	if m.stuck[op.name] {
		limit = 0
	}
	_, soon := until(ctx, limit, retryEvery, func() bool {
		again = m.ask(ctx, c)
		return again.Status != unavailable && again.Status != conflict
	})
	m.stuck[op.name] = m.stuck[op.name] || !soon
	if again.Status != op.want {
		f.Untrue = append(f.Untrue, fmt.Sprintf("the repetition with the same key: %d %q", again.Status, again.detail()))
		return nil
	}
	if first.Status == op.want && !bytes.Equal(first.Body, again.Body) {
		f.Untrue = append(f.Untrue, "the repetition with the same key has another answer")
	}
	after, err := m.rows(ctx, c.User)
	if err == nil && !same(after, op.done(has)) {
		f.Doubled = append(f.Doubled, "after the repetition with the same key, not done once: "+difference(has, after))
	}
	return err
}
