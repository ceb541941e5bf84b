package server

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/entask/entask/internal/request"
)

const requestIDHeader = "X-Request-Id"

// saneID is what a request id from outside may be: nothing that could break a
// log line or a header.
var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// newID returns 128 random bits.
func newID() string { return rand.Text() }

// observe gives the request an id and an address, and measures, traces and logs it
// when it is done.
func observe(logger *slog.Logger, measured *meter, traced tracing, trusted proxies, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		info := &request.Info{ID: r.Header.Get(requestIDHeader), Address: trusted.client(r), Header: w.Header()}
		if !saneID.MatchString(info.ID) {
			info.ID = newID()
		}
		w.Header().Set(requestIDHeader, info.ID)
		ctx, span := traced.begin(r, info)
		r = r.WithContext(request.NewContext(ctx, info))
		rec := &recorder{ResponseWriter: w}
		defer func() {
			took, out := time.Since(start), outcomeOf(r, rec, info)
			measured.record(ctx, out, took)
			end(span, out, info.Err)
			logRequest(logger, r, rec, info, took)
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
func logRequest(logger *slog.Logger, r *http.Request, rec *recorder, info *request.Info, took time.Duration) {
	level := levelOf(rec, info)
	if !logger.Enabled(r.Context(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request_id", info.ID),
		slog.String("method", r.Method),
		slog.String("path", loggedPath(r)),
		slog.Int("status", rec.status),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		slog.Int64("bytes", rec.bytes),
		slog.String("address", info.Address),
	}
	for _, optional := range []struct{ name, value string }{
		{"route", info.Route}, {"user", info.User}, {"refusal", info.Refusal}, {"trace_id", traceID(r)},
	} {
		if optional.value != "" {
			attrs = append(attrs, slog.String(optional.name, optional.value))
		}
	}
	if info.Err != nil {
		attrs = append(attrs, slog.String("error", info.Err.Error()))
		if p, ok := errors.AsType[*panicError](info.Err); ok {
			attrs = append(attrs, slog.String("stack", p.stack))
		}
	}
	logger.LogAttrs(r.Context(), level, "request", attrs...)
}

// levelOf keeps the probes of an orchestrator out of the log, every few seconds,
// unless they find something wrong.
func levelOf(rec *recorder, info *request.Info) slog.Level {
	probe := info.Route == "livez" || info.Route == "readyz"
	switch {
	case info.Err != nil:
		return slog.LevelError
	case probe:
		return slog.LevelDebug
	case rec.status >= http.StatusInternalServerError:
		return slog.LevelError
	default:
		return slog.LevelInfo
	}
}

func traceID(r *http.Request) string {
	if span := trace.SpanContextFromContext(r.Context()); span.HasTraceID() {
		return span.TraceID().String()
	}
	return ""
}
