package e2e

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/service/config"
)

// ran is the result of a command that has ended.
type ran struct {
	stdout, stderr string
	status         int
}

// run runs a command in a folder, with only these settings as its environment.
func run(t testing.TB, dir string, settings []string, args ...string) ran {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env = dir, append([]string{"HOME=" + dir}, settings...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// wantStatus expects the exit status, and these words on standard error.
func (r ran) wantStatus(t testing.TB, status int, words ...string) {
	t.Helper()
	if r.status != status {
		t.Errorf("exit status = %d, want %d\n%s%s", r.status, status, r.stdout, r.stderr)
	}
	for _, word := range words {
		if !strings.Contains(r.stderr, word) {
			t.Errorf("standard error = %q, want %q in it", r.stderr, word)
		}
	}
}

func TestSettingsAllFaultsAtOnce(t *testing.T) {
	const hidden = "hunter2-do-not-print"
	wrong := map[string]string{
		"DATABASE_URL":               "mysql://user:" + hidden + "@host/name",
		"BETTER_AUTH_URL":            "ftp://app.example.com",
		"BETTER_AUTH_SECRET":         hidden,
		"AUTH_JWKS_URL":              "not a url",
		"CORS_ALLOWED_ORIGINS":       "*.example.com",
		"HTTP_ADDR":                  "8000",
		"METRICS_ADDR":               "nowhere",
		"DB_POOL_MIN":                "-1",
		"DB_POOL_MAX":                "many",
		"DB_CONN_MAX_LIFETIME":       "300",
		"RATE_LIMIT":                 "600",
		"RATE_LIMIT_UNAUTHENTICATED": "1/fortnight",
		"TRUSTED_PROXIES":            "10.0.0.0/33",
		"REDIS_URL":                  "http://:" + hidden + "@host",
		"DATABASE_REPLICA_URL":       "mysql://:" + hidden + "@host",
		"DATABASE_REPLICA_WAIT":      "soon",
		"LOG_LEVEL":                  "loud",
		"LOG_FORMAT":                 "xml",
		"AUDIT_LOG":                  "audit.log",
		"ALLOW_UNWALLED":             "perhaps",
		"ALLOW_DRIFT":                "yes",
	}
	var settings, names []string
	for name, value := range wrong {
		settings, names = append(settings, name+"="+value), append(names, "\n  "+name+": ")
	}
	for _, args := range [][]string{{"serve"}, {"serve", "--migrate"}} {
		r := run(t, t.TempDir(), settings, args...)
		r.wantStatus(t, 2, names...)
		if strings.Contains(r.stdout+r.stderr, hidden) {
			t.Errorf("%v prints a secret: %s", args, r.stderr)
		}
	}
	for name, value := range wrong {
		good := []string{"DATABASE_URL=" + sqliteURL(t), "BETTER_AUTH_URL=http://localhost:3000", name + "=" + value}
		r := run(t, t.TempDir(), good, "serve")
		r.wantStatus(t, 2, name)
		if n := strings.Count(r.stderr, "\n  "); n != 1 {
			t.Errorf("%s=%s: %d faults, want one: %s", name, value, n, r.stderr)
		}
	}
}

func TestSettingsRequired(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, nil, "serve").wantStatus(t, 2, "DATABASE_URL", "BETTER_AUTH_URL")
	run(t, dir, []string{"DATABASE_URL=" + sqliteURL(t)}, "serve").wantStatus(t, 2, "BETTER_AUTH_URL")
	run(t, dir, []string{"BETTER_AUTH_URL=http://localhost:3000"}, "serve").wantStatus(t, 2, "DATABASE_URL")
	noKeys := []string{"DATABASE_URL=" + sqliteURL(t), "BETTER_AUTH_URL=http://localhost:3000", "AUTH_JWKS_URL=off"}
	run(t, dir, noKeys, "serve").wantStatus(t, 2, "AUTH_JWKS_URL")
	run(t, dir, nil, "migrate", "apply").wantStatus(t, 2, "DATABASE_URL")
	run(t, dir, []string{"HTTP_ADDR=x"}, "healthcheck").wantStatus(t, 2, "HTTP_ADDR")
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("BETTER_AUTH_URL=nonsense\nLOG_LEVEL=loud\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, dir, []string{"DATABASE_URL=" + sqliteURL(t), "LOG_LEVEL=info"}, "serve")
	if r.wantStatus(t, 2, "BETTER_AUTH_URL"); strings.Contains(r.stderr, "LOG_LEVEL") {
		t.Errorf("standard error = %q, want the environment to come before .env", r.stderr)
	}
}

func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	commands := []string{"dev", "serve", "migrate", "user", "token", "openapi", "healthcheck", "version"}
	for _, flag := range []string{"-h", "--help"} {
		r := run(t, dir, nil, flag)
		r.wantStatus(t, 0)
		for _, name := range commands {
			if !strings.Contains(r.stdout, name) {
				t.Errorf("entask %s says nothing of %s:\n%s", flag, name, r.stdout)
			}
		}
	}
	for _, name := range append(commands, "migrate apply", "migrate status", "migrate review", "migrate down", "user export", "user erase") {
		r := run(t, dir, nil, append(strings.Fields(name), "-h")...)
		if r.wantStatus(t, 0); !strings.Contains(r.stdout, "Usage: entask "+name) {
			t.Errorf("entask %s -h = %q, want its usage", name, r.stdout)
		}
	}
	for _, args := range [][]string{
		{}, {"srve"}, {"serve", "--fast"}, {"serve", "now"}, {"token"}, {"token", "--sub"}, {"token", "--sub", "a", "--ttl", "soon"},
		{"token", "--sub", "a", "--ttl", "-1h"}, {"token", "--sub", ""}, {"migrate"}, {"migrate", "back"}, {"version", "2"},
	} {
		r := run(t, dir, nil, args...)
		if r.wantStatus(t, 2, "entask: "); strings.Contains(r.stdout+r.stderr, "goroutine") {
			t.Errorf("entask %v panics: %s", args, r.stderr)
		}
	}
	if r := run(t, dir, nil, "version"); r.status != 0 || !strings.HasPrefix(r.stdout, "entask ") {
		t.Errorf("entask version = %d, %q, want 0 and the version", r.status, r.stdout)
	}
}

// TestHelpOfSettings: the commands that take settings list them with their defaults.
func TestHelpOfSettings(t *testing.T) {
	dir := t.TempDir()
	for command, addr := range map[string]string{"dev": "127.0.0.1:8000", "serve": ":8000"} {
		help := run(t, dir, nil, command, "-h").stdout
		for _, v := range config.Variables() {
			if !regexp.MustCompile(`(?m)^ +` + v.Name + `( |$)`).MatchString(help) {
				t.Errorf("entask %s -h says nothing of %s:\n%s", command, v.Name, help)
			}
		}
		if !regexp.MustCompile(`HTTP_ADDR +` + addr + `\n`).MatchString(help) {
			t.Errorf("entask %s -h does not say that HTTP_ADDR is %s:\n%s", command, addr, help)
		}
	}
}

// TestAddressInUse: who starts a second copy reads which setting to change.
func TestAddressInUse(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	run(t, t.TempDir(), []string{"HTTP_ADDR=" + addr}, "dev").wantStatus(t, 1, addr+" is in use by another program: set HTTP_ADDR to another address, such as 127.0.0.1:8001")
	run(t, t.TempDir(), []string{"HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=" + addr}, "dev").wantStatus(t, 1, "set METRICS_ADDR to another address")
}

func TestTokenCommand(t *testing.T) {
	dir := t.TempDir()
	s := start(t, sqliteURL(t))
	r := run(t, dir, []string{"BETTER_AUTH_SECRET=" + secret}, "token", "--sub", "zoë", "--ttl", "15m")
	r.wantStatus(t, 0)
	if got := s.userOf(t, strings.TrimSpace(r.stdout)); got != "zoë" {
		t.Errorf("the service takes the token for %q, want zoë", got)
	}
	run(t, dir, nil, "token", "--sub", "ann").wantStatus(t, 2, "no secret: set BETTER_AUTH_SECRET, or use the folder in which entask dev runs")
	if _, err := os.Stat(filepath.Join(dir, ".entask")); !os.IsNotExist(err) {
		t.Errorf("entask token leaves a secret in a folder where no service runs: %v", err)
	}
	run(t, dir, []string{"BETTER_AUTH_SECRET=short"}, "token", "--sub", "a").wantStatus(t, 2, "BETTER_AUTH_SECRET")
	claims := []string{"BETTER_AUTH_SECRET=" + secret, "AUTH_ISSUER=https://a.example", "AUTH_AUDIENCE=tasks"}
	strict := start(t, sqliteURL(t), claims...)
	if got := strict.userOf(t, strings.TrimSpace(run(t, dir, claims, "token", "--sub", "ann").stdout)); got != "ann" {
		t.Errorf("a service with an issuer takes the token for %q, want ann", got)
	}
}

func TestHealthcheckCommand(t *testing.T) {
	s := start(t, sqliteURL(t))
	address := strings.TrimPrefix(s.URL, "http://")
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{address, ":" + port, "0.0.0.0:" + port} {
		run(t, t.TempDir(), []string{"HTTP_ADDR=" + addr}, "healthcheck").wantStatus(t, 0)
	}
	run(t, t.TempDir(), []string{"HTTP_ADDR=127.0.0.1:1"}, "healthcheck").wantStatus(t, 1, "entask: ")
}

// TestDevRefusesToBePublic: dev's secret is an unprotected file.
func TestDevRefusesToBePublic(t *testing.T) {
	for _, addr := range []string{":8000", "0.0.0.0:0", "[::]:0", "192.0.2.1:8000", "example.com:8000"} {
		dir := t.TempDir()
		run(t, dir, []string{"HTTP_ADDR=" + addr}, "dev").wantStatus(t, 2, "HTTP_ADDR", "loopback")
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			t.Errorf("HTTP_ADDR=%s: dev leaves %v behind, %v, want nothing", addr, entries, err)
		}
	}
}

// TestServeRefusesAnOldSchema: only --migrate brings a database up to date.
func TestServeRefusesAnOldSchema(t *testing.T) {
	url := pgtest.Direct(pgtest.NewDatabase(t))
	settings := []string{"DATABASE_URL=" + url, "BETTER_AUTH_URL=http://localhost:3000", "HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=off"}
	r := run(t, t.TempDir(), settings, "serve")
	r.wantStatus(t, 1)
	if !regexp.MustCompile(`migrat`).MatchString(r.stderr) {
		t.Errorf("standard error = %q, want it to say what to do", r.stderr)
	}
	run(t, t.TempDir(), settings, "migrate", "apply").wantStatus(t, 0)
	run(t, t.TempDir(), settings, "migrate", "status").wantStatus(t, 0)
}
