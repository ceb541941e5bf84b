package main

import (
	"context"
	"testing"
)

// TestLostReply loses the reply at every message of every operation. The proxy does it, so
// it is deterministic.
func TestLostReply(t *testing.T) {
	l := testLab(t)
	few := []operation{named(t, "create"), named(t, "toggle"), named(t, "create with a key")}
	for _, tc := range []struct {
		name string
		try  func(context.Context, *matrix) error
	}{
		{"message", func(ctx context.Context, m *matrix) error { return m.eachMessage(ctx, operations, false) }},
		{"message of a new connection", func(ctx context.Context, m *matrix) error { return m.eachMessage(ctx, few, true) }},
		{"more than one", func(ctx context.Context, m *matrix) error { return m.moreThanOnce(ctx, operations) }},
		{"request", func(ctx context.Context, m *matrix) error { return m.eachRequest(ctx, operations) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m, err := l.newMatrix(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := m.Close(); err != nil {
					t.Error(err)
				}
			}()
			if err := tc.try(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			for _, broken := range m.broken() {
				t.Error(broken)
			}
			t.Logf("%d writes, answers %v", m.Writes, m.answers)
		})
	}
}

func named(t *testing.T, name string) operation {
	t.Helper()
	for _, op := range operations {
		if op.name == name {
			return op
		}
	}
	t.Fatalf("no operation %s", name)
	return operation{}
}
