package database

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/dbconv"

	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/runtime/retry"
)

// scope names the instruments' owner.
const scope = "github.com/entask/entask/internal/database"

// meter measures round trips, and counts what became of them.
type meter struct {
	duration metric.Float64Histogram
	options  map[string][]metric.RecordOption // by operation
	ran      func(context.Context, string, time.Duration)
	took     func(context.Context, time.Duration) // to get a connection

	waiting, waited      atomic.Int64 // who waits for a connection; for how long all did, in nanoseconds
	repeated, unknown    atomic.Int64 // statements, and transactions
	lost, readOnly, left atomic.Int64 // connections
}

// operations are the first words of what is sent.
var operations = []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT"}

const otherOperation = "_OTHER"

// newMeter registers its own counters and the pool's, by OpenTelemetry's names where there
// are any.
func newMeter(provider metric.MeterProvider, pool *pgxpool.Pool) (*meter, error) {
	if provider == nil {
		provider = noop.NewMeterProvider()
	}
	duration, err := dbconv.NewClientOperationDuration(provider.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL)))
	m := &meter{duration: duration.Inst(), options: map[string][]metric.RecordOption{}}
	for _, name := range append(operations, otherOperation) {
		m.options[name] = recordOption(name)
	}
	set := metrics.New(provider, scope)
	m.offer(set, pool)
	return m, errors.Join(err, set.Err())
}

func recordOption(operation string, more ...attribute.KeyValue) []metric.RecordOption {
	more = append(more, semconv.DBSystemNamePostgreSQL, semconv.DBOperationName(operation))
	return []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(more...))}
}

func (m *meter) offer(set *metrics.Set, pool *pgxpool.Pool) {
	stat := func(read func(*pgxpool.Stat) int64) func() int64 {
		return func() int64 { return read(pool.Stat()) }
	}
	const count = "db.client.connection.count"
	set.Level(count, "{connection}", "Connections that are in the state.",
		stat(func(s *pgxpool.Stat) int64 { return int64(s.AcquiredConns()) }), attribute.String("state", "used"))
	set.Level(count, "{connection}", "Connections that are in the state.",
		stat(func(s *pgxpool.Stat) int64 { return int64(s.IdleConns()) }), attribute.String("state", "idle"))
	set.Level("db.client.connection.max", "{connection}", "Connections that may be open.",
		stat(func(s *pgxpool.Stat) int64 { return int64(s.MaxConns()) }))
	set.Level("db.client.connection.pending_requests", "{request}", "Statements and transactions that wait for a connection.", m.waiting.Load)
	set.Counter("entask.database.connection.waited", "us", "How long statements and transactions waited for a connection, in all.",
		func() int64 { return m.waited.Load() / int64(time.Microsecond) })
	set.Counter("entask.database.connection.opened", "{connection}", "Connections that were opened.", stat((*pgxpool.Stat).NewConnsCount))
	const closed, why = "entask.database.connection.closed", "Connections that were closed before their time, by the reason."
	set.Counter(closed, "{connection}", why, m.lost.Load, attribute.String("reason", "lost"))
	set.Counter(closed, "{connection}", why, m.readOnly.Load, attribute.String("reason", "read_only"))
	set.Counter(closed, "{connection}", why, m.left.Load, attribute.String("reason", "not_primary"))
	set.Counter("entask.database.repeated", "{statement}", "Statements that surely had no effect and were repeated.", m.repeated.Load)
	set.Counter("entask.database.unknown", "{statement}", "Statements and COMMITs of which nobody knows whether they were done.", m.unknown.Load)
}

// hear tells somebody else of each round trip and each wait.
func (m *meter) hear(o Options) {
	m.ran, m.took = o.Ran, o.Waited
	if m.ran == nil {
		m.ran = func(context.Context, string, time.Duration) {}
	}
	if m.took == nil {
		m.took = func(context.Context, time.Duration) {}
	}
}

// noWait is how long it takes at most to get a connection that is free.
const noWait = 100 * time.Microsecond

// acquire takes a connection of the pool, and says when it had it.
func (d *native) acquire(ctx context.Context) (_ *pgxpool.Conn, at time.Time, err error) {
	begin := time.Now()
	d.meter.waiting.Add(1)
	c, err := d.pool.Acquire(ctx)
	d.meter.waiting.Add(-1)
	at = time.Now()
	took := at.Sub(begin)
	d.meter.waited.Add(int64(took))
	if took > noWait {
		d.meter.took(ctx, took)
	}
	return c, at, err
}

// record counts a round trip: what was sent first, how long it took, and what became of it.
func (m *meter) record(ctx context.Context, query string, took time.Duration, err error) {
	operation, _, _ := strings.Cut(query, " ")
	if _, known := m.options[operation]; !known {
		operation = otherOperation
	}
	options := m.options[operation]
	if err != nil {
		options = recordOption(operation, semconv.ErrorTypeKey.String(m.failed(err)))
	}
	m.duration.Record(ctx, took.Seconds(), options...)
	m.ran(ctx, query, took)
}

// failed returns the type of an error, which is PostgreSQL's code when it has answered, and
// counts it.
func (m *meter) failed(err error) string {
	pgErr, answered := errors.AsType[*pgconn.PgError](err)
	switch {
	case answered && refused(pgErr):
		return pgErr.Code
	case retry.IsUnknown(err):
		m.unknown.Add(1)
		m.lost.Add(1)
		return "unknown"
	case retry.IsSafe(err):
		m.lost.Add(1)
		return "lost"
	}
	return otherOperation
}
