// Package floods starts the real binary and lets one client do what takes from the others
// whatever the protocols allow: streams that are opened and reset, headers that never end,
// control frames, connections, refused tokens. Meanwhile an honest user sends requests from
// the same address. Each flood has a bound on the processor time and the memory that it
// takes from the service, and each request of the honest user is answered.
//
// Start with flood; http2_test.go, connections_test.go and tokens_test.go hold the floods.
package floods

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/ogent"
)

const secret = "a-shared-secret-of-thirty-two-bytes-or-more"

// binaryEnv names an existing binary, such as that of another version.
const binaryEnv = "ENTASK_TEST_BINARY"

// binary is the program under test: that of binaryEnv, or built once.
var binary = os.Getenv(binaryEnv)

func TestMain(m *testing.M) { os.Exit(harness.Main(m, &binary)) }

// service is a running binary.
type service struct {
	address string
	cmd     *exec.Cmd
	log     *written
}

// written keeps what is written to it.
type written struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.Write(p)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.String()
}

var serving = regexp.MustCompile(`"msg":"serving","address":"([^"]+)"`)

// start runs the service until the test ends. Settings are NAME=value and come last.
func start(t *testing.T, settings ...string) *service {
	t.Helper()
	s := &service{cmd: exec.Command(binary, "serve", "--migrate"), log: &written{}}
	s.cmd.Dir = t.TempDir()
	s.cmd.Env = append([]string{
		"HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=off", "DRAIN_DELAY=0s", "DATABASE_URL=sqlite://" + filepath.Join(t.TempDir(), "entask.db"),
		"BETTER_AUTH_URL=http://localhost:3000", "BETTER_AUTH_SECRET=" + secret, "AUTH_JWKS_URL=off", "RATE_LIMIT=off",
	}, settings...)
	s.cmd.Stderr = s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill() // nothing of it is kept
		_ = s.cmd.Wait()
	})
	for end := time.Now().Add(time.Minute); s.address == ""; time.Sleep(10 * time.Millisecond) {
		if m := serving.FindStringSubmatch(s.log.String()); m != nil {
			s.address = m[1]
		}
		if time.Now().After(end) {
			t.Fatalf("the service has not started:\n%s", s.log)
		}
	}
	return s
}

// processorTime returns how much the service has used.
func (s *service) processorTime(t *testing.T) time.Duration {
	t.Helper()
	stat := s.proc(t, "stat")
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	const user, system, tick = 11, 12, 10 * time.Millisecond
	var all time.Duration
	for _, i := range []int{user, system} {
		n, err := strconv.Atoi(fields[i])
		if err != nil {
			t.Fatal(err)
		}
		all += time.Duration(n) * tick
	}
	return all
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakMemory returns how many bytes the service has had at most.
func (s *service) peakMemory(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(peak.FindStringSubmatch(s.proc(t, "status"))[1])
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}

func (s *service) proc(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", s.cmd.Process.Pid, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// outcome is what a flood has done.
type outcome struct {
	units    int           // what was sent: frames, streams, connections, tokens
	took     time.Duration // of the service's processors
	memory   int           // bytes above what it had before
	good     time.Duration // what an honest request takes of its processors, without a flood
	honest   honest
	lines    int // of the log
	logBytes int
}

// floodFor is how long a flood lasts.
const floodFor = 3 * time.Second

// flood lets a client flood the service, while an honest user sends requests.
func flood(t *testing.T, s *service, attack func(ctx context.Context) (units int)) outcome {
	t.Helper()
	user := newUser(t, s)
	const calibration = 500
	user.send(t, 50) // fills caches
	before := s.processorTime(t)
	user.send(t, calibration)
	out := outcome{good: (s.processorTime(t) - before) / calibration}
	logged, memory := s.log.String(), s.peakMemory(t)
	before = s.processorTime(t)
	ctx, cancel := context.WithTimeout(t.Context(), floodFor)
	defer cancel()
	done := make(chan honest)
	go func() { done <- user.visit(ctx) }()
	out.units = attack(ctx)
	<-ctx.Done()
	out.honest = <-done
	out.took = s.processorTime(t) - before - time.Duration(out.honest.answered)*out.good
	out.memory = s.peakMemory(t) - memory
	said := strings.TrimPrefix(s.log.String(), logged)
	out.lines, out.logBytes = strings.Count(said, "\n"), len(said)
	t.Logf("%d sent, %.2f s of processor time, %s each (an honest request: %s), %d KiB of memory, %d lines and %d bytes of log; honest: %s",
		out.units, out.took.Seconds(), out.each(), out.good, out.memory>>10, out.lines, out.logBytes, out.honest)
	if out.honest.failed > 0 || out.honest.answered == 0 {
		t.Errorf("the honest user: %s, want every request answered", out.honest)
	}
	if err := s.cmd.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the service has ended: %v\n%s", err, s.log)
	}
	return out
}

// each is the processor time of one unit.
func (o outcome) each() time.Duration { return o.took / time.Duration(max(o.units, 1)) }

// wantCheap fails if a unit takes more than a share of an honest request, or all of them
// more memory than they may.
func (o outcome) wantCheap(t *testing.T, share float64, megabytes int) {
	t.Helper()
	if most := time.Duration(share * float64(o.good)); o.units > 0 && o.each() > most {
		t.Errorf("each of %d takes %s of processor time, want at most %.2f of an honest request, %s", o.units, o.each(), share, most)
	}
	if o.memory > megabytes<<20 {
		t.Errorf("%d KiB more memory, want at most %d MiB", o.memory>>10, megabytes)
	}
}

// status sends a request with a token and returns the status of its answer.
func (s *service) status(ctx context.Context, client *http.Client, token string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+list(), http.NoBody)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}

// list returns the path of a list of the application.
var list = sync.OnceValue(func() string {
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(ogent.Document, &doc); err != nil {
		return err.Error() // which no service has
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		if doc.Paths[path]["get"] != nil && !strings.Contains(path, "{") {
			return path
		}
	}
	return "/"
})
