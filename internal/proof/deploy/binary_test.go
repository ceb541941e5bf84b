package deploy

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestProbes runs the program as the manifests do, and asks what they ask.
func TestProbes(t *testing.T) {
	all := applied(t, service)
	c := of(t, all, "Deployment").Spec.Template.Spec.Containers[0]
	cmd, log := launch(t, c.Args, of(t, all, "ConfigMap").Data)
	url := ""
	for wait := time.Now().Add(30 * time.Second); url == ""; time.Sleep(10 * time.Millisecond) {
		text, _ := os.ReadFile(log)
		if m := regexp.MustCompile(`"msg":"serving","address":"([^"]+)"`).FindSubmatch(text); m != nil {
			url = "http://" + string(m[1])
		}
		if time.Now().After(wait) {
			t.Fatalf("it does not serve: %s", text)
		}
	}
	for name, p := range map[string]*probe{"startup": c.StartupProbe, "liveness": c.LivenessProbe, "readiness": c.ReadinessProbe} {
		if p == nil || p.HTTPGet.Port != "http" {
			t.Fatalf("%s: %+v", name, p)
		}
		resp, err := (&http.Client{Timeout: 10 * time.Second}).Get(url + p.HTTPGet.Path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		// The readiness alone asks for more than the process.
		if resp.StatusCode != http.StatusOK || (name == "readiness") != strings.Contains(string(body), "checks") {
			t.Errorf("%s, %s: got %d %s", name, p.HTTPGet.Path, resp.StatusCode, body)
		}
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Errorf("a stop: %v", err)
	}
}

// launch starts the program on SQLite, with a shared secret, on a port of its own choice.
func launch(t *testing.T, args []string, settings map[string]string) (_ *exec.Cmd, log string) {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "entask")
	build := exec.Command("go", "build", "-o", binary, "./cmd/entask")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	for name, value := range settings {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Env = append(cmd.Env, "DATABASE_URL=sqlite://:memory:", "BETTER_AUTH_SECRET=a-shared-secret-of-thirty-two-bytes-or-more",
		"AUTH_JWKS_URL=off", "HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=127.0.0.1:0", "DRAIN_DELAY=0s")
	file, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cmd.Stderr = file
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // or it has ended
	return cmd, file.Name()
}
