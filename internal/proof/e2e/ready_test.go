package e2e

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
)

// readyz returns the status of /readyz, its detail and the results of its parts.
func (s *service) readyz(t *testing.T) (status int, detail string, checks map[string]string) {
	t.Helper()
	r := s.do(t, call{Method: "GET", Path: "/readyz"})
	var said struct {
		Detail string
		Checks map[string]string
	}
	if err := json.Unmarshal(r.Body, &said); err != nil {
		t.Fatalf("readyz = %d %s: %v", r.Status, r.Body, err)
	}
	return r.Status, said.Detail, said.Checks
}

// wantReadyz waits for the expected answer, because answers are cached for half a second.
func (s *service) wantReadyz(t *testing.T, name string, status int, detail string, checks map[string]string) {
	t.Helper()
	var gotStatus int
	var gotDetail string
	var gotChecks map[string]string
	for range 100 {
		if gotStatus, gotDetail, gotChecks = s.readyz(t); gotStatus == status {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if gotStatus != status || gotDetail != detail || !maps.Equal(gotChecks, checks) {
		t.Errorf("%s: readyz = %d %q %v, want %d %q %v", name, gotStatus, gotDetail, gotChecks, status, detail, checks)
	}
	health := s.do(t, call{Method: "GET", Path: "/health"})
	vital := http.StatusOK
	if checks["database"] != "ok" {
		vital = http.StatusServiceUnavailable
	}
	if health.Status != vital {
		t.Errorf("%s: health = %d %s, want %d", name, health.Status, health.Body, vital)
	}
	check := run(t, t.TempDir(), []string{"HTTP_ADDR=" + strings.TrimPrefix(s.URL, "http://")}, "healthcheck")
	if status == http.StatusOK {
		check.wantStatus(t, 0)
	} else if check.wantStatus(t, 1); check.stderr != "entask: not ready: "+detail+"\n" {
		t.Errorf("%s: healthcheck says %q, want %q", name, check.stderr, detail)
	}
}

// TestReadyNamesItsParts takes away what the service needs, one thing after another.
func TestReadyNamesItsParts(t *testing.T) {
	t.Parallel()
	const noDatabase, noSchema = "The database cannot be reached", "The schema of the database is older than this program"
	words := func(database, keys string) map[string]string {
		return map[string]string{"database": database, "keys": keys, "schema": "ok"}
	}
	address, c := freeAddress(t), ownCluster(t)
	shutDown(t, c)
	s := launch(t, []string{"serve"}, ownURL(c), "AUTH_JWKS_URL=http://"+address+"/api/auth/jwks")
	s.wantReadyz(t, "neither", 503, noDatabase+"; "+noKeysYet, words("failed", "failed"))
	auth := &authServer{keys: []map[string]any{}}
	server := auth.serveAt(t, address)
	time.Sleep(1600 * time.Millisecond)
	s.wantReadyz(t, "no database", 503, noDatabase, words("failed", "ok"))
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond)
	s.wantReadyz(t, "no tables", 503, noSchema, words("failed", "ok"))
	start(t, ownURL(c)) // migrates
	s.wantReadyz(t, "all", 200, "", words("ok", "ok"))
	server.Close()
	time.Sleep(600 * time.Millisecond)
	s.wantReadyz(t, "the auth server is away again", 200, "", words("ok", "ok"))

	dev := start(t, sqliteURL(t), "AUTH_JWKS_URL=http://"+freeAddress(t)+"/api/auth/jwks")
	dev.wantReadyz(t, "no keys", 503, noKeysYet, words("ok", "failed"))
	for line := range strings.Lines(s.log.String() + dev.log.String()) {
		if strings.Contains(line, secret) {
			t.Errorf("the log has the secret: %s", line)
		}
	}
}
