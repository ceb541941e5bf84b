package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const module = "github.com/entask/entask"

// binaries are the programs that were built.
type binaries map[program]string

// build compiles a command of the module as `make build` does, unless options change that.
func (b binaries) build(ctx context.Context, dir string, p program, more ...string) error {
	if p.binary != "" {
		b[p] = p.binary
	}
	if b[p] != "" && len(more) == 0 {
		return nil
	}
	flags, variables := p.flags()
	binary := filepath.Join(dir, fmt.Sprintf("%s-%d", filepath.Base(p.folder), len(b)))
	args := append([]string{"build", "-trimpath", "-ldflags", "-s -w", "-o", binary}, append(flags, more...)...)
	cmd := exec.CommandContext(ctx, "go", append(args, module+"/"+p.folder)...)
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), variables...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", p.folder, err, out)
	}
	b[p] = binary
	return nil
}

//go:embed testdata/profiles.go.txt
var profiles []byte

// withProfiles returns the arguments of a build in which a command also serves its
// profiles. No command as it is built for production does.
func withProfiles(ctx context.Context, dir, folder string) ([]string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-f", "{{.Dir}}", module+"/"+folder).Output()
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", folder, err)
	}
	source := filepath.Join(dir, "profiles.go")
	target := filepath.Join(strings.TrimSpace(string(out)), "bench_profiles.go")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{target: source}})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "overlay.json")
	for name, content := range map[string][]byte{source: profiles, file: overlay} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return nil, err
		}
	}
	return []string{"-overlay", file}, nil
}
