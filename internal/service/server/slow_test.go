package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/server"
)

// TestSlowRequest: a slow request gets a line that says where the time went, with no value
// of the request or of its statements.
func TestSlowRequest(t *testing.T) {
	t.Parallel()
	const after = time.Second // in which a busy machine answers the quick one
	s := start(t, server.Options{SlowAfter: after, API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request.Match(r.Context(), request.Route{Operation: "listThings"})
		request.Authenticated(r.Context(), "hunter2")
		request.Waited(r.Context(), 3*time.Millisecond)
		request.Ran(r.Context(), `SELECT 'hunter2' FROM "things" WHERE "id" IN ($1, $2)`, 5*time.Millisecond)
		request.Ran(r.Context(), `SELECT 1`, 2*time.Millisecond)
		if r.URL.Query().Has("slow") {
			time.Sleep(after)
		}
		w.WriteHeader(http.StatusNoContent)
	})})
	s.do(t, http.MethodPost, "/api/hunter2?slow&q=hunter2", strings.NewReader("hunter2"), "X-Request-Id: one")
	s.do(t, http.MethodGet, "/api/things?quick", nil, "X-Request-Id: quick")
	s.log.line(t, "quick")
	lines := s.log.slow(t, 1)
	if len(lines) != 1 || strings.Contains(lines[0].text, "hunter2") {
		t.Fatalf("got %v, want one line, without a value", lines)
	}
	slow := lines[0].of
	for name, want := range map[string]any{
		"level": "WARN", "request_id": "one", "route": "listThings", "status": 204.0, "statements": 2.0, "left_out": 0.0,
		"database_us": 7000.0, "wait_us": 3000.0, "statement_us": 5000.0, "statement": `SELECT ? FROM "things" WHERE "id" IN (?)`,
	} {
		if slow[name] != want {
			t.Errorf("%s = %v, want %v", name, slow[name], want)
		}
	}
	if took, ok := slow["duration_us"].(float64); !ok || took < float64(after.Microseconds()) {
		t.Errorf("duration_us = %v", slow["duration_us"])
	}
}

// TestSlowRequests: when everything is slow, there are few lines, which count the others.
func TestSlowRequests(t *testing.T) {
	s := start(t, server.Options{SlowAfter: time.Nanosecond})
	const sent = 60
	begin := time.Now()
	for range sent {
		s.do(t, http.MethodGet, "/api/x", nil)
	}
	most := int(time.Since(begin)/(100*time.Millisecond)) + 1
	time.Sleep(110 * time.Millisecond)
	s.do(t, http.MethodGet, "/api/x", nil, "X-Request-Id: last")
	lines := s.log.slow(t, sent+1)
	if len(lines) > most+1 {
		t.Errorf("%d lines, want at most %d, for %d requests", len(lines), most+1, sent+1)
	}
}

// slowLine is a line about a slow request.
type slowLine struct {
	text string
	of   map[string]any
}

// slow returns the lines about slow requests, once they count so many requests: a line may
// come a moment after its answer.
func (b *logBuffer) slow(t testing.TB, requests int) (found []slowLine) {
	t.Helper()
	for wait := time.Now().Add(30 * time.Second); time.Now().Before(wait); time.Sleep(time.Millisecond) {
		found = nil
		all := 0.0
		for text := range strings.Lines(b.String()) {
			line := slowLine{text: text}
			if err := json.Unmarshal([]byte(text), &line.of); err != nil {
				t.Fatal(err)
			}
			if line.of["msg"] == "slow request" {
				left, _ := line.of["left_out"].(float64)
				found, all = append(found, line), all+1+left
			}
		}
		if all == float64(requests) {
			return found
		}
	}
	t.Fatalf("no lines about %d requests but %v", requests, found)
	return nil
}
