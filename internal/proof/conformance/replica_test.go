package conformance_test

import (
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/proof/harness"
	asked "github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestReplica: with a replica that answers reads, every promise holds: what was written is
// there at once, pages follow each other, conditions compare with the newest version, and
// PostgreSQL hides the rows of others.
func TestReplica(t *testing.T) {
	t.Parallel()
	primary, replica := pgtest.Replicated(t)
	harness.Entask.Create(t, harness.Connect(t, primary))
	reader := metric.NewManualReader()
	db, err := database.Open(t.Context(), database.Options{
		URL: pgtest.AsService(t, primary), ReplicaURL: replica, ReplicaPatience: 2 * time.Second, PoolMax: 5,
		Viewer: viewer.ID, Wrote: asked.Wrote, Meter: metric.NewMeterProvider(metric.WithReader(reader)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conformance.Run(t, serve(t, harness.Entask.Open(db.Driver())))
	if by := reads(t, reader); by["replica"] < by["primary"] {
		t.Errorf("reads by who answered them: %v, want most by the replica", by)
	}
}

// reads returns the number of reads by who answered them.
func reads(t *testing.T, reader metric.Reader) map[string]int64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	by := map[string]int64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			if sum, ok := m.Data.(metricdata.Sum[int64]); ok && m.Name == "entask.database.reads" {
				for _, point := range sum.DataPoints {
					server, _ := point.Attributes.Value("server")
					by[server.AsString()] += point.Value
				}
			}
		}
	}
	return by
}
