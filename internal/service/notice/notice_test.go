package notice_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/notice"
)

const document = `{"paths": {"/things": {
	"parameters": [],
	"get": {"operationId": "listThings", "x-deprecation": {"since": "2026-12-01", "guide": "https://example.org/things"}, "x-sunset": "2027-06-01"},
	"post": {"operationId": "createThing", "x-deprecation": {"since": "2026-12-01", "guide": "https://example.org/things"}},
	"put": {"operationId": "putThing", "x-deprecation": {"since": "1970-01-02"}},
	"delete": {"operationId": "deleteThing"}
}}}`

// TestServe: every answer of a deprecated operation says so, however it is written, and no
// other answer does.
func TestServe(t *testing.T) {
	all := http.Header{
		"Deprecation": {"@1796083200"}, "Sunset": {"Tue, 01 Jun 2027 00:00:00 GMT"},
		"Link": {`</things?cursor=a>; rel="next"`, `<https://example.org/things>; rel="deprecation sunset"`},
	}
	page := http.Header{"Link": all["Link"][:1]}
	for _, tc := range []struct {
		name, operation string
		answer          func(http.ResponseWriter)
		want            http.Header
	}{
		{"a status", "ListThings", func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotModified) }, all},
		{"a body", "ListThings", func(w http.ResponseWriter) { _, _ = io.WriteString(w, "[]") }, all},
		{"a stream", "ListThings", func(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }, all},
		{"nothing", "ListThings", func(http.ResponseWriter) {}, all},
		{"no sunset", "CreateThing", func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) }, http.Header{
			"Deprecation": {"@1796083200"}, "Link": {page.Get("Link"), `<https://example.org/things>; rel="deprecation"`},
		}},
		{"no guide", "PutThing", func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK) }, http.Header{"Deprecation": {"@86400"}, "Link": page["Link"]}},
		{"another operation", "DeleteThing", func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK) }, page},
		{"no operation", "", func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) }, page},
	} {
		t.Run(tc.name, func(t *testing.T) {
			handler, err := notice.Serve([]byte(document), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				request.Match(r.Context(), request.Route{Operation: tc.operation})
				w.Header().Set("Link", page.Get("Link"))
				tc.answer(w)
			}))
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/things", nil)
			handler.ServeHTTP(w, r.WithContext(request.New(r.Context(), request.Identity{}, w.Header())))
			got := w.Result().Header
			got.Del("Content-Type") // of who writes no other
			if !maps.EqualFunc(got, tc.want, slices.Equal) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestServePanic: the answer to a panic, which another layer gives, says it too.
func TestServePanic(t *testing.T) {
	handler, err := notice.Serve([]byte(document), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		request.Match(r.Context(), request.Route{Operation: "PutThing"})
		panic("a fault")
	}))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/things", nil)
	func() {
		defer func() { _ = recover() }()
		handler.ServeHTTP(w, r.WithContext(request.New(r.Context(), request.Identity{}, w.Header())))
	}()
	if got := w.Header().Get("Deprecation"); got != "@86400" {
		t.Errorf("got Deprecation: %q, want @86400", got)
	}
}

// TestServeNothing: an API without deprecated operations is served as it is.
func TestServeNothing(t *testing.T) {
	api := http.NewServeMux()
	if handler, err := notice.Serve([]byte(`{"paths": {"/a": {"get": {"operationId": "a"}}}}`), api); err != nil || handler != http.Handler(api) {
		t.Errorf("got %v, %v, want the API itself", handler, err)
	}
}

func TestServeRefuses(t *testing.T) {
	for _, document := range []string{
		"", `{"paths": {"/a": {"get": 1}}}`,
		`{"paths": {"/a": {"get": {"operationId": "a", "x-deprecation": {"since": "in May"}}}}}`,
		`{"paths": {"/a": {"get": {"operationId": "a", "x-deprecation": {"since": "2026-12-01"}, "x-sunset": "in May"}}}}`,
	} {
		if _, err := notice.Serve([]byte(document), http.NotFoundHandler()); err == nil {
			t.Errorf("%q: no error", document)
		}
	}
}
