package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

const web = "../../../web"

// buildWeb builds the TypeScript packages of web, once.
var buildWeb = sync.OnceValues(func() ([]byte, error) {
	return exec.Command("npm", "run", "build", "--prefix", web).CombinedOutput()
})

// needPackages needs what the packages of web stand on.
func needPackages(t *testing.T) {
	t.Helper()
	why := ""
	if _, err := exec.LookPath("npm"); err != nil {
		why = "this test needs Node and npm"
	} else if _, err := os.Stat(web + "/node_modules"); err != nil {
		why = "this test needs the packages of web: npm ci --prefix web"
	}
	switch {
	case why != "" && os.Getenv("CI") == "true":
		t.Fatal(why)
	case why != "":
		t.Skip(why)
	}
}

func needWeb(t *testing.T) {
	t.Helper()
	needPackages(t)
	if out, err := buildWeb(); err != nil {
		t.Fatalf("npm run build: %v\n%s", err, out)
	}
}

// TestWebClient runs the tests of the TypeScript packages with a service. The limit is one that
// a test can use up.
func TestWebClient(t *testing.T) {
	t.Parallel()
	needWeb(t)
	entask, err := filepath.Abs(binary)
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, sqliteURL(t), "RATE_LIMIT=240/minute")
	cmd := exec.CommandContext(t.Context(), "npm", "test", "--prefix", web)
	cmd.Env = append(os.Environ(), "ENTASK_URL="+s.URL, "ENTASK_BINARY="+entask, "BETTER_AUTH_SECRET="+secret)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("npm test: %v\n%s", err, out)
	}
}

// TestWebClientBetterAuth gives the client Better Auth's own, whose session gives it tokens.
func TestWebClientBetterAuth(t *testing.T) {
	t.Parallel()
	needWeb(t)
	a := startBetterAuth(t)
	s := a.serve(t, sqliteURL(t))
	ann := a.signUp(t, "ann")
	cmd := exec.CommandContext(t.Context(), "node", "typed.mjs", a.URL, s.URL, ann.Signed)
	cmd.Dir = "betterauth"
	out, err := cmd.CombinedOutput()
	var got struct {
		Task    task
		Refused string
	}
	if err != nil || json.Unmarshal(out, &got) != nil || got.Task.UserID != ann.User.ID || got.Refused != "not signed in" {
		t.Errorf("the client got %s, %v, want a task of %s, and a refusal without a session\n%s", out, err, ann.User.ID, s.log)
	}
	if list := s.as(t, a.token(t, ann), http.MethodGet, tasks, nil); len(as[[]task](t, list)) != 1 {
		t.Errorf("ann lists %s, want her one", list.Body)
	}
}
