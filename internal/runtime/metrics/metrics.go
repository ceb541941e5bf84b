// Package metrics offers the numbers that a package counts anyway as metrics of
// OpenTelemetry.
//
// A package counts in an atomic, which is read when somebody asks for the metrics, so
// that a request pays for nothing but the counting. A package that counts takes a
// metric.MeterProvider in its options, nil for none, and passes it to New. This package
// is a leaf. Start reading at Set.
package metrics

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
)

// Set is the metrics of one package. A metric may be added several times under one name
// with the same unit and description, each time with other attributes.
type Set struct {
	meter metric.Meter
	errs  []error
}

// New returns an empty set. The scope is the import path of the package that counts.
// With a nil provider, nothing is ever read.
func New(provider metric.MeterProvider, scope string) *Set {
	if provider == nil {
		provider = noop.NewMeterProvider()
	}
	return &Set{meter: provider.Meter(scope)}
}

// Counter adds a number that never goes down, such as of errors.
func (s *Set) Counter(name, unit, description string, read func() int64, attrs ...attribute.KeyValue) {
	counter, err := s.meter.Int64ObservableCounter(name, metric.WithUnit(unit), metric.WithDescription(description))
	s.observe(name, err, counter, func(o metric.Observer, of metric.MeasurementOption) { o.ObserveInt64(counter, read(), of) }, attrs)
}

// Level adds a number that goes up and down, and of which the sum over replicas makes
// sense, such as the number of connections.
func (s *Set) Level(name, unit, description string, read func() int64, attrs ...attribute.KeyValue) {
	level, err := s.meter.Int64ObservableUpDownCounter(name, metric.WithUnit(unit), metric.WithDescription(description))
	s.observe(name, err, level, func(o metric.Observer, of metric.MeasurementOption) { o.ObserveInt64(level, read(), of) }, attrs)
}

// Gauge adds a number that each replica has for itself, such as an age. Where read
// returns false there is none yet, and the metric is absent.
func (s *Set) Gauge(name, unit, description string, read func() (float64, bool), attrs ...attribute.KeyValue) {
	gauge, err := s.meter.Float64ObservableGauge(name, metric.WithUnit(unit), metric.WithDescription(description))
	s.observe(name, err, gauge, func(o metric.Observer, of metric.MeasurementOption) {
		if value, ok := read(); ok {
			o.ObserveFloat64(gauge, value, of)
		}
	}, attrs)
}

// observe registers a separate callback for each metric, because the SDK drops the
// callback of an instrument that it already has.
func (s *Set) observe(name string, err error, what metric.Observable, observe func(metric.Observer, metric.MeasurementOption), attrs []attribute.KeyValue) {
	if err == nil {
		of := metric.WithAttributeSet(attribute.NewSet(attrs...))
		_, err = s.meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
			observe(o, of)
			return nil
		}, what)
	}
	if err != nil {
		s.errs = append(s.errs, fmt.Errorf("metric %s: %w", name, err))
	}
}

// Err says which metrics could not be added.
func (s *Set) Err() error { return errors.Join(s.errs...) }
