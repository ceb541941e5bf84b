package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// logged is how many requests overflow the log: at half a kilobyte each, more than fits
// into a pipe and the service's queue.
const logged = 3200

// somebody is a user who makes a long line in the log. His requests succeed: the log counts
// those that are refused alike.
var somebody = strings.Repeat("x", 250)

// fillLog makes many requests, each of which must be answered soon.
func (s *service) fillLog(t *testing.T) {
	t.Helper()
	var slow, wrong atomic.Int32
	atOnce(8, func(int) {
		for range logged / 8 {
			start := time.Now()
			if res, err := s.try(t, call{Method: http.MethodGet, Path: tasks, User: somebody}); err != nil || res.Status != http.StatusOK {
				wrong.Add(1)
				return
			}
			if time.Since(start) > 10*time.Second {
				slow.Add(1)
			}
		}
	})
	if slow.Load()+wrong.Load() > 0 {
		t.Fatalf("%d requests took more than ten seconds, %d clients were not answered", slow.Load(), wrong.Load())
	}
}

// TestLogNotRead: the reader of the log pauses. Requests do not wait for it, and the log
// says how many lines are missing.
func TestLogNotRead(t *testing.T) {
	s := start(t, sqliteURL(t))
	s.log.mu.Lock() // the reader waits for it
	reading := false
	defer func() {
		if !reading {
			s.log.mu.Unlock()
		}
	}()
	s.fillLog(t)
	res, err := s.try(t, call{Method: http.MethodPost, Path: tasks, User: "ann", Body: map[string]any{"title": "unlogged"}})
	if err != nil || res.Status != http.StatusCreated {
		t.Fatalf("create while nobody reads the log = %d %s, %v, want 201", res.Status, res.Body, err)
	}
	s.log.mu.Unlock()
	reading = true

	var said struct{ Count int }
	for deadline := time.Now().Add(30 * time.Second); said.Count == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the log does not say that lines were dropped")
		}
		for line := range strings.Lines(s.log.String()) {
			if strings.Contains(line, `"log lines were dropped"`) {
				if err := json.Unmarshal([]byte(line), &said); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if kept := strings.Count(s.log.String(), `"msg":"request"`); kept+said.Count != logged+1 {
		t.Errorf("%d requests logged and %d lines dropped, want %d in all", kept, said.Count, logged+1)
	}
	s.get(t, "ann", tasks)
}

// TestStopLogNotRead: a stop does not wait for the reader of the log.
func TestStopLogNotRead(t *testing.T) {
	s := start(t, sqliteURL(t))
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.fillLog(t)
	client.CloseIdleConnections()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.ends(t)
}

// TestLogReaderGone: the reader of the log has died. The service still serves, and stops in
// order.
func TestLogReaderGone(t *testing.T) {
	s := start(t, sqliteURL(t))
	if err := s.stderr.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		time.Sleep(20 * time.Millisecond) // a write for each
		if res, err := s.try(t, call{Method: http.MethodGet, Path: tasks, User: "ann"}); err != nil || res.Status != http.StatusOK {
			t.Fatalf("list = %d %s, %v, want 200", res.Status, res.Body, err)
		}
	}
	s.fillLog(t)
}

// ends waits until the process has ended, with status 0.
func (s *service) ends(t *testing.T) {
	t.Helper()
	s.killed = true // nothing is left to stop
	ended := make(chan error, 1)
	go func() {
		state, err := s.cmd.Process.Wait()
		if err == nil && !state.Success() {
			err = errors.New(state.String())
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("serve ended with %v, want status 0", err)
		}
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		t.Error("serve did not stop")
	}
}
