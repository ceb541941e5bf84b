package server_test

import (
	"errors"
	"io"
	"math"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/server"
)

func TestRequestID(t *testing.T) {
	s := start(t, server.Options{})
	for _, tc := range []struct {
		name, given string
		kept        bool
	}{
		{"a sane one", "Trace_1.2-3", true},
		{"the longest", strings.Repeat("x", 64), true},
		{"none", "", false},
		{"too long", strings.Repeat("x", 65), false},
		{"a space", "a b", false},
		{"JSON", `"},{"`, false},
		{"not ASCII", "ä", false},
	} {
		got := s.do(t, http.MethodGet, "/api/x", nil, "X-Request-Id: "+tc.given)
		id := got.Header.Get("X-Request-Id")
		if (id == tc.given) != tc.kept || id == "" || !strings.Contains(got.body, `"id":"`+id+`"`) {
			t.Errorf("%s: given %q, got %q and %s", tc.name, tc.given, id, got.body)
		}
	}
}

func TestForwardedFor(t *testing.T) {
	const proxy = "X-Forwarded-For: "
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	for _, tc := range []struct {
		name    string
		trusted []netip.Prefix
		header  []string
		want    string
	}{
		{"nobody is trusted", nil, []string{proxy + "203.0.113.9"}, "127.0.0.1"},
		{"no header", loopback, nil, "127.0.0.1"},
		{"one proxy", loopback, []string{proxy + "203.0.113.9"}, "203.0.113.9"},
		{"two proxies", loopback, []string{proxy + "203.0.113.9, 10.0.0.7"}, "203.0.113.9"},
		{"a client that makes up a list", loopback, []string{proxy + "10.0.0.1, 198.51.100.1, 203.0.113.9"}, "203.0.113.9"},
		{"in a header of its own", loopback, []string{proxy + "198.51.100.1", proxy + "203.0.113.9"}, "203.0.113.9"},
		{"nonsense ends the walk", loopback, []string{proxy + "203.0.113.9, unknown, 10.0.0.7"}, "10.0.0.7"},
		{"only proxies", loopback, []string{proxy + "10.0.0.8, 10.0.0.7"}, "10.0.0.8"},
		{"with a port", loopback, []string{proxy + "203.0.113.9:4711"}, "203.0.113.9"},
		{"version 6", loopback, []string{proxy + "[2001:db8::1]:4711"}, "2001:db8::1"},
		{"version 4 in 6", loopback, []string{proxy + "203.0.113.9, ::ffff:10.0.0.7"}, "203.0.113.9"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, server.Options{TrustedProxies: tc.trusted})
			got := s.do(t, http.MethodGet, "/api/x", nil, tc.header...)
			if !strings.Contains(got.body, `"address":"`+tc.want+`"`) {
				t.Errorf("got %s, want the address %s", got.body, tc.want)
			}
		})
	}
}

func TestAccessLog(t *testing.T) {
	s := start(t, server.Options{
		Tracer:     sdktrace.NewTracerProvider(),
		Propagator: propagation.TraceContext{},
		Ready:      []server.Check{check("database", errors.New("dial: refused"))},
		API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			request.Match(r.Context(), request.Route{Operation: "listThings"})
			request.Authenticated(r.Context(), "u1")
			request.Refused(r.Context(), "expired")
			if r.URL.Path == "/api/fault" {
				request.Failed(r.Context(), errors.New("connection reset"))
				w.WriteHeader(http.StatusInternalServerError)
			}
			_, _ = io.WriteString(w, "hello")
		}),
	})
	trace := "4bf92f3577b34da6a3ce929d0e0e4736"
	got := s.do(t, http.MethodPost, "/api/v1/things/?q=hunter2", strings.NewReader("hunter2"),
		"Authorization: Bearer hunter2", "X-Request-Id: one", "Traceparent: 00-"+trace+"-00f067aa0ba902b7-01")
	if got.body != "hello" {
		t.Fatalf("got %s", got.body)
	}
	line := s.log.line(t, "one")
	for name, want := range map[string]any{
		"level": "INFO", "msg": "request", "method": "POST", "path": "/api/v1/things/", "status": 200.0, "bytes": 5.0,
		"address": "127.0.0.1", "route": "listThings", "user": "u1", "refusal": "expired", "trace_id": trace,
	} {
		if line[name] != want {
			t.Errorf("%s = %v, want %v", name, line[name], want)
		}
	}
	if took, ok := line["duration_us"].(float64); !ok || took <= 0 || took > 5e6 || took != math.Trunc(took) {
		t.Errorf("duration_us = %v", line["duration_us"])
	}
	if strings.Contains(s.log.String(), "hunter2") {
		t.Errorf("token, query or body in the log: %s", s.log.String())
	}

	for _, tc := range []struct{ path, level, err string }{
		{"/api/fault", "ERROR", "connection reset"},
		{"/livez", "DEBUG", ""},
		{"/readyz", "ERROR", "dial: refused"},
		{"/health", "ERROR", "dial: refused"},
		{"/nowhere", "INFO", ""},
	} {
		id := "log" + strings.ReplaceAll(tc.path, "/", "-")
		s.do(t, http.MethodGet, tc.path, nil, "X-Request-Id: "+id)
		line := s.log.line(t, id)
		if cause, _ := line["error"].(string); line["level"] != tc.level || cause != tc.err {
			t.Errorf("%s: got %v %q, want %s %q", tc.path, line["level"], cause, tc.level, tc.err)
		}
	}
}

func TestRequestTimeout(t *testing.T) {
	s := start(t, server.Options{
		RequestTimeout: 20 * time.Millisecond,
		API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			_, _ = io.WriteString(w, r.Context().Err().Error())
		}),
	})
	if got := s.do(t, http.MethodGet, "/api/x", nil); got.body != "context deadline exceeded" {
		t.Errorf("got %s", got.body)
	}
}
