package problem_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/entask/entask/internal/runtime/problem"
)

func TestWrite(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Length", "99")
	w.Header().Set("Retry-After", "1")
	p := problem.New(http.StatusServiceUnavailable, "")
	p.RequestID = "r1"
	problem.Write(w, p)

	want := `{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Service Unavailable","request_id":"r1"}` + "\n"
	if got := w.Body.String(); got != want {
		t.Errorf("body = %s, want %s", got, want)
	}
	for name, want := range map[string]string{
		"Content-Type": problem.ContentType, "Content-Length": "", "Retry-After": "1",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}
