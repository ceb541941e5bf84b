package server

import (
	"context"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/entask/entask/internal/runtime/request"
)

// tracing makes a span of each request of the API, as OpenTelemetry's semantic
// conventions for HTTP servers have it.
type tracing struct {
	tracer     trace.Tracer // nil traces nothing
	propagator propagation.TextMapPropagator
}

func newTracing(provider trace.TracerProvider, propagator propagation.TextMapPropagator) tracing {
	if provider == nil {
		return tracing{}
	}
	if propagator == nil {
		propagator = propagation.NewCompositeTextMapPropagator() // of nothing
	}
	return tracing{provider.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL)), propagator}
}

// begin begins the span of a request, which continues the client's trace. It returns the
// span and the context for spans below it.
func (t tracing) begin(r *http.Request, id request.Identity) (context.Context, trace.Span) {
	if t.tracer == nil || !strings.HasPrefix(r.URL.Path, apiPrefix) {
		return r.Context(), noop.Span{}
	}
	o := outcome{method: methodOf(r)}
	return t.tracer.Start(
		t.propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header)), o.name(),
		trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(o.attributes()...),
		trace.WithAttributes(
			semconv.URLPath(loggedPath(r)),
			semconv.HTTPResponseHeader("x-request-id", id.ID), // as in the log
		),
	)
}

// name is the name of a span. All its parts are bounded.
func (o outcome) name() string {
	method := o.method
	if method == otherMethod {
		method = "HTTP"
	}
	return strings.TrimSuffix(method+" "+o.route, " ")
}

// end records the outcome of the request in its span. Of the cause of an error it records
// only the type: the text may hold SQL or data of users and is for the log alone.
func end(span trace.Span, o outcome, cause error) {
	if span.IsRecording() {
		span.SetName(o.name())
		span.SetAttributes(o.attributes()...)
		if o.failed() {
			span.SetStatus(codes.Error, "")
		}
		if cause != nil {
			kind := semconv.ErrorType(cause).Value.AsString()
			span.AddEvent(semconv.ExceptionEventName, trace.WithAttributes(semconv.ExceptionType(kind)))
		}
	}
	span.End()
}
