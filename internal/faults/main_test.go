package main

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/entask/entask/internal/cluster"
	"github.com/entask/entask/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

var shared struct {
	sync.Mutex
	lab *lab
	err error
}

func testMain(m *testing.M) int {
	defer func() {
		if shared.lab != nil {
			_ = shared.lab.Close()
		}
	}()
	return m.Run()
}

// testLab returns the lab of all tests. Without PostgreSQL the test is skipped, and
// fails where CI=true.
func testLab(t *testing.T) *lab {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.lab == nil && shared.err == nil {
		shared.lab, shared.err = newLab(context.Background(), io.Discard)
	}
	if errors.Is(shared.err, cluster.ErrNoBinaries) {
		pgtest.Missing(t, shared.err)
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.lab
}
