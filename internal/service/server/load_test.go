package server_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/internal/service/telemetry"
)

// wantSample waits for a sample: a request is counted a moment after its answer.
func wantSample(t testing.TB, tel *telemetry.Telemetry, want string) {
	t.Helper()
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		w := httptest.NewRecorder()
		tel.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		if strings.Contains(w.Body.String(), "\n"+want+"\n") {
			return
		}
		if time.Now().After(until) {
			name, _, _ := strings.Cut(want, " ")
			t.Errorf("no %q but %q", want, regexp.MustCompile(regexp.QuoteMeta(name)+".*").FindString(w.Body.String()))
			return
		}
	}
}

// TestRequestsInFlight counts what is being served, and no more when it is done,
// however it ended.
func TestRequestsInFlight(t *testing.T) {
	tel, leave := newTelemetry(t), make(chan struct{})
	s := start(t, server.Options{Meter: tel.Meter, API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-leave
		if r.Method == http.MethodPut {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusNoContent)
	})})
	methods := map[string]int{"GET": 3, "PUT": 1, "PURGE": 2}
	done := make(chan struct{})
	for method, n := range methods {
		for range n {
			go func() {
				defer func() { done <- struct{}{} }()
				r, err := http.NewRequestWithContext(t.Context(), method, s.url+"/api/x", nil)
				if err != nil {
					return
				}
				if resp, err := noRedirect.Do(r); err == nil {
					resp.Body.Close()
				}
			}()
		}
	}
	sample := func(method, n string) string {
		return `http_server_active_requests{http_request_method="` + method + `",url_scheme="http"} ` + n
	}
	for method, n := range map[string]string{"GET": "3", "PUT": "1", "_OTHER": "2", "POST": "0"} {
		wantSample(t, tel, sample(method, n))
	}
	close(leave)
	for range 6 {
		<-done
	}
	for _, method := range []string{"GET", "PUT", "_OTHER", "POST"} {
		wantSample(t, tel, sample(method, "0"))
	}
}

// TestTurnedAway tells requests over their rate from those whose time ran out, and
// neither from a database that is away.
func TestTurnedAway(t *testing.T) {
	tel := newTelemetry(t)
	s := start(t, server.Options{Meter: tel.Meter, RequestTimeout: 20 * time.Millisecond, API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RawQuery {
		case "rate":
			w.WriteHeader(http.StatusTooManyRequests)
		case "away":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "late":
			<-r.Context().Done()
			w.WriteHeader(http.StatusServiceUnavailable)
		case "late-but-served":
			<-r.Context().Done()
		}
	})})
	for _, query := range []string{"rate", "rate", "away", "late", "late-but-served", ""} {
		s.do(t, http.MethodGet, "/api/x?"+query, nil)
	}
	wantSample(t, tel, `entask_http_server_refused_total{reason="rate_limit"} 2`)
	wantSample(t, tel, `entask_http_server_refused_total{reason="timeout"} 1`)
}
