//go:build linux

package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestStartInMemory: the data is where there is room, and goes with the server.
func TestStartInMemory(t *testing.T) {
	c, err := StartInMemory(t.Context())
	if errors.Is(err, ErrNoBinaries) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	conn, err := pgx.Connect(t.Context(), c.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	var data string
	if err := conn.QueryRow(t.Context(), "SHOW data_directory").Scan(&data); err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(memory(), "entask-postgres-"); !strings.HasPrefix(data, want) {
		t.Errorf("the data is in %s, want it in %s…", data, want)
	}
	_ = conn.Close(t.Context())
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(data)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s outlives the server: %v", filepath.Dir(data), err)
	}
}
