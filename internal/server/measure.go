package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"

	"github.com/entask/entask/internal/request"
)

// scope is who measures and traces.
const scope = "github.com/entask/entask/internal/server"

// otherMethod stands for every method that is none of methods.
const otherMethod = "_OTHER"

var methods = []string{
	http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete,
	http.MethodOptions, http.MethodHead, http.MethodConnect, http.MethodTrace,
}

// outcome is what requests are told apart by, in metrics and traces. No part of it is
// in the client's words, so that there are few: those of the document's operations and
// of our own pages, and one of each method and status for all that reaches none.
type outcome struct {
	method string
	route  string // the path's template; "" where nothing matched
	status int    // 0 where nothing was answered
	broken bool   // the answer broke off
}

func outcomeOf(r *http.Request, rec *recorder, info *request.Info) outcome {
	return outcome{
		method: methodOf(r), route: info.Pattern, status: rec.status,
		broken: info.Err != nil && rec.status < http.StatusInternalServerError,
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

// meter measures how long requests take, and so how many there are.
type meter struct {
	duration metric.Float64Histogram
	mu       sync.RWMutex
	options  map[outcome][]metric.RecordOption
}

// newMeter returns a meter that measures nothing where the provider is nil.
func newMeter(provider metric.MeterProvider) (*meter, error) {
	if provider == nil {
		provider = noop.NewMeterProvider()
	}
	duration, err := httpconv.NewServerRequestDuration(provider.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL)))
	return &meter{duration: duration.Inst(), options: map[outcome][]metric.RecordOption{}}, err
}

func (m *meter) record(ctx context.Context, o outcome, took time.Duration) {
	m.duration.Record(ctx, took.Seconds(), m.optionsOf(o)...)
}

// optionsOf makes the options of an outcome once: sorting attributes would cost each
// request more than measuring it.
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
