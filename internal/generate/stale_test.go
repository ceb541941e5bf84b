package generate_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

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

// TestUnchanged: a file whose content has not changed is not written again, whatever else has;
// what nobody generates stays.
func TestUnchanged(t *testing.T) {
	dir := t.TempDir()
	if err := generate.Run(config("minimal", dir)); err != nil {
		t.Fatal(err)
	}
	byHand := filepath.Join(dir, "ent", "migrate", "migrations", "1_one.sql")
	if err := errors.Join(os.MkdirAll(filepath.Dir(byHand), 0o750), os.WriteFile(byHand, []byte("SELECT 1;"), 0o600)); err != nil {
		t.Fatal(err)
	}
	files := slices.Sorted(maps.Keys(read(t, dir)))
	long := time.Now().Add(-time.Hour).Truncate(time.Second)
	for _, file := range files {
		if err := os.Chtimes(filepath.Join(dir, file), long, long); err != nil {
			t.Fatal(err)
		}
	}
	const broken = "ogent/crud_gen.go"
	if err := os.WriteFile(filepath.Join(dir, broken), []byte("package broken; func ("), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := generate.Run(config("minimal", dir)); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		info, err := os.Stat(filepath.Join(dir, file))
		if err != nil {
			t.Error(err)
		} else if written := !info.ModTime().Equal(long); written != (file == broken) {
			t.Errorf("%s: got %v as its time, want %v unless it has changed", file, info.ModTime(), long)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".generate-*")); err != nil || len(left) > 0 {
		t.Errorf("got %q, %v, want no copies to be left", left, err)
	}
}
