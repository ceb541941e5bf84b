package browser

import (
	"bufio"
	"cmp"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// need skips the test where a program is not there, and fails it where CI=true.
func need(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// needBrowser returns the path of Chromium, where everything that drives it is there.
func needBrowser(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		need(t, "this test needs Node")
	}
	if _, err := os.Stat("../../../tools/npm/node_modules/playwright-core"); err != nil {
		need(t, "this test needs playwright: npm ci --prefix internal/tools/npm")
	}
	chromium, err := exec.LookPath(cmp.Or(os.Getenv("CHROMIUM"), "chromium"))
	if err != nil {
		need(t, "this test needs Chromium: install it, or name another one in CHROMIUM")
	}
	return chromium
}

func TestDocsPage(t *testing.T) {
	chromium := needBrowser(t)
	origin, token := dev(t)

	// The screenshot outlives a test that somebody looks into.
	folder, err := os.MkdirTemp("", "entask-docs") //nolint:usetesting // t.TempDir would delete it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !t.Failed() && !testing.Verbose() {
			_ = os.RemoveAll(folder)
		}
	})
	cmd := exec.CommandContext(t.Context(), "node", "docs.mjs", origin, token, folder)
	cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("the docs page does not work: %v\n%s", err, out)
	}
	t.Logf("screenshot: %s", filepath.Join(folder, "docs.png"))
}

var (
	printedURL   = regexp.MustCompile(`(http://[^/\s]+)/docs`)
	printedToken = regexp.MustCompile(`Bearer ([\w.-]+)`)
)

// dev starts entask dev until the test ends, and returns what it prints.
func dev(t *testing.T) (origin, token string) {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "entask")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../../../../cmd/entask").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	cmd := exec.Command(binary, "dev")
	cmd.Dir = dir
	cmd.Env = []string{"HTTP_ADDR=127.0.0.1:0"}
	var log strings.Builder
	cmd.Stderr = &log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("entask dev ended with %v, want status 0\n%s", err, log.String())
		}
	})
	timer := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if m := printedURL.FindStringSubmatch(lines.Text()); m != nil {
			origin = m[1]
		}
		if m := printedToken.FindStringSubmatch(lines.Text()); m != nil && origin != "" {
			go func() { _, _ = io.Copy(io.Discard, stdout) }()
			return origin, m[1]
		}
	}
	t.Fatal("entask dev did not print its URL and a token")
	return "", ""
}
