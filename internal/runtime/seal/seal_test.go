package seal_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/seal"
	"github.com/entask/entask/internal/runtime/viewer"
)

// asking returns the context of a user's request for a list by an entity tag, "" for none.
func asking(t *testing.T, user, target, tag string) context.Context {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody)
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	ctx := request.New(viewer.NewContext(t.Context(), viewer.Viewer{ID: user}), request.Identity{}, http.Header{})
	ctx.Inbound().Request = r
	return ctx
}

// TestAsk: by the tag of a list the seal is known that was found when the list was read, for requests
// of this user for this list alone.
func TestAsk(t *testing.T) {
	const list, tag, found = "/api/tasks?limit=2", `W/"a1"`, "-1234"
	if a := seal.Ask(asking(t, "ann", list, "")); a != nil {
		t.Errorf("Ask() = %v without If-None-Match, want nil", a)
	}
	first := seal.Ask(asking(t, "ann", list, tag))
	if first == nil || first.Known != "" {
		t.Fatalf("Ask() = %v for an unknown tag, want no seal", first)
	}
	for _, none := range []string{"", "x"} {
		first.Found = none
		first.Tagged(tag)
		if again := seal.Ask(asking(t, "ann", list, tag)); again.Known != "" || again.Unread() != "" {
			t.Errorf("Ask() = %v after no seal was found", again)
		}
	}
	first.Found = found
	if first.Tagged(tag); first.Unread() != "" {
		t.Error("what was read is said to be unread")
	}
	for _, named := range []string{tag, `"a1"`, `"none", ` + tag} {
		again := seal.Ask(asking(t, "ann", list, named))
		if again.Known != found || again.Unread() != "" {
			t.Errorf("%s: the known seal is %q, want %s, which does not hold before it is found", named, again.Known, found)
		}
		if again.Found = found; again.Unread() != tag {
			t.Errorf("%s: Unread() = %q, want %s", named, again.Unread(), tag)
		}
		if again.Found = "-1235"; again.Unread() != "" {
			t.Errorf("%s: Unread() = %q for another seal", named, again.Unread())
		}
	}
	for _, other := range [][3]string{
		{"ann", "/api/tasks?limit=3", tag}, {"ann", "/api/tasks", tag}, {"ann", "/api/notes?limit=2", tag},
		{"ann", "/api/tasks%3Flimit=2", tag}, {"bob", list, tag}, {"ann", list, `W/"a2"`}, {"ann", list, "*"},
	} {
		if a := seal.Ask(asking(t, other[0], other[1], other[2])); a.Known != "" {
			t.Errorf("%s: a seal is known of another list", other)
		}
	}
}
