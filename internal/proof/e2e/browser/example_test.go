//go:build example

package browser

import (
	"bufio"
	"cmp"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	web    = "../../../../web"
	secret = "a-shared-secret-of-thirty-two-bytes-or-more"
)

// TestExample uses the example app in Chromium, from signing in to undo: that of entask dev,
// and one of Better Auth's accounts, which calls entask serve at another origin. The latter is
// used in Firefox too.
func TestExample(t *testing.T) {
	chromium := needBrowser(t)
	firefox, err := exec.LookPath(cmp.Or(os.Getenv("FIREFOX"), "firefox-esr"))
	if err != nil {
		need(t, "this test needs Firefox: install it, or name one in FIREFOX")
	}
	if _, err := os.Stat(web + "/node_modules"); err != nil {
		need(t, "this test needs the packages of web: npm ci --prefix web")
	}
	dir := t.TempDir()
	binary := filepath.Join(dir, "entask")
	command(t, nil, "go", "build", "-o", binary, "../../../../cmd/entask")
	command(t, nil, "npm", "run", "build", "--prefix", web)

	t.Run("dev", func(t *testing.T) {
		t.Parallel()
		dev := run(t, t.TempDir(), []string{"HTTP_ADDR=127.0.0.1:0", "RATE_LIMIT=off"}, `(http://127\.0\.0\.1:\d+)/#key=\S+`, binary, "dev")
		origin, _, _ := strings.Cut(dev, "/#")
		walk(t, chromium, "dev", dev, origin, 0)
	})
	t.Run("accounts", func(t *testing.T) {
		t.Parallel()
		data, files := t.TempDir(), t.TempDir()
		folder, err := filepath.Abs(web + "/example")
		if err != nil {
			t.Fatal(err)
		}
		accounts := run(t, folder, append(os.Environ(), "PORT=0", "AUTH_DATABASE="+filepath.Join(data, "auth.db"), "AUTH_FILES="+files, "BETTER_AUTH_SECRET="+secret),
			`http://127\.0\.0\.1:\d+`, "node", "auth/server.mjs")
		address := run(t, data, []string{
			"DATABASE_URL=sqlite://" + filepath.Join(data, "entask.db"), "BETTER_AUTH_URL=" + accounts, "HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=off", "RATE_LIMIT=off",
		}, `"serving","address":"(127\.0\.0\.1:\d+)"`, binary, "serve", "--migrate")
		api := "http://" + regexp.MustCompile(`127[^"]+`).FindString(address)
		command(t, []string{"ENTASK_URL=" + api}, "npm", "run", "bundle", "--prefix", web, "--workspace", "example", "--", "--outDir", files)
		awaitReady(t, api)
		shots := walk(t, chromium, "accounts", accounts, api, 500*time.Millisecond)
		command(t, []string{"FIREFOX=" + firefox}, "node", "example/firefox.mjs", accounts, api, shots)
	})
}

// walk uses the app as people would, on a network that takes up to a delay. The screenshots outlive
// a test that somebody looks into, or are in the folder that SCREENSHOTS names, which it returns.
func walk(t *testing.T, chromium, mode, url, api string, delay time.Duration) string {
	t.Helper()
	folder := filepath.Join(cmp.Or(os.Getenv("SCREENSHOTS"), t.TempDir()), mode)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	command(t, []string{"CHROMIUM=" + chromium}, "node", "example/main.mjs", mode, url, api, folder, strconv.FormatInt(delay.Milliseconds(), 10))
	return folder
}

// command runs a program, with settings besides the environment, and fails the test with it.
func command(t *testing.T, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// run starts a program until the test ends, and returns what it prints first of a pattern.
func run(t *testing.T, dir string, env []string, pattern, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = writer, writer
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // node ends by the signal
		_ = reader.Close()
	})
	timer := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	var printed strings.Builder
	for lines := bufio.NewScanner(reader); lines.Scan(); {
		printed.WriteString(lines.Text() + "\n")
		if found := regexp.MustCompile(pattern).FindString(lines.Text()); found != "" {
			go func() { _, _ = io.Copy(io.Discard, reader) }()
			return found
		}
	}
	t.Fatalf("%s %s does not print %s:\n%s", name, strings.Join(args, " "), pattern, &printed)
	return ""
}

// awaitReady waits until the service has the keys of the auth server.
func awaitReady(t *testing.T, api string) {
	t.Helper()
	client := http.Client{Timeout: 10 * time.Second}
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		response, err := client.Get(api + "/readyz")
		if err != nil {
			continue
		}
		_ = response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatal("the service does not become ready")
}
