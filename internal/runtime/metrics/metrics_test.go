package metrics_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"go.opentelemetry.io/otel/attribute"

	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/service/telemetry"
)

// TestSet reads numbers as Prometheus does, at the time when it asks.
func TestSet(t *testing.T) {
	tel, err := telemetry.New(t.Context(), telemetry.Options{Getenv: func(string) string { return "" }, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	var good, bad, level atomic.Int64
	age := -1.0
	set := metrics.New(tel.Meter, "test")
	set.Counter("test.lookups", "{lookup}", "Lookups.", good.Load, attribute.String("result", "hit"))
	set.Counter("test.lookups", "{lookup}", "Lookups.", bad.Load, attribute.String("result", "miss"))
	set.Level("test.size", "{token}", "Tokens.", level.Load)
	set.Gauge("test.age", "s", "Age.", func() (float64, bool) { return age, age >= 0 })
	if err := set.Err(); err != nil {
		t.Fatal(err)
	}
	want := func(want ...string) {
		t.Helper()
		w := httptest.NewRecorder()
		tel.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		var got []string
		for line := range strings.Lines(w.Body.String()) {
			if strings.HasPrefix(line, "test_") {
				got = append(got, strings.TrimSpace(line))
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("read %q, want %q", got, want)
		}
	}
	want(`test_lookups_total{result="hit"} 0`, `test_lookups_total{result="miss"} 0`, `test_size 0`)
	good.Add(2)
	bad.Add(1)
	level.Add(-3)
	age = 1.5
	want(`test_age_seconds 1.5`, `test_lookups_total{result="hit"} 2`, `test_lookups_total{result="miss"} 1`, `test_size -3`)
}

func TestSetWithoutProvider(t *testing.T) {
	set := metrics.New(nil, "test")
	set.Counter("test.lookups", "{lookup}", "Lookups.", func() int64 { t.Error("asked"); return 0 })
	if err := set.Err(); err != nil {
		t.Error(err)
	}
}

func TestSetRefusesWhatIsNoName(t *testing.T) {
	tel, err := telemetry.New(t.Context(), telemetry.Options{Getenv: func(string) string { return "" }, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	set := metrics.New(tel.Meter, "test")
	set.Level("", "{x}", "Nothing.", func() int64 { return 0 })
	if err := set.Err(); err == nil || !strings.HasPrefix(err.Error(), "metric : ") {
		t.Errorf("Err() = %v, want it to name the metric", err)
	}
}
