// Package telemetry sets up what the service says about itself to machines:
// metrics for Prometheus, always, and traces where OpenTelemetry's own
// environment variables ask for them.
//
// It knows no HTTP server and nothing that is measured: packages that measure get the
// providers. Start reading at New; traces.go says what the variables mean.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/otlptranslator"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/exemplar"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/trace"
)

// Telemetry holds the providers. It is in use until Shutdown.
type Telemetry struct {
	// Meter goes to whatever measures.
	Meter metric.MeterProvider
	// Tracer goes to whatever traces, with Propagator, which continues a trace that a
	// client has begun (W3C traceparent). Both are nil if no traces are sent.
	Tracer     trace.TracerProvider
	Propagator propagation.TextMapPropagator

	registry *prometheus.Registry
	logger   *slog.Logger
	shutdown []func(context.Context) error
}

// Options are what New is told.
type Options struct {
	// Version is that of the program.
	Version string
	// Getenv is asked whether to send traces. Where and how to send them,
	// OpenTelemetry reads from the process's environment by itself.
	Getenv func(string) string
	// Logger logs what cannot be sent.
	Logger *slog.Logger
}

// New sets up metrics, and traces if they are asked for.
func New(ctx context.Context, o Options) (*Telemetry, error) {
	about, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", "entask"), attribute.String("service.version", o.Version)),
		resource.WithFromEnv(), // last, so that it wins
	)
	if err != nil {
		return nil, fmt.Errorf("read OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	// By default, OpenTelemetry complains on standard error, in plain text.
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { o.Logger.Warn("telemetry", "error", err) }))
	t := &Telemetry{registry: prometheus.NewRegistry(), logger: o.Logger}
	t.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	if err := t.measure(about); err != nil {
		return nil, fmt.Errorf("set up metrics: %w", err)
	}
	if err := t.trace(ctx, about, o.Getenv); err != nil {
		return nil, errors.Join(fmt.Errorf("set up traces: %w", err), t.Shutdown(ctx))
	}
	return t, nil
}

// seconds are the bounds of histograms of durations: those of OpenTelemetry's semantic
// conventions, and some below their first of 5 ms, because most requests take less.
var seconds = []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10}

func (t *Telemetry) measure(about *resource.Resource) error {
	exporter, err := otelprom.New(
		otelprom.WithRegisterer(t.registry),
		otelprom.WithTranslationStrategy(otlptranslator.UnderscoreEscapingWithSuffixes),
		otelprom.WithoutScopeInfo(),
	)
	if err != nil {
		return err
	}
	provider := sdkmetric.NewMeterProvider(
		sdkmetric.WithResource(about),
		sdkmetric.WithReader(exporter),
		sdkmetric.WithExemplarFilter(exemplar.AlwaysOffFilter), // Prometheus' text has none
		sdkmetric.WithView(sdkmetric.NewView(
			sdkmetric.Instrument{Name: "*", Kind: sdkmetric.InstrumentKindHistogram, Unit: "s"},
			sdkmetric.Stream{Aggregation: sdkmetric.AggregationExplicitBucketHistogram{Boundaries: seconds}},
		)),
	)
	t.Meter = provider
	t.shutdown = append(t.shutdown, provider.Shutdown)
	return nil
}

// Metrics is what Prometheus reads.
func (t *Telemetry) Metrics() http.Handler {
	return promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(t.logger.Handler(), slog.LevelWarn),
	})
}

// Shutdown sends what has not been sent yet, for as long as ctx allows.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	var errs []error
	for _, stop := range t.shutdown {
		errs = append(errs, stop(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("shut down telemetry: %w", err)
	}
	return nil
}
