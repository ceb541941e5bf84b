package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestStartedWhileAway: without --migrate, the service waits for its database and its
// schema. With --migrate it fails at once, so that it can be started again.
func TestStartedWhileAway(t *testing.T) {
	c := ownCluster(t)
	shutDown(t, c)
	list := call{Method: http.MethodGet, Path: tasks, User: "ann"}

	migrating := exec.Command(binary, "serve", "--migrate")
	migrating.Env = append(os.Environ(), "DATABASE_URL="+ownURL(c), "BETTER_AUTH_URL=http://localhost:3000", "HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=off")
	migrating.Dir = t.TempDir()
	out, err := migrating.CombinedOutput()
	if got := migrating.ProcessState.ExitCode(); got != 1 || !strings.Contains(string(out), "prepare database") {
		t.Errorf("serve --migrate without a database = status %d, %v, want 1\n%s", got, err, out)
	}

	s := launch(t, []string{"serve"}, ownURL(c))
	wantAway(t, "readyz", s.do(t, call{Method: http.MethodGet, Path: "/readyz"}))
	wantAway(t, "list", s.do(t, list))
	s.get(t, "", "/livez")

	if err := c.Restart(t.Context()); err != nil { // with a database, but no tables
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond)
	wantAway(t, "readyz without tables", s.do(t, call{Method: http.MethodGet, Path: "/readyz"}))
	wantAway(t, "list without tables", s.do(t, list))

	start(t, ownURL(c)) // migrates
	time.Sleep(600 * time.Millisecond)
	s.get(t, "", "/readyz")
	s.create(t, "ann", map[string]any{"title": "at last"})
}
