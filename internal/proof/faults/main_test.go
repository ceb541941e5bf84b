package main

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

var sharedLab struct {
	sync.Mutex
	lab *lab
	err error
}

func testMain(m *testing.M) int {
	defer func() {
		if sharedLab.lab != nil {
			_ = sharedLab.lab.Close()
		}
	}()
	return m.Run()
}

// testLab returns the lab of all tests. Without PostgreSQL the test is skipped, and
// fails where CI=true.
func testLab(t *testing.T) *lab {
	t.Helper()
	sharedLab.Lock()
	defer sharedLab.Unlock()
	if sharedLab.lab == nil && sharedLab.err == nil {
		sharedLab.lab, sharedLab.err = newLab(context.Background(), "", io.Discard)
	}
	if errors.Is(sharedLab.err, cluster.ErrNoBinaries) {
		pgtest.Missing(t, sharedLab.err)
	}
	if sharedLab.err != nil {
		t.Fatal(sharedLab.err)
	}
	return sharedLab.lab
}
