//go:build !race

package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/entask/entask/internal/service/server"
)

// TestMeasuringAllocatesNothing holds what makes it cheap: of the requests that there
// have been, the next one is told from the last by its time alone.
func TestMeasuringAllocatesNothing(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/things/1", nil)
	cost := func(o server.Options) float64 {
		o.API, o.Logger, o.Document = http.HandlerFunc(things), slog.New(slog.DiscardHandler), []byte(`{}`)
		s, err := server.New(o)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		return testing.AllocsPerRun(100, func() {
			w.Body.Reset()
			s.Handler().ServeHTTP(w, r)
		})
	}
	without, with := cost(server.Options{}), cost(server.Options{Meter: newTelemetry(t).Meter})
	if with > without {
		t.Errorf("a request that is measured allocates %.0f times, want %.0f", with, without)
	}
}
