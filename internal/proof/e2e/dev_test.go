package e2e

import (
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startDev runs entask dev in a folder until the returned function stops it, and
// returns what it printed.
func startDev(t *testing.T, dir string) (string, func()) {
	t.Helper()
	out := &lockedBuffer{}
	cmd := exec.Command(binary, "dev")
	cmd.Dir, cmd.Env = dir, []string{"HTTP_ADDR=127.0.0.1:0"}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		_ = cmd.Process.Signal(syscall.SIGTERM)
		late := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
		defer late.Stop()
		if err := cmd.Wait(); err != nil {
			t.Errorf("dev ended with %v, want status 0\n%s", err, out)
		}
	}
	t.Cleanup(stop)
	for until := time.Now().Add(20 * time.Second); !strings.Contains(out.String(), "Ctrl-C"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("dev did not come up:\n%s", out)
		}
	}
	return out.String(), stop
}

// TestDev uses everything that dev prints, and finds its data again after a restart.
func TestDev(t *testing.T) {
	dir := t.TempDir()
	printed, stop := startDev(t, dir)
	curl := regexp.MustCompile(`curl -s -X POST (http://127\.0\.0\.1:\d+)(/\S+) -H '(\w+): (Bearer \S+)' -H '([\w-]+): ([\w/]+)' -d '(.+)'`).FindStringSubmatch(printed)
	if curl == nil {
		t.Fatalf("dev prints no curl line:\n%s", printed)
	}
	s := &service{URL: curl[1], log: &lockedBuffer{}}
	made := s.do(t, call{Method: "POST", Path: curl[2], Body: curl[7], Header: map[string]string{curl[3]: curl[4], curl[5]: curl[6]}})
	for _, origin := range []string{"http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:4200", "https://localhost"} {
		got := s.do(t, call{Method: "OPTIONS", Path: tasks, Header: map[string]string{
			"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,baggage,sentry-trace",
		}})
		if allowed := got.Header.Get("Access-Control-Allow-Origin"); got.Status != 204 || allowed != origin {
			t.Errorf("preflight of a page at %s = %d, allows %q", origin, got.Status, allowed)
		}
	}
	if got := as[task](t, made); made.Status != 201 || got.UserID != "dev" {
		t.Errorf("the curl line = %d %s, want 201 and a task of dev's", made.Status, made.Body)
	}
	for _, path := range []string{tasks, "/docs"} {
		if !strings.Contains(printed, s.URL+path) {
			t.Errorf("dev does not print %s:\n%s", s.URL+path, printed)
		}
	}
	s.get(t, "", "/docs")
	useTheApp(t, s, printed)
	if status, detail, checks := s.readyz(t); status != 200 || checks["keys"] != "ok" || strings.Contains(printed, "WARN") {
		t.Errorf("readyz = %d %q %v, want 200 though there is no auth server, and no warning:\n%s", status, detail, checks, printed)
	}
	token := strings.TrimSpace(run(t, dir, nil, "token", "--sub", "dev").stdout)
	title := as[task](t, made).Title
	useAsAgent(t, s.URL, token, title)
	useOverHTTP(t, s.URL, token, title)
	stop()
	printed, stop = startDev(t, dir)
	s.URL = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(printed)
	for name, authorization := range map[string]string{"of before": curl[4], "of entask token": "Bearer " + token} {
		r := s.withToken(t, authorization)
		if rows := as[[]task](t, r); len(rows) != 1 || string(mustJSON(t, rows[0])) != string(mustJSON(t, as[task](t, made))) {
			t.Errorf("with the token %s: %d %s, want the task of before", name, r.Status, r.Body)
		}
	}
	stop()
}

// useTheApp opens the app that dev prints, and gets a token for its key, and none without.
func useTheApp(t *testing.T, s *service, printed string) {
	t.Helper()
	app := regexp.MustCompile(`App    ` + s.URL + `/#key=(\S+)`).FindStringSubmatch(printed)
	if app == nil {
		t.Fatalf("dev prints no app:\n%s", printed)
	}
	page := s.do(t, call{Method: "GET", Path: "/", Header: map[string]string{"Accept": "text/html"}})
	script := regexp.MustCompile(`src="(/assets/[^"]+\.js)"`).FindStringSubmatch(string(page.Body))
	if script == nil {
		t.Fatalf("the app is %d %s", page.Status, page.Body)
	}
	if got := s.do(t, call{Method: "GET", Path: script[1]}); got.Status != 200 {
		t.Errorf("%s = %d", script[1], got.Status)
	}
	sign := func(key, user string) response {
		return s.do(t, call{Method: "POST", Path: "/dev/token?user=" + user, Header: map[string]string{"Authorization": "Bearer " + key}})
	}
	signed := as[struct{ Token, User string }](t, sign(app[1], ""))
	if list := s.withToken(t, "Bearer "+signed.Token); signed.User != "dev" || len(as[[]task](t, list)) != 1 {
		t.Errorf("the app is %s and lists %s, want the task of dev", signed.User, list.Body)
	}
	for _, refused := range []response{sign("", ""), sign(app[1]+"x", ""), sign(app[1], "bob")} {
		if refused.Status != 403 {
			t.Errorf("a token is given out without the key, or to anybody: %d %s", refused.Status, refused.Body)
		}
	}
}
