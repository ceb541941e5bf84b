package generate_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/entask/entask/internal/generate"
)

// TestNothingStaysBehind generates one application over another, whose files are
// broken too: what is there then is what is generated into an empty folder.
func TestNothingStaysBehind(t *testing.T) {
	dir := t.TempDir()
	if err := generate.Run(config("graph", dir)); err != nil {
		t.Fatal(err)
	}
	for _, file := range slices.Sorted(maps.Keys(read(t, dir))) {
		if filepath.Ext(file) == ".go" {
			if err := os.WriteFile(filepath.Join(dir, file), []byte("package broken; func ("), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := generate.Run(config("minimal", dir)); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"ent", "ogent"} {
		wantEqual(t, read(t, filepath.Join(dir, folder)), read(t, filepath.Join("testdata", "minimal", folder)))
	}
}
