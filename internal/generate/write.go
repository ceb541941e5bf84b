package generate

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/entask/entask/internal/generate/crud"
)

// write writes package ogent: the document, ogen's files and ours. What is there
// already is removed first, so that nothing outlives its schema.
func (p *prepared) write(dir string) error {
	if err := clean(dir); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(p.document, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "openapi.json"), append(raw, '\n'), 0o644); err != nil { //nolint:gosec // a source file, read by everybody
		return err
	}
	if err := p.server.Write(dir); err != nil {
		return err
	}
	return crud.Write(dir, p.api, p.server)
}

func clean(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // a source folder
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*_gen.go"))
	if err != nil {
		return err
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}
