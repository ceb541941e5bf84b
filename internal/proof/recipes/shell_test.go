//go:build recipes

package recipes

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// shell is a bash that keeps its variables between commands, as the reader's does.
type shell struct {
	in  io.Writer
	out *bufio.Reader
}

// mark begins the line after the output of a command.
const mark = "\x04status "

// newShell starts a shell in a folder, which ends with the test.
func newShell(t *testing.T, dir string, env []string) *shell {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash")
	cmd.Dir, cmd.Env = dir, env
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &shell{in, bufio.NewReader(out)}
}

// run runs a command and returns what it printed, and its status.
func (s *shell) run(text string) (printed string, status int, err error) {
	if _, err := fmt.Fprintf(s.in, "{ %s\n} </dev/null\nprintf '\\n\\004status %%d\\n' $?\n", text); err != nil {
		return "", 0, err
	}
	var b strings.Builder
	for {
		line, err := s.out.ReadString('\n')
		if err != nil {
			return b.String(), 0, fmt.Errorf("the shell has ended: %w", err)
		}
		if text, ok := strings.CutPrefix(line, mark); ok {
			status, err := strconv.Atoi(strings.TrimSpace(text))
			return strings.TrimSuffix(b.String(), "\n"), status, err
		}
		b.WriteString(strings.Replace(line, "\r\n", "\n", 1)) // as in headers that curl prints
	}
}
