package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/entask/entask/internal/service/server"
)

const clientTrace, clientSpan = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"

// traced returns a server whose spans spans returns, once there are so many.
func traced(t testing.TB, api http.HandlerFunc) (s *service, spans func(want int) tracetest.SpanStubs) {
	t.Helper()
	kept := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(kept))
	s = start(t, server.Options{API: api, Tracer: provider, Propagator: propagation.TraceContext{}})
	return s, func(want int) tracetest.SpanStubs {
		t.Helper()
		for range 500 {
			if got := kept.GetSpans(); len(got) >= want {
				kept.Reset()
				return got
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("%d spans, want %d", len(kept.GetSpans()), want)
		return nil
	}
}

// said are the attributes of a span, sorted.
func said(span tracetest.SpanStub) string {
	var all []string
	for _, a := range span.Attributes {
		all = append(all, string(a.Key)+"="+a.Value.String())
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestSpans(t *testing.T) {
	s, spans := traced(t, things)
	for _, tc := range []struct {
		method, path, name, said string
		status                   codes.Code
		cause                    string
	}{
		{"GET", "/api/things/1", "GET /api/things/{id}", "http.request.method=GET http.response.status_code=200 http.route=/api/things/{id}", codes.Unset, ""},
		{"HEAD", "/api/things/1", "HEAD /api/things/{id}", "http.request.method=HEAD http.response.status_code=200 http.route=/api/things/{id}", codes.Unset, ""},
		{"PURGE", "/api/things/1", "HTTP /api/things/{id}", "http.request.method=_OTHER http.response.status_code=200 http.route=/api/things/{id}", codes.Unset, ""},
		{"GET", "/api/nowhere", "GET", "http.request.method=GET http.response.status_code=404", codes.Unset, ""},
		{"GET", "/api/things/1?refused", "GET /api/things/{id}", "http.request.method=GET http.response.status_code=401 http.route=/api/things/{id}", codes.Unset, ""},
		{"GET", "/api/things/1?away", "GET /api/things/{id}", "error.type=503 http.request.method=GET http.response.status_code=503 http.route=/api/things/{id}", codes.Error, "*errors.errorString"},
		{"GET", "/api/things/1?panic", "GET /api/things/{id}", "error.type=500 http.request.method=GET http.response.status_code=500 http.route=/api/things/{id}", codes.Error, "panic"},
	} {
		s.do(t, tc.method, tc.path, nil, "X-Request-Id: one", "Authorization: Bearer hunter2")
		span := spans(1)[0]
		path, _, _ := strings.Cut(tc.path, "?")
		want := strings.Replace(tc.said, " http.response.status_code", " http.response.header.x-request-id=[\"one\"] http.response.status_code", 1) +
			" url.path=" + path + " url.scheme=http"
		if span.Name != tc.name || said(span) != want || span.SpanKind != trace.SpanKindServer || span.Parent.IsValid() {
			t.Errorf("%s %s: got %s %q, want %s %q", tc.method, tc.path, span.Name, said(span), tc.name, want)
		}
		if span.Status.Code != tc.status || span.Status.Description != "" {
			t.Errorf("%s %s: status %v, want %v and no text", tc.method, tc.path, span.Status, tc.status)
		}
		cause := ""
		for _, event := range span.Events {
			for _, a := range event.Attributes {
				cause += strings.TrimPrefix(string(a.Key), "exception.type") + a.Value.String()
			}
		}
		if cause != tc.cause {
			t.Errorf("%s %s: the span says of the cause %q, want %q", tc.method, tc.path, cause, tc.cause)
		}
	}
}

// TestSpansHangTogether: a request goes on with the client's trace, and what is done
// for it goes on with the request's.
func TestSpansHangTogether(t *testing.T) {
	s, spans := traced(t, func(w http.ResponseWriter, r *http.Request) {
		_, inner := trace.SpanFromContext(r.Context()).TracerProvider().Tracer("test").Start(r.Context(), "inner")
		inner.End()
		things(w, r)
	})
	s.do(t, http.MethodGet, "/api/things/1", nil, "X-Request-Id: one", "Traceparent: 00-"+clientTrace+"-"+clientSpan+"-01")
	got := spans(2)
	inner, outer := got[0], got[1]
	if id := outer.SpanContext.TraceID().String(); id != clientTrace || inner.SpanContext.TraceID().String() != clientTrace {
		t.Errorf("trace ids %s and %s, want the client's", id, inner.SpanContext.TraceID())
	}
	if outer.Parent.SpanID().String() != clientSpan || inner.Parent.SpanID() != outer.SpanContext.SpanID() {
		t.Errorf("parents are %s and %s", outer.Parent.SpanID(), inner.Parent.SpanID())
	}
	if line := s.log.line(t, "one"); line["trace_id"] != clientTrace {
		t.Errorf("logged %v", line)
	}
}

// TestOwnPagesAreNotTraced: an orchestrator asks for them every few seconds.
func TestOwnPagesAreNotTraced(t *testing.T) {
	s, spans := traced(t, things)
	for _, path := range []string{"/livez", "/readyz", "/docs", "/nowhere"} {
		s.do(t, http.MethodGet, path, nil)
	}
	s.do(t, http.MethodGet, "/api/things/1", nil)
	if got := spans(1); len(got) != 1 || got[0].Name != "GET /api/things/{id}" {
		t.Errorf("got %v", got)
	}
}
