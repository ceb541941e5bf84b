package audit_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/retry"
	"github.com/entask/entask/internal/service/audit"
)

// TestOutcome: the audit tells what was done from what was not, and from what nobody knows.
func TestOutcome(t *testing.T) {
	for want, tc := range map[string]struct {
		status   int
		replayed bool
		cause    error
	}{
		"done":     {http.StatusOK, false, nil},
		"replayed": {http.StatusCreated, true, nil},
		"refused":  {http.StatusConflict, true, nil},
		"failed":   {http.StatusServiceUnavailable, false, errors.New("away")},
		"unknown":  {http.StatusServiceUnavailable, false, retry.Unknown(errors.New("lost"))},
	} {
		var out bytes.Buffer
		header := http.Header{}
		if tc.replayed {
			header.Set("Idempotency-Replayed", "true")
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/tasks", nil)
		served := request.New(t.Context(), request.Identity{}, header)
		request.Match(served, request.Route{Operation: "CreateTask", Pattern: "/api/tasks"})
		request.Failed(served, tc.cause)
		audit.New(slog.New(slog.NewJSONHandler(&out, nil))).Request(r, served, tc.status, header)
		if got := out.String(); !strings.Contains(got, `"outcome":"`+want+`"`) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestAgents: what an agent does are requests of the API. A message of one has a line where it is
// refused, and none otherwise.
func TestAgents(t *testing.T) {
	for status, want := range map[int]bool{http.StatusOK: false, http.StatusBadRequest: false, http.StatusUnauthorized: true} {
		var out bytes.Buffer
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/mcp", nil)
		served := request.New(t.Context(), request.Identity{}, http.Header{})
		request.Match(served, request.Route{Operation: "mcp", Pattern: "/mcp"})
		audit.New(slog.New(slog.NewJSONHandler(&out, nil))).Request(r, served, status, http.Header{})
		if got := out.String(); strings.Contains(got, `"operation":"mcp"`) != want {
			t.Errorf("%d: got %q, want a line: %t", status, got, want)
		}
	}
}
