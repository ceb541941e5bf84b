package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"

	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/runtime/request"
)

// scope names this package in metrics and traces.
const scope = "github.com/entask/entask/internal/service/server"

// otherMethod stands for every method that is none of methods.
const otherMethod = "_OTHER"

var methods = []string{
	http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete,
	http.MethodOptions, http.MethodHead, http.MethodConnect, http.MethodTrace,
}

// outcome is what distinguishes requests in metrics and traces. No part of it comes from
// the client, so that the number of outcomes is bounded: those of the operations and
// pages, and one for each method and status of requests that match no path.
type outcome struct {
	method string
	route  string // the path's template; "" where nothing matched
	status int    // 0 where nothing was answered
	broken bool   // the answer broke off
}

func outcomeOf(r *http.Request, rec *recorder, served *request.Context) outcome {
	return outcome{
		method: methodOf(r), route: served.Route().Pattern, status: rec.status,
		broken: served.Log().Cause != nil && rec.status < http.StatusInternalServerError,
	}
}

func methodOf(r *http.Request) string {
	if slices.Contains(methods, r.Method) {
		return r.Method
	}
	return otherMethod
}

func (o outcome) failed() bool { return o.broken || o.status >= http.StatusInternalServerError }

// attributes are those of OpenTelemetry's semantic conventions for HTTP servers.
func (o outcome) attributes() []attribute.KeyValue {
	attrs := []attribute.KeyValue{semconv.HTTPRequestMethodKey.String(o.method), scheme}
	if o.route != "" {
		attrs = append(attrs, semconv.HTTPRoute(o.route))
	}
	if o.status != 0 {
		attrs = append(attrs, semconv.HTTPResponseStatusCode(o.status))
	}
	switch {
	case o.broken:
		attrs = append(attrs, semconv.ErrorTypeKey.String(panicked))
	case o.failed():
		attrs = append(attrs, semconv.ErrorTypeKey.String(strconv.Itoa(o.status)))
	}
	return attrs
}

// scheme is what the server speaks: TLS ends before it.
var scheme = semconv.URLScheme("http")

// meter measures the number and duration of requests, and counts those that are being
// served and those that were refused.
type meter struct {
	duration metric.Float64Histogram
	active   []inFlight // by method, as in methods; then otherMethod
	// limited are requests over their rate, late those whose time ran out before they
	// could be served.
	limited, late atomic.Int64
	// crowded are connections that were closed because there were too many.
	crowded atomic.Int64

	mu      sync.RWMutex
	options map[outcome][]metric.RecordOption
}

// inFlight are the requests of one method that were begun and ended.
type inFlight struct{ begun, ended atomic.Int64 }

// newMeter returns a meter, which measures nothing if the provider is nil.
func newMeter(provider metric.MeterProvider) (*meter, error) {
	if provider == nil {
		provider = noop.NewMeterProvider()
	}
	duration, err := httpconv.NewServerRequestDuration(provider.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL)))
	if err != nil {
		return nil, err
	}
	m := &meter{duration: duration.Inst(), options: map[outcome][]metric.RecordOption{}, active: make([]inFlight, len(methods)+1)}
	set := metrics.New(provider, scope)
	const refused, turned = "entask.http.server.refused", "Requests that were turned away."
	set.Counter(refused, "{request}", turned, m.limited.Load, attribute.String("reason", "rate_limit"))
	set.Counter(refused, "{request}", turned, m.late.Load, attribute.String("reason", "timeout"))
	set.Counter("entask.http.server.connections.closed", "{connection}", "Connections that were closed because there were too many.", m.crowded.Load)
	active := httpconv.ServerActiveRequests{}
	for i, method := range append(slices.Clone(methods), otherMethod) {
		set.Level(active.Name(), active.Unit(), active.Description(), func() int64 {
			ended := m.active[i].ended.Load() // read first, so that the level is never negative
			return m.active[i].begun.Load() - ended
		}, semconv.HTTPRequestMethodKey.String(method), scheme)
	}
	return m, set.Err()
}

// begin counts a request as being served, until it is counted as ended.
func (m *meter) begin(r *http.Request) *inFlight {
	i := slices.Index(methods, r.Method)
	if i < 0 {
		i = len(methods)
	}
	m.active[i].begun.Add(1)
	return &m.active[i]
}

// record measures a finished request. The context is the one that it was served with.
func (m *meter) record(ctx context.Context, o outcome, took time.Duration) {
	m.duration.Record(ctx, took.Seconds(), m.optionsOf(o)...)
	switch {
	case o.status == http.StatusTooManyRequests:
		m.limited.Add(1)
	case o.status == http.StatusServiceUnavailable && errors.Is(ctx.Err(), context.DeadlineExceeded):
		m.late.Add(1)
	}
}

// optionsOf makes the options of an outcome once, because sorting attributes costs more
// than measuring a request.
func (m *meter) optionsOf(o outcome) []metric.RecordOption {
	m.mu.RLock()
	options, found := m.options[o]
	m.mu.RUnlock()
	if !found {
		options = []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(o.attributes()...))}
		m.mu.Lock()
		m.options[o] = options
		m.mu.Unlock()
	}
	return options
}
