package harness

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Main runs the tests of a package on the binary at a path, and returns the exit status. If
// the path is empty, it first builds the program, with further flags of go build, and sets
// the path.
func Main(m *testing.M, path *string, flags ...string) int {
	if *path != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "entask-binary")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	*path = filepath.Join(dir, "entask")
	args := append([]string{"build", "-o", *path}, flags...)
	args = append(args, "github.com/entask/entask/cmd/entask")
	if out, err := exec.CommandContext(context.Background(), "go", args...).CombinedOutput(); err != nil { //nolint:gosec // its own flags
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}
