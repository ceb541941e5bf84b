package backup_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/service/auth"
)

const secret = "a-shared-secret-of-thirty-two-bytes-or-more"

var binary string

func TestMain(m *testing.M) { os.Exit(harness.Main(m, &binary)) }

// site is a server of its own, with the roles and the database of docs/roles.md.
type site struct {
	*cluster.Cluster
	ports map[string]string // those of the page, and free ones
}

func newSite(t *testing.T) *site {
	t.Helper()
	c, err := cluster.Start(t.Context(), append(cluster.Streaming, "archive_mode=on", "max_connections=100")...)
	if err != nil {
		pgtest.Missing(t, err)
	}
	s := &site{c, map[string]string{}}
	for _, port := range []string{"5432", "5433", "5434"} {
		s.ports[port] = freePort(t)
	}
	s.ports["5432"] = s.at(t, "postgres", "postgres").Port()
	t.Cleanup(func() {
		if t.Failed() {
			logs, _ := c.Command(context.Background(), "bash", "-c", "tail -n 20 *.log").CombinedOutput()
			t.Logf("the servers' logs:\n%s", logs)
		}
		for _, folder := range []string{"copy", "back"} {
			_ = c.Command(context.Background(), "pg_ctl", "stop", "--pgdata="+folder, "--mode=immediate").Run()
		}
		_ = c.Stop()
	})
	run(t, pgtest.Connect(t, c.URL("postgres")), "CREATE DATABASE entask")
	admin := pgtest.Connect(t, c.URL("entask"))
	for _, block := range blocks(t, "../../../../docs/roles.md", "sql") {
		if strings.HasPrefix(block, "CREATE ROLE") {
			run(t, admin, block)
		}
	}
	s.shell(t, "mkdir bin")
	b, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Command(t.Context(), "true").Dir, "bin", "entask"), b, 0o755); err != nil { // the server's user runs it
		t.Fatal(err)
	}
	return s
}

// at is the URL of a database for a role.
func (s *site) at(t *testing.T, role, database string) *url.URL {
	t.Helper()
	u, err := url.Parse(s.URL(database))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	return u
}

// shell runs commands of the page, with the ports of this site.
func (s *site) shell(t *testing.T, script string) string {
	t.Helper()
	for port, free := range s.ports {
		script = regexp.MustCompile(`\b`+port+`\b`).ReplaceAllString(script, free)
	}
	script = strings.ReplaceAll(script, "localhost", "127.0.0.1")
	cmd := s.Command(t.Context(), "bash", "-euo", "pipefail", "-c", script)
	// The servers that it starts must not hold its output open.
	out, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	said, readErr := os.ReadFile(out.Name())
	if err != nil || readErr != nil {
		t.Fatalf("%v\n%s\n%s", err, script, said)
	}
	return string(said)
}

// blocks are the fenced blocks of a page in a language.
func blocks(t *testing.T, page, language string) (all []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		all = append(all, m[1])
	}
	if len(all) == 0 {
		t.Fatalf("%s has no block of %s", page, language)
	}
	return all
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// serve starts the service on a database and returns its URL.
func (s *site) serve(t *testing.T, database string) string {
	t.Helper()
	address := "127.0.0.1:" + freePort(t)
	cmd := exec.CommandContext(t.Context(), binary, "serve")
	cmd.Env = []string{"DATABASE_URL=" + database, "BETTER_AUTH_URL=http://localhost:3000", "BETTER_AUTH_SECRET=" + secret, "AUTH_JWKS_URL=off", "HTTP_ADDR=" + address, "METRICS_ADDR=off", "DRAIN_DELAY=0s"}
	cmd.Dir = t.TempDir()
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for wait := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if status, _ := ask(t, "http://"+address+"/readyz", ""); status == http.StatusOK {
			return "http://" + address
		}
		if time.Now().After(wait) {
			t.Fatalf("the service is not ready on %s:\n%s", database, &log)
		}
	}
}

// ask returns the status of a GET as a user, and what came.
func ask(t *testing.T, url, user string) (status int, body map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if user != "" {
		token, err := auth.Sign(secret, auth.Claims{Subject: user}, time.Hour, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer func() { _ = res.Body.Close() }()
	_ = json.NewDecoder(res.Body).Decode(&body)
	return res.StatusCode, body
}
