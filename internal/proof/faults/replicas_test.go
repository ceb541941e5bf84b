package main

import (
	"errors"
	"testing"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestReplicas tries each fault of a replica.
func TestReplicas(t *testing.T) { tryFamily(t, replicas) }

// tryFamily tries faults under load.
func tryFamily(t *testing.T, family []fault) {
	t.Helper()
	l := testLab(t)
	for _, f := range family {
		t.Run(f.name, func(t *testing.T) {
			r, err := f.try(t.Context(), l)
			if errors.Is(err, errNoPatroni) {
				pgtest.Missing(t, err)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, broken := range r.broken() {
				t.Error(broken)
			}
			if r.Acknowledged == 0 {
				t.Error("no write was acknowledged")
			}
			t.Log(r)
		})
	}
}

// TestPatroni tries each fault of three nodes under Patroni.
func TestPatroni(t *testing.T) { tryFamily(t, nodesFail) }
