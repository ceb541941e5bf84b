package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// betterAuth is a real Better Auth server behind a front. The front stays while the server
// is stopped and started, and can misbehave in its place.
type betterAuth struct {
	URL      string // of the front
	settings []string
	target   atomic.Value // string: the address of the process
	answer   atomic.Value // http.HandlerFunc: answers in its place unless nil
	hits     atomic.Int32 // requests for the key set
	mails    chan mail
	stop     func()
}

// mail is a line of the server's output that sends a user a token.
type mail struct{ Mail, Token string }

// session is a signed-in user. Token is the opaque token, Signed the value of the cookie,
// and Cookies are all cookies that were set.
type session struct {
	Token, Signed string
	Cookies       map[string]string
	User          struct{ ID, Email, Name string }
}

func needBetterAuth(t *testing.T) {
	t.Helper()
	why := ""
	if _, err := exec.LookPath("node"); err != nil {
		why = "this test needs Node"
	} else if _, err := os.Stat("betterauth/node_modules/better-auth"); err != nil {
		why = "this test needs Better Auth: npm ci --prefix internal/proof/e2e/betterauth"
	}
	switch {
	case why != "" && os.Getenv("CI") == "true":
		t.Fatal(why)
	case why != "":
		t.Skip(why)
	}
}

// startBetterAuth starts one with these settings, NAME=value (see settings.mjs).
func startBetterAuth(t *testing.T, settings ...string) *betterAuth {
	t.Helper()
	needBetterAuth(t)
	a := &betterAuth{settings: settings, mails: make(chan mail, 100)}
	a.answer.Store(http.HandlerFunc(nil))
	front := httptest.NewServer(a)
	t.Cleanup(front.Close)
	a.URL = front.URL
	a.start(t)
	return a
}

// ServeHTTP forwards the request. While the server is down, it breaks the connection.
func (a *betterAuth) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/auth/jwks" {
		a.hits.Add(1)
		if answer := a.answer.Load().(http.HandlerFunc); answer != nil {
			answer(w, r)
			return
		}
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Scheme, p.Out.URL.Host = "http", a.target.Load().(string)
			p.Out.Host = p.In.Host
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	proxy.ServeHTTP(w, r)
}

// start runs the process until the test or a.stop ends it. The process has no lasting
// state.
func (a *betterAuth) start(t *testing.T) {
	t.Helper()
	cmd := exec.Command("node", "server.mjs")
	cmd.Dir = "betterauth"
	cmd.Env = append(os.Environ(), "BETTER_AUTH_URL="+a.URL, "BETTER_AUTH_SECRET="+secret, "NODE_ENV=test")
	cmd.Env = append(cmd.Env, a.settings...)
	var log lockedBuffer
	cmd.Stderr = &log
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address, ended := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		a.follow(stdout, address)
		_ = cmd.Wait()
	}()
	stopped := false
	a.stop = func() {
		if !stopped {
			stopped = true
			_ = stdin.Close() // ends the process, even if this test is killed
			<-ended
		}
	}
	t.Cleanup(a.stop)
	select {
	case found := <-address:
		a.target.Store(found)
	case <-ended:
		t.Fatalf("Better Auth ended:\n%s", log.String())
	case <-time.After(time.Minute):
		t.Fatalf("Better Auth did not come up:\n%s", log.String())
	}
}

func (a *betterAuth) follow(stdout io.Reader, address chan<- string) {
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		var line struct {
			Address string
			mail
		}
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		if line.Address != "" {
			address <- line.Address
		} else {
			a.mails <- line.mail
		}
	}
}

// ask sends a request as the frontend's server would, with its Origin.
func (a *betterAuth) ask(t *testing.T, path, bearer string, body any) response {
	t.Helper()
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), method, a.URL+path, bytes.NewReader(mustJSON(t, body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", a.URL)
	req.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatalf("Better Auth: %v", err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("Better Auth: %s = %d %s, %v", path, res.StatusCode, raw, err)
	}
	return response{res.StatusCode, res.Header, raw}
}

// signUp creates a user, signs out and signs in again.
func (a *betterAuth) signUp(t *testing.T, name string) session {
	t.Helper()
	who := map[string]any{"email": name + "@app.test", "name": name, "password": "password of " + name}
	a.ask(t, "/api/auth/sign-up/email", "", who)
	res := a.ask(t, "/api/auth/sign-in/email", "", who)
	s := session{Signed: res.Header.Get("Set-Auth-Token"), Cookies: map[string]string{}}
	if err := json.Unmarshal(res.Body, &s); err != nil || s.User.ID == "" || s.Signed == "" {
		t.Fatalf("sign in: %v, %s", err, res.Body)
	}
	for _, c := range (&http.Response{Header: res.Header}).Cookies() {
		s.Cookies[strings.TrimPrefix(c.Name, "better-auth.")] = c.Value
	}
	return s
}

// token is what a frontend sends to the API.
func (a *betterAuth) token(t *testing.T, s session) string {
	t.Helper()
	return as[struct{ Token string }](t, a.ask(t, "/api/auth/token", s.Signed, nil)).Token
}

// serve starts a service that is set up as docs/auth.md says: with one setting.
func (a *betterAuth) serve(t *testing.T, databaseURL string, settings ...string) *service {
	t.Helper()
	return start(t, databaseURL, append([]string{"BETTER_AUTH_URL=" + a.URL, "AUTH_JWKS_URL=", "BETTER_AUTH_SECRET="}, settings...)...)
}

// as sends a request with a token as it is.
func (s *service) as(t *testing.T, token, method, path string, body any) response {
	t.Helper()
	return s.do(t, call{Method: method, Path: path, Body: body, Header: map[string]string{"Authorization": "Bearer " + token}})
}

// wantStatus lists tasks with the token.
func (s *service) wantStatus(t *testing.T, when, token string, want int) {
	t.Helper()
	if r := s.as(t, token, "GET", tasks, nil); r.Status != want {
		t.Errorf("%s: %d %s, want %d\n%s", when, r.Status, r.Body, want, s.log)
	}
}

// wantRefusal sends a bad token, and expects one more line in the log that says why.
func (s *service) wantRefusal(t *testing.T, token, reason string) {
	t.Helper()
	line := `"refusal":` + string(mustJSON(t, reason))
	before := strings.Count(s.log.String(), line)
	s.wantStatus(t, reason, token, http.StatusUnauthorized)
	s.wantLogged(t, line, before+1)
}

// wantLogged waits until the log has the text so many times, because a line is written
// after the answer.
func (s *service) wantLogged(t *testing.T, text string, times int) {
	t.Helper()
	for until := time.Now().Add(30 * time.Second); strings.Count(s.log.String(), text) < times; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the log has not %s, %d times:\n%s", text, times, s.log)
		}
	}
}

// unknown returns a token with an unknown key, for which the service fetches the key set.
func unknown(t *testing.T, kid string) string {
	t.Helper()
	key := newSigners(t)["EdDSA"]
	return signed(t, key.method, key.key, claimsOf(nil), map[string]any{"kid": kid})
}
