package server

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/entask/entask/internal/runtime/fingerprint"
	"github.com/entask/entask/internal/runtime/request"
)

// slowEvery is how much time is left between two lines about slow requests: when everything
// is slow, a line for each request would make it slower.
const slowEvery = 100 * time.Millisecond

// slowLog has a line for requests that took long, which says where the time went.
type slowLog struct {
	logger *slog.Logger
	after  time.Duration // 0 logs none
	begun  time.Time
	last   atomic.Int64 // when the last line was written, since begun
	left   atomic.Int64 // requests without a line since then
}

func newSlowLog(logger *slog.Logger, after time.Duration) *slowLog {
	s := &slowLog{logger: logger, after: after, begun: time.Now()}
	s.last.Store(-int64(slowEvery))
	return s
}

// note logs a finished request if it took long. Of its statements, it has no value.
func (s *slowLog) note(ctx context.Context, served *request.Context, out outcome, took time.Duration, span trace.Span) {
	if s.after == 0 || took < s.after {
		return
	}
	now, last := int64(time.Since(s.begun)), s.last.Load()
	if now-last < int64(slowEvery) || !s.last.CompareAndSwap(last, now) {
		s.left.Add(1)
		return
	}
	work := served.Work()
	attrs := []slog.Attr{
		slog.String("request_id", served.Identity().ID),
		slog.String("route", served.Route().Operation),
		slog.Int("status", out.status),
		slog.Int64("duration_us", took.Microseconds()),
		slog.Int64("database_us", work.Took.Microseconds()),
		slog.Int64("wait_us", work.Waited.Microseconds()),
		slog.Int("statements", work.Statements),
		slog.Int64("left_out", s.left.Swap(0)),
	}
	if work.Slowest != "" {
		text, sum := fingerprint.Of(work.Slowest)
		attrs = append(attrs,
			slog.String("fingerprint", sum),
			slog.String("statement", text),
			slog.Int64("statement_us", work.SlowestTook.Microseconds()))
	}
	if id := traceID(span); id != "" {
		attrs = append(attrs, slog.String("trace_id", id))
	}
	s.logger.LogAttrs(ctx, slog.LevelWarn, "slow request", attrs...)
}
