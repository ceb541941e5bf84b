package seal_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/seal"
)

// asking returns the context of a request for a list by an entity tag, "" for none.
func asking(t *testing.T, target, tag string) context.Context {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody)
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	ctx := request.New(t.Context(), request.Identity{}, http.Header{})
	ctx.Inbound().Request = r
	return ctx
}

// TestAsk: the tag of a list has the seal that was found for it, for requests for this list alone.
func TestAsk(t *testing.T) {
	const list, found = "/api/tasks?limit=2", "1234"
	if a := seal.Ask(asking(t, list, "")); a != nil || a.Holds() || a.State().Known {
		t.Errorf("Ask() = %v without If-None-Match, want nil", a)
	}
	first := seal.Ask(asking(t, list, `"none"`))
	if first == nil || first.Known != "" || first.State().Known {
		t.Fatalf("Ask() = %v for an unknown tag, want no seal", first)
	}
	if first.Found = found; first.Holds() || !first.State().Known {
		t.Errorf("got %v, want the seal that was found", first.State())
	}
	tag := etag.Stated(etag.Content(nil), first.State().Number)
	again := seal.Ask(asking(t, list, tag[2:]))
	if again.Known != found || again.Holds() {
		t.Errorf("the tag has the seal %q, want %s, which does not hold before it is found", again.Known, found)
	}
	if again.Found = found; !again.Holds() || again.State().Has != tag {
		t.Errorf("got %v, want that the client has %s", again.State(), tag)
	}
	if again.Found = "1235"; again.Holds() || again.State().Has != "" || !again.State().Known {
		t.Errorf("got %v for another seal, want its state", again.State())
	}
	for _, other := range []string{"/api/tasks?limit=3", "/api/tasks", "/api/notes?limit=2", "/api/tasks%3Flimit=2"} {
		if a := seal.Ask(asking(t, other, tag)); a.Known == found {
			t.Errorf("%s: the tag of another list has the seal", other)
		}
	}
}
