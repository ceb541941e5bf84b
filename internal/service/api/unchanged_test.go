package api_test

import (
	"net/http"
	"testing"

	"github.com/entask/entask/internal/proof/harness"
)

// TestUnchanged: a list that says what the client has is answered with 304 and nothing more.
// What it says includes whether a page follows, and the total.
func TestUnchanged(t *testing.T) {
	handler, _ := newBulk(t, harness.SQLite)
	const first, total = "/api/labels?limit=1&sort=-created_at", "&count=true"
	older := harness.Send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "older"}`).Header().Get("Location")
	harness.Send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "newer"}`)
	list := harness.Send(t, handler, "ann", http.MethodGet, first, "")
	tag := list.Header().Get("ETag")
	for _, path := range []string{first, first + total} {
		tag := harness.Send(t, handler, "ann", http.MethodGet, path, "").Header().Get("ETag")
		same := harness.Send(t, handler, "ann", http.MethodGet, path, "", "If-None-Match", tag)
		if same.Code != http.StatusNotModified || same.Body.Len() > 0 || same.Header().Get("ETag") != tag {
			t.Errorf("%s: got %d %q with %v, want 304 with ETag: %s", path, same.Code, same.Body, same.Header(), tag)
		}
		for _, other := range []string{"Content-Type", "Content-Length", "Link", "X-Total-Count"} {
			if values := same.Header().Values(other); values != nil {
				t.Errorf("%s: got 304 with %s: %q, which a list that is not read lacks", path, other, values)
			}
		}
	}
	harness.Send(t, handler, "ann", http.MethodDelete, older, "")
	last := harness.Send(t, handler, "ann", http.MethodGet, first, "", "If-None-Match", tag)
	if last.Code != http.StatusOK || last.Body.String() != list.Body.String() || last.Header().Get("Link") != "" {
		t.Errorf("got %d %s, want the same row without another page", last.Code, last.Body)
	}
	tag = last.Header().Get("ETag")
	if counted := harness.Send(t, handler, "ann", http.MethodGet, first+total, "", "If-None-Match", tag); counted.Code != http.StatusOK {
		t.Errorf("got %d, want the total", counted.Code)
	}
	if none := harness.Send(t, handler, "bob", http.MethodGet, first, "", "If-None-Match", tag); none.Code != http.StatusOK || none.Body.String() != "[]" {
		t.Errorf("got %d %s, want the empty list of bob", none.Code, none.Body)
	}
}
