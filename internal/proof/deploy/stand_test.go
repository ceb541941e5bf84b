//go:build alerts

package deploy

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/ogent"
)

const (
	secret  = "a-shared-secret-of-thirty-two-bytes-or-more"
	serving = "alerts_service" // the role of the service: not a superuser
)

// lab is what all scenarios share: two programs, and a PostgreSQL.
type lab struct {
	*cluster.Cluster
	binary, promtool string
	databases        int
}

func newLab(t *testing.T) *lab {
	t.Helper()
	dir := t.TempDir()
	l := &lab{binary: filepath.Join(dir, "entask"), promtool: filepath.Join(dir, "promtool")}
	build(t, "-o", l.binary, "./cmd/entask")
	// Of Prometheus' ways to find what it scrapes, promtool needs none.
	build(t, "-modfile=internal/tools/prometheus/go.mod", "-tags=remove_all_sd", "-o", l.promtool, "github.com/prometheus/prometheus/cmd/promtool")
	var err error
	if l.Cluster, err = cluster.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Stop() })
	l.execute(t, "postgres", "CREATE ROLE "+serving+" LOGIN", "CREATE DATABASE migrated")
	apply := exec.Command(l.binary, "migrate", "apply")
	apply.Env = []string{"DATABASE_URL=" + l.URL("migrated")}
	if out, err := apply.CombinedOutput(); err != nil {
		t.Fatalf("migrate: %v\n%s", err, out)
	}
	l.execute(t, "migrated", "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "+serving, "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "+serving)
	return l
}

func build(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"build"}, args...)...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", args, err, out)
	}
}

// connect opens a connection as a superuser, once the server that a scenario has killed has
// begun anew.
func (l *lab) connect(t *testing.T, database string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), l.URL(database))
	for wait := time.Now().Add(time.Minute); err != nil && time.Now().Before(wait) && strings.Contains(err.Error(), "57P03"); time.Sleep(20 * time.Millisecond) {
		conn, err = pgx.Connect(t.Context(), l.URL(database))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func (l *lab) execute(t *testing.T, database string, statements ...string) {
	t.Helper()
	conn := l.connect(t, database)
	defer conn.Close(t.Context())
	for _, sql := range statements {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

// stand is a service under one scenario, and what Prometheus has read of it.
type stand struct {
	*tape
	t        *testing.T
	lab      *lab
	database string
	address  string // of the API
	metrics  string
	settings []string
	shell    string      // a command of sh before the service is started
	cmd      *exec.Cmd   // nil while it does not run
	pipe     *os.File    // the end of the log that nobody reads
	list     string      // the path of a list, with rows to delete below
	client   http.Client // whose requests end with the service
}

func (l *lab) newStand(t *testing.T) *stand {
	t.Helper()
	l.databases++
	s := &stand{tape: newTape(), t: t, lab: l, database: fmt.Sprintf("alerts_%d", l.databases), address: free(t), metrics: free(t), list: firstList(t)}
	s.client.Timeout = 20 * time.Second
	l.execute(t, "postgres", "CREATE DATABASE "+s.database+" TEMPLATE migrated")
	t.Cleanup(s.kill)
	return s
}

// serve starts the service and waits until it answers.
func (s *stand) serve() {
	s.t.Helper()
	s.launch()
	for wait := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if s.scraped() != "" {
			return
		}
		if time.Now().After(wait) {
			s.t.Fatal("the service does not serve its metrics")
		}
	}
}

// launch starts the service. It may end at once.
func (s *stand) launch() {
	s.t.Helper()
	reader, log, err := os.Pipe() // nobody reads it, and the service must not care
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	if s.pipe != nil {
		_ = s.pipe.Close()
	}
	s.pipe = reader
	s.cmd = exec.Command("sh", "-c", s.shell+"exec "+s.lab.binary+" serve")
	s.cmd.Stderr = log
	s.cmd.Dir = s.t.TempDir()
	s.cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "LOG_LEVEL=error", "HTTP_ADDR=" + s.address, "METRICS_ADDR=" + s.metrics,
		"DATABASE_URL=" + strings.Replace(s.lab.URL(s.database), "//postgres@", "//"+serving+"@", 1),
		"BETTER_AUTH_URL=http://localhost:3000", "BETTER_AUTH_SECRET=" + secret, "AUTH_JWKS_URL=off",
	}, s.settings...)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
}

// kill ends the service as the kernel does that runs out of memory.
func (s *stand) kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Signal(syscall.SIGKILL)
		_ = s.cmd.Wait()
		s.cmd = nil
	}
}

// request is one of a user, or with a token of its own.
func (s *stand) request(method, path, user, body string) (*http.Request, error) {
	token := user
	if !strings.Contains(user, ".") {
		var err error
		if token, err = auth.Sign(secret, auth.Claims{Subject: user}, time.Hour, time.Now()); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequest(method, "http://"+s.address+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return req, nil
}

// send sends a request without a body and returns the status; 0 for none.
func (s *stand) send(method, path, user string) int {
	req, err := s.request(method, path, user, "")
	if err != nil {
		s.t.Error(err)
		return 0
	}
	return s.answer(req)
}

// answer returns the status of a request's answer; 0 for none.
func (s *stand) answer(req *http.Request) int {
	resp, err := s.client.Do(req)
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// read sends so many requests for a list, one after another.
func (s *stand) read(times int) {
	for i := range times {
		s.send("GET", s.list, fmt.Sprint("user ", i%5))
	}
}

// crowd reads from several goroutines, which begin one after another, until the test is
// over.
func (s *stand) crowd(clients int, apart time.Duration) {
	ctx, cancel := context.WithCancel(s.t.Context())
	s.t.Cleanup(cancel)
	for i := range clients {
		go func() {
			for time.Sleep(time.Duration(i) * apart); ctx.Err() == nil; {
				s.send("GET", s.list, fmt.Sprint("user ", i))
				time.Sleep(20 * time.Millisecond)
			}
		}()
	}
}

// lock holds the tables, so that every statement waits, until the function returned is
// called.
func (s *stand) lock() (release func()) {
	s.t.Helper()
	conn := s.lab.connect(s.t, s.database)
	tx, err := conn.Begin(s.t.Context())
	if err == nil {
		_, err = tx.Exec(s.t.Context(), "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE format('LOCK TABLE %I', t); END LOOP; END $$")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return func() { _ = conn.Close(context.Background()) }
}

// firstList is the path of the first list in the document whose rows can be deleted.
func firstList(t *testing.T) string {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(ogent.Document, &doc); err != nil {
		t.Fatal(err)
	}
	var lists []string
	for path := range doc.Paths {
		if list, row, ok := strings.Cut(path, "/{"); ok && !strings.Contains(row, "/") && doc.Paths[path]["delete"] != nil && doc.Paths[list]["get"] != nil {
			lists = append(lists, list)
		}
	}
	if len(lists) == 0 {
		t.Fatal("the document has no list whose rows can be deleted")
	}
	return slices.Min(lists)
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
