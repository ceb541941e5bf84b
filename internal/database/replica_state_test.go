package database

import (
	"context"
	"testing"
)

// TestReplicaComesAndGoes: each statement that the replica does not answer is counted, while
// the replica begins and ends to be used.
func TestReplicaComesAndGoes(t *testing.T) {
	r := &replica{}
	r.counts.begin()
	r.watch.begin(Options{})
	ctx, cancel := context.WithCancel(t.Context())
	flipped := make(chan struct{})
	go func() {
		defer close(flipped)
		for ctx.Err() == nil {
			r.enter(proven, nil)
			r.enter(behind, nil)
		}
	}()
	const statements = 2_000_000
	for range statements {
		if rows := r.answer(ctx, "SELECT 1", "no arguments"); rows != nil {
			t.Fatal("a replica that is nowhere has answered")
		}
	}
	cancel()
	<-flipped
	counted := int64(0)
	for _, of := range r.fallbacks {
		counted += of.Load()
	}
	if counted != statements {
		t.Errorf("%d fallbacks were counted, want %d", counted, statements)
	}
}
