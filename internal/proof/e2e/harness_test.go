package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/service/auth"
)

const (
	secret = "a-shared-secret-of-thirty-two-bytes-or-more"
	tasks  = "/api/v1/tasks"
)

// binaryEnv names an existing binary, such as that of another version.
const binaryEnv = "ENTASK_TEST_BINARY"

// binary is the program under test: that of binaryEnv, or built once.
var binary = os.Getenv(binaryEnv)

func TestMain(m *testing.M) { os.Exit(harness.Main(m, &binary, raceFlag...)) }

// service is a running binary.
type service struct {
	URL string
	cmd *exec.Cmd
	log *lockedBuffer
	// stderr is where the log comes from.
	stderr io.ReadCloser
	// exited is closed when the process has ended, with err set.
	exited chan struct{}
	err    error
	killed bool
}

// onEachDatabase runs a test on every database that the service supports.
func onEachDatabase(t *testing.T, test func(t *testing.T, s *service)) {
	t.Run("postgres", func(t *testing.T) { test(t, start(t, pgtest.NewDatabase(t))) })
	t.Run("sqlite", func(t *testing.T) { test(t, start(t, sqliteURL(t))) })
}

func sqliteURL(t testing.TB) string {
	return "sqlite://" + filepath.ToSlash(filepath.Join(t.TempDir(), "entask.db"))
}

// start runs entask serve --migrate on a free port until the test ends. Then it stops the
// service and expects status 0. Settings are NAME=value and come last. Behind a pooler,
// migrations are first applied past it, as the README says.
func start(t testing.TB, databaseURL string, settings ...string) *service {
	t.Helper()
	direct := pgtest.Direct(databaseURL)
	if direct == databaseURL {
		return launch(t, []string{"serve", "--migrate"}, databaseURL, settings...)
	}
	run(t, t.TempDir(), []string{"DATABASE_URL=" + direct}, "migrate", "apply").wantStatus(t, 0)
	return launch(t, []string{"serve"}, databaseURL, settings...)
}

// launch is start for another command that serves.
func launch(t testing.TB, command []string, databaseURL string, settings ...string) *service {
	t.Helper()
	return launchOf(t, binary, command, databaseURL, settings...)
}

// launchOf is launch for another binary.
func launchOf(t testing.TB, binary string, command []string, databaseURL string, settings ...string) *service {
	t.Helper()
	s := &service{log: &lockedBuffer{}, exited: make(chan struct{})}
	s.cmd = exec.Command(binary, command...)
	s.cmd.Dir = t.TempDir()
	s.cmd.Env = append([]string{
		"HTTP_ADDR=127.0.0.1:0",
		"METRICS_ADDR=off",
		"DRAIN_DELAY=0s",
		"DATABASE_URL=" + databaseURL,
		"BETTER_AUTH_URL=http://localhost:3000",
		"BETTER_AUTH_SECRET=" + secret,
		"AUTH_JWKS_URL=off",
		"RATE_LIMIT=off",
		"RATE_LIMIT_UNAUTHENTICATED=off",
	}, settings...)
	s.cmd.Stdout = s.log
	var err error
	if s.stderr, err = s.cmd.StderrPipe(); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		s.follow(address)
		s.err = s.cmd.Wait()
		close(s.exited)
	}()
	t.Cleanup(func() { s.stop(t) })
	select {
	case a := <-address:
		s.URL = "http://" + a
	case <-s.exited:
		t.Fatalf("serve ended: %v\n%s", s.err, s.log)
	case <-time.After(30 * time.Second):
		t.Fatalf("serve did not come up:\n%s", s.log)
	}
	return s
}

// stop sends SIGTERM and expects the process to end in order.
func (s *service) stop(t testing.TB) {
	t.Helper()
	if s.killed {
		return
	}
	client.CloseIdleConnections() // a stop waits a second for a connection without a request
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.exited:
	case <-time.After(40 * time.Second):
		_ = s.cmd.Process.Kill()
		t.Errorf("serve did not stop:\n%s", s.log)
		return
	}
	if s.err != nil {
		t.Errorf("serve ended with %v, want status 0\n%s", s.err, s.log)
	}
	for _, word := range []string{"DATA RACE", "panic"} {
		if strings.Contains(s.log.String(), word) {
			t.Errorf("the log has %q:\n%s", word, s.log)
		}
	}
}

// token returns a token of a user.
func token(t testing.TB, user string) string {
	t.Helper()
	signed, err := auth.Sign(secret, auth.Claims{Subject: user}, time.Hour, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// call is a request. User "" sends no token. A Body of string or bytes is sent as it is,
// any other as JSON, and nil sends no body.
type call struct {
	Method, Path, User string
	Body               any
	Header             map[string]string
	// Lines are headers that are sent in several lines.
	Lines http.Header
}

// response is what came back.
type response struct {
	Status int
	Header http.Header
	Body   []byte
}

// do sends a request and returns the response. Redirects are not followed.
func (s *service) do(t testing.TB, c call) response {
	t.Helper()
	res, err := s.try(t, c)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", c.Method, c.Path, err, s.log)
	}
	return res
}

// try is do for a service that may be down.
func (s *service) try(t testing.TB, c call) (response, error) {
	t.Helper()
	var body io.Reader
	switch b := c.Body.(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
	case []byte:
		body = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.NewReader(raw)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, c.Method, s.URL+c.Path, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.User != "" {
		req.Header.Set("Authorization", "Bearer "+token(t, c.User))
	}
	for name, value := range c.Header {
		req.Header.Set(name, value)
	}
	maps.Copy(req.Header, c.Lines)
	res, err := client.Do(req)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	r := response{res.StatusCode, res.Header, raw}
	if err == nil {
		conforms(t, req, r)
	}
	return r, err
}

var client = &http.Client{
	Transport:     &http.Transport{MaxIdleConnsPerHost: 200, MaxConnsPerHost: 400},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// task is a task as a client reads it.
type task struct {
	ID          string  `json:"id"`
	UserID      string  `json:"user_id"`
	Title       string  `json:"title"`
	Description *string `json:"description"`
	Completed   bool    `json:"completed"`
	Priority    string  `json:"priority"`
	DueDate     *string `json:"due_date"`
	CreatedAt   string  `json:"created_at"`
	UpdatedAt   string  `json:"updated_at"`
	Version     int     `json:"version"`
}

// as decodes the body.
func as[T any](t testing.TB, r response) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(r.Body, &v); err != nil {
		t.Fatalf("decode %d %s: %v", r.Status, r.Body, err)
	}
	return v
}

// create makes a task of a user.
func (s *service) create(t testing.TB, user string, body any) task {
	t.Helper()
	res := s.do(t, call{Method: http.MethodPost, Path: tasks, User: user, Body: body})
	if res.Status != http.StatusCreated {
		_, file, line, _ := runtime.Caller(1)
		t.Fatalf("%s:%d: create = %d %s, want 201", filepath.Base(file), line, res.Status, res.Body)
	}
	return as[task](t, res)
}
