package server

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/entask/entask/internal/runtime/request"
)

// requestIDHeader is written as http.Header has it.
const requestIDHeader = "X-Request-Id"

// maxID is the greatest length of a request id of the client.
const maxID = 64

// isSane says whether a request id of the client is safe in a log line and in a header.
func isSane(id string) bool {
	for i := range len(id) {
		switch c := id[i]; {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return id != "" && len(id) <= maxID
}

// newID returns 128 random bits.
func newID() string { return rand.Text() }

// idOf returns the id of a request: that of the client, or a new one.
func idOf(r *http.Request) string {
	if given := r.Header[requestIDHeader]; len(given) > 0 && isSane(given[0]) {
		return given[0]
	}
	return newID()
}

// observer begins the context of each request, and measures, traces and logs the request
// when it is done.
type observer struct {
	logger   *slog.Logger
	measured *meter
	traced   tracing
	trusted  proxies
	timeout  time.Duration
	draining *atomic.Bool
	audit    func(*http.Request, *request.Context, int, http.Header) // nil for none
	slow     *slowLog
}

// wrap gives the request an identity, a place in a trace and a timeout, which ends whatever
// the request waits for.
func (o *observer) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, active := time.Now(), o.measured.begin(r)
		id := request.Identity{ID: idOf(r), Address: o.trusted.client(r)}
		rec := &recorder{ResponseWriter: w, draining: o.draining, id: [1]string{id.ID}, end: start.Add(writeTimeout)}
		w.Header()[requestIDHeader] = rec.id[:]
		ctx, span := o.traced.begin(r, id)
		served := request.New(ctx, id, w.Header())
		ctx, cancel := context.WithDeadline(served, start.Add(o.timeout))
		defer cancel()
		r = r.WithContext(ctx)
		defer func() {
			now, out := time.Now(), outcomeOf(r, rec, served)
			took := now.Sub(start) - served.Idle()
			active.ended.Add(1)
			o.measured.record(ctx, out, took)
			end(span, out, served.Log().Cause)
			logRequest(o.logger, r, rec, served, now, now.Sub(start), span)
			if o.audit != nil {
				o.audit(r, served, rec.status, rec.Header())
			}
			o.slow.note(ctx, served, out, took, span)
		}()
		next.ServeHTTP(rec, r)
	})
}

// loggedPath bounds what a client can write into logs and traces.
func loggedPath(r *http.Request) string {
	const longest = 256
	return r.URL.Path[:min(len(r.URL.Path), longest)]
}

// logRequest writes the one line of a request. It leaves out the query, which
// may hold what somebody searched for, and every header and body.
func logRequest(logger *slog.Logger, r *http.Request, rec *recorder, served *request.Context, now time.Time, took time.Duration, span trace.Span) {
	ctx, level := r.Context(), levelOf(rec, served)
	if !logger.Enabled(ctx, level) {
		return
	}
	id, said := served.Identity(), served.Log()
	line := slog.NewRecord(now, level, "request", 0) // Logger would look for its caller
	attrs := [13]slog.Attr{
		slog.String("request_id", id.ID),
		slog.String("method", r.Method),
		slog.String("path", loggedPath(r)),
		slog.Int("status", rec.status),
		slog.Int64("duration_us", took.Microseconds()),
		slog.Int64("bytes", rec.bytes),
		slog.String("address", id.Address),
	}
	n := 7
	for _, optional := range [...]struct{ name, value string }{
		{"route", served.Route().Operation}, {"user", said.User}, {"refusal", said.Refusal}, {"trace_id", traceID(span)},
	} {
		if optional.value != "" {
			attrs[n] = slog.String(optional.name, optional.value)
			n++
		}
	}
	if said.Cause != nil {
		attrs[n] = slog.String("error", said.Cause.Error())
		n++
		if p, ok := errors.AsType[*panicError](said.Cause); ok {
			attrs[n] = slog.String("stack", p.stack)
			n++
		}
	}
	line.AddAttrs(attrs[:n]...)
	_ = logger.Handler().Handle(ctx, line) // Logger ignores the error too
}

// levelOf keeps the probes of an orchestrator out of the log, every few seconds,
// unless they find something wrong.
func levelOf(rec *recorder, served *request.Context) slog.Level {
	route := served.Route().Operation
	probe := route == "livez" || route == "readyz"
	switch {
	case served.Log().Cause != nil:
		return slog.LevelError
	case probe:
		return slog.LevelDebug
	case rec.status >= http.StatusInternalServerError:
		return slog.LevelError
	default:
		return slog.LevelInfo
	}
}

func traceID(span trace.Span) string {
	if c := span.SpanContext(); c.HasTraceID() {
		return c.TraceID().String()
	}
	return ""
}
