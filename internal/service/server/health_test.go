package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/service/server"
)

// check is a part that is as err says.
func check(name string, err error) server.Check {
	return server.Check{
		Name:   name,
		Vital:  name == "database",
		Ask:    func(context.Context) error { return err },
		Reason: func(error) string { return "The " + name + " cannot be reached" },
	}
}

// wantUnready checks that an answer is a problem document with a word for each part.
func wantUnready(t testing.TB, got answer, detail string, checks map[string]string) {
	t.Helper()
	want := problem.New(http.StatusServiceUnavailable, detail)
	want.RequestID, want.Checks = got.Header.Get("X-Request-Id"), checks
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got.StatusCode != want.Status || strings.TrimSpace(got.body) != string(text) {
		t.Errorf("got %d %s\nwant %d %s", got.StatusCode, got.body, want.Status, text)
	}
	wantHeader(t, got, "Content-Type", problem.ContentType)
	wantHeader(t, got, "Retry-After", "5")
}

// TestReadyMetric: a scrape sees what /readyz would say.
func TestReadyMetric(t *testing.T) {
	tel := newTelemetry(t)
	start(t, server.Options{Meter: tel.Meter, Ready: []server.Check{check("database", errors.New("refused")), check("keys", nil)}})
	if got, want := counted(t, tel, "entask_ready", 1), []string{`check="database" 0`, `check="keys" 1`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHealth(t *testing.T) {
	s := start(t, server.Options{Version: "1.2.3", Ready: []server.Check{check("database", nil), check("keys", nil)}})
	for path, want := range map[string]string{
		"/livez":  `{"status":"ok"}`,
		"/readyz": `{"checks":{"database":"ok","keys":"ok"},"status":"ok"}`,
		"/health": `{"checks":{"database":"ok","keys":"ok"},"database":"ok","keys":"ok","status":"ok","version":"1.2.3"}`,
		"/":       `{"docs":"/docs","name":"Entask","openapi":"/openapi.json","version":"1.2.3"}`,
	} {
		got := s.do(t, http.MethodGet, path, nil)
		if got.StatusCode != http.StatusOK || strings.TrimSpace(got.body) != want {
			t.Errorf("%s: got %d %s, want %s", path, got.StatusCode, got.body, want)
		}
		wantHeader(t, got, "Content-Type", "application/json")
		wantHeader(t, got, "Cache-Control", "no-store")
	}
}

// TestHealthNamesItsParts has one part fail, the other, and both. Causes are in the log
// alone.
func TestHealthNamesItsParts(t *testing.T) {
	away := errors.New("dial postgres://app:hunter2@db")
	for _, tc := range []struct {
		name           string
		database, keys error
		detail         string
		checks         map[string]string
	}{
		{"database", away, nil, "The database cannot be reached", map[string]string{"database": "failed", "keys": "ok"}},
		{"keys", nil, away, "The keys cannot be reached", map[string]string{"database": "ok", "keys": "failed"}},
		{"both", away, away, "The database cannot be reached; The keys cannot be reached", map[string]string{"database": "failed", "keys": "failed"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, server.Options{Ready: []server.Check{check("database", tc.database), check("keys", tc.keys)}})
			for path, detail := range map[string]string{"/readyz": tc.detail, "/health": "The database cannot be reached"} {
				got := s.do(t, http.MethodGet, path, nil, "X-Request-Id: "+path[1:])
				if path == "/health" && tc.database == nil {
					if got.StatusCode != http.StatusOK || !strings.Contains(got.body, `"keys":"failed"`) {
						t.Errorf("%s without keys: %d, want 200 that says so", path, got.StatusCode)
					}
					continue
				}
				wantUnready(t, got, detail, tc.checks)
				if cause, _ := s.log.line(t, path[1:])["error"].(string); !strings.Contains(cause, away.Error()) {
					t.Errorf("%s: logged %q, want the cause", path, cause)
				}
			}
			if got := s.do(t, http.MethodGet, "/livez", nil); got.StatusCode != http.StatusOK {
				t.Errorf("/livez: got %d, want 200", got.StatusCode)
			}
		})
	}
}

// Anybody may ask how the server is; each part is asked for all of them once.
func TestHealthIsSharedAndBounded(t *testing.T) {
	var asked [2]atomic.Int32
	var checks []server.Check
	for i := range asked {
		checks = append(checks, server.Check{Name: string(rune('a' + i)), Ask: func(ctx context.Context) error {
			asked[i].Add(1)
			if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > 2*time.Second {
				t.Errorf("the check may last until %v", deadline)
			}
			return nil
		}})
	}
	s := start(t, server.Options{Ready: checks})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { s.do(t, http.MethodGet, "/health", nil) })
	}
	wg.Wait()
	for i := range asked {
		if got := asked[i].Load(); got > 5 {
			t.Errorf("part %d was asked %d times for 20 requests at once", i, got)
		}
	}
}

// TestDrainingAsksNobody: a load balancer hears of it at once, whatever hangs.
func TestDrainingAsksNobody(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	hangs := server.Check{Name: "database", Ask: func(ctx context.Context) error {
		asked.Add(1)
		<-ctx.Done()
		return ctx.Err()
	}}
	s := start(t, server.Options{DrainDelay: 5 * time.Second, Ready: []server.Check{hangs}})
	s.stop()
	for !strings.Contains(s.log.String(), "draining") {
		time.Sleep(time.Millisecond)
	}
	wantUnready(t, s.do(t, http.MethodGet, "/readyz", nil), "The server is shutting down",
		map[string]string{"database": "unknown", "draining": "yes"})
	if got := asked.Load(); got != 0 {
		t.Errorf("the database was asked %d times", got)
	}
}
