package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/entask/entask/internal/service/openapi"
)

// TestUpgraded: the document in OpenAPI 3.1 is the one that the program prints, and has the paths
// of the other.
func TestUpgraded(t *testing.T) {
	printed, err := exec.Command(binary, "openapi", "--to", "3.1").Output()
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, sqliteURL(t))
	served := s.get(t, "", "/openapi-3.1.json")
	if got := served.Header.Get("Content-Type"); !bytes.Equal(served.Body, printed) || got != "application/json" {
		t.Errorf("/openapi-3.1.json, a %s, is not what entask openapi --to 3.1 prints", got)
	}
	type document struct {
		OpenAPI string
		Paths   map[string]map[string]json.RawMessage
	}
	upgraded, other := as[document](t, served), as[document](t, s.get(t, "", "/openapi.json"))
	if upgraded.OpenAPI != "3.1.0" || len(upgraded.Paths) != len(other.Paths) || bytes.Contains(served.Body, []byte(`"nullable"`)) {
		t.Errorf("it is of OpenAPI %s with %d paths, want those %d of the other", upgraded.OpenAPI, len(upgraded.Paths), len(other.Paths))
	}
}

// TestUpgradedTypes: a frontend has the same types whichever of both documents they are made of, of
// every application of the generator's tests too.
func TestUpgradedTypes(t *testing.T) {
	t.Parallel()
	needPackages(t)
	documents, err := filepath.Glob("../../generate/testdata/*/ogent/openapi.json")
	if err != nil || len(documents) < 2 {
		t.Fatalf("got %q, %v, want documents", documents, err)
	}
	pairs := []string{"types.mjs"}
	for _, document := range append(documents, "../../../ogent/openapi.json") {
		raw, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		upgraded, err := openapi.Upgrade(raw)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "openapi-3.1.json")
		if err := os.WriteFile(file, upgraded, 0o644); err != nil {
			t.Fatal(err)
		}
		absolute, err := filepath.Abs(document)
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, absolute, file)
	}
	if out, err := exec.CommandContext(t.Context(), "node", pairs...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
