package e2e

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/bench/meter"
)

// TestFootprint: an idle service is small, and twenty thousand requests do not change
// that. How much of the program's file the kernel keeps mapped is its own affair. The
// race detector takes more memory.
func TestFootprint(t *testing.T) {
	const clients = 16
	requests := 20_000
	if raceFlag != nil {
		requests = 2_000
	}
	metrics := freeAddress(t)
	s := start(t, pgtest.NewDatabase(t), "METRICS_ADDR="+metrics)
	round := func(n int) {
		atOnce(clients, func(client int) {
			name := fmt.Sprint("user", client)
			for range n / clients / 4 {
				made := s.create(t, name, map[string]any{"title": "one of many"})
				s.do(t, call{Method: http.MethodPatch, Path: taskPath(made.ID) + "/toggle", User: name})
				s.do(t, call{Method: http.MethodPost, Path: tasks, User: name, Body: `{"title": 1, "wrong": {`})
				s.do(t, call{Method: http.MethodDelete, Path: taskPath(made.ID), User: name})
			}
		})
	}
	idle := s.footprint(t, metrics)
	round(requests / 10)
	warm := s.footprint(t, metrics)
	round(requests)
	after := s.footprint(t, metrics)
	client.CloseIdleConnections()
	for deadline := time.Now().Add(10 * time.Second); after.goroutines > idle.goroutines+10 && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		after = s.footprint(t, metrics)
	}
	t.Logf("idle %s; after %d requests %s; after %d more %s", idle, requests/10, warm, requests, after)
	if limit := int64(12 << 20); raceFlag == nil && idle.memory.Own > limit {
		t.Errorf("idle at %s, want below %d MiB", idle, limit>>20)
	}
	if limit := warm.memory.Own*3/2 + 8<<20; raceFlag == nil && after.memory.Own > limit {
		t.Errorf("%d requests later: %s, want below %d MiB", requests, after, limit>>20)
	}
	if after.goroutines > idle.goroutines+10 {
		t.Errorf("%d requests later: %s, want the goroutines of before, %s", requests, after, idle)
	}
	s.unharmed(t)
}

// footprint is what a process takes.
type footprint struct {
	memory     meter.Memory
	goroutines int
}

func (f footprint) String() string {
	return fmt.Sprintf("%.1f of %.1f MiB its own and %d goroutines", float64(f.memory.Own)/(1<<20), float64(f.memory.Now)/(1<<20), f.goroutines)
}

// footprint asks the kernel, and the process's own metrics.
func (s *service) footprint(t *testing.T, metrics string) footprint {
	t.Helper()
	memory, err := meter.Process(s.cmd.Process.Pid).Memory()
	if err != nil {
		t.Fatal(err)
	}
	return footprint{memory: memory, goroutines: s.metric(t, metrics, "go_goroutines")}
}

// metric reads a metric without labels.
func (s *service) metric(t *testing.T, metrics, name string) int {
	t.Helper()
	here := *s
	here.URL = "http://" + metrics
	res := here.get(t, "", "/metrics")
	for line := range strings.Lines(string(res.Body)) {
		if number, ok := strings.CutPrefix(line, name+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if err != nil {
				t.Fatal(err)
			}
			return int(v)
		}
	}
	t.Fatalf("the metrics lack %s", name)
	return 0
}

// freeAddress returns an unused address of this machine.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
