package main

import (
	"context"

	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/admission"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/ratelimit"
)

// newAdmission returns the queue in front of the pool of connections.
func newAdmission(cfg config.Config, meter metric.MeterProvider) (*admission.Queue, error) {
	q := admission.New(cfg.PoolMax, whose)
	if err := q.Measure(meter); err != nil {
		return nil, err
	}
	return q, nil
}

// whose returns the viewer of a request, or its address if it has no token.
func whose(ctx context.Context) admission.Viewer {
	if id, ok := viewer.ID(ctx); ok {
		return admission.Viewer{ID: id}
	}
	return admission.Viewer{ID: ratelimit.KeyOf(request.IdentityOf(ctx).Address), Anonymous: true}
}
