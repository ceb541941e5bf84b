package e2e

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// document is the service's OpenAPI document, read and validated once.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	raw, err := exec.Command(binary, "openapi").Output()
	if err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(raw)
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(loader.Context)
})

// operationOf returns the operation of a request, or nil. HEAD is GET, and a trailing slash
// is ignored.
func operationOf(t testing.TB, method, target string) (*openapi3.Operation, string) {
	t.Helper()
	doc, err := document()
	if err != nil {
		t.Fatalf("the document: %v", err)
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	target, _, _ = strings.Cut(target, "?")
	target = strings.TrimSuffix(target, "/")
	if item := doc.Paths.Value(target); item != nil {
		return item.GetOperation(method), target
	}
	have := strings.Split(target, "/")
	for path, item := range doc.Paths.Map() {
		want := strings.Split(path, "/")
		if slices.EqualFunc(have, want, func(h, w string) bool { return h == w || h != "" && strings.HasPrefix(w, "{") }) {
			return item.GetOperation(method), path
		}
	}
	return nil, ""
}

// conforms checks a reply against the document: its status, its headers and its body. It
// checks every reply in this package.
func conforms(t testing.TB, req *http.Request, r response) {
	t.Helper()
	op, path := operationOf(t, req.Method, req.URL.EscapedPath())
	if op == nil {
		return
	}
	doc, _ := document()
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: req,
			Route:   &routers.Route{Spec: doc, Path: path, Operation: op},
		},
		Status: r.Status, Header: r.Header, Body: io.NopCloser(bytes.NewReader(r.Body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if err := openapi3filter.ValidateResponse(t.Context(), input); err != nil {
		t.Errorf("%s %s: %d does not fit the document: %v", req.Method, req.URL.Path, r.Status, err)
	}
	described := op.Responses.Status(r.Status)
	if described == nil {
		t.Errorf("%s %s: %d is not in the document", req.Method, req.URL.Path, r.Status)
		return
	}
	if len(described.Value.Content) == 0 && len(r.Body) > 0 {
		t.Errorf("%s %s: %d has a body, which the document does not describe: %s", req.Method, req.URL.Path, r.Status, r.Body)
	}
	for _, name := range []string{"ETag", "Link", "Location", "X-Total-Count", "Retry-After", "WWW-Authenticate"} {
		if r.Header.Get(name) != "" && described.Value.Headers[name] == nil {
			t.Errorf("%s %s: %d has %s, which the document does not describe", req.Method, req.URL.Path, r.Status, name)
		}
	}
}

// TestDocumentedStatuses produces exactly the statuses that the document lists for every
// operation. Those of outages have tests of their own.
func TestDocumentedStatuses(t *testing.T) {
	s, conn := onPostgres(t, "RATE_LIMIT=1000/hour")
	holdKey(t, conn, "ann", "held")
	held := map[string]string{"Idempotency-Key": "held"}
	anns := func() string { return taskPath(s.create(t, "ann", map[string]any{"title": "t"}).ID) }
	s.createWith(t, "ann", "key", `{"title": "t"}`)
	s.do(t, call{Method: "POST", Path: batch, User: "ann", Body: `[{"title": "t"}]`, Header: map[string]string{"Idempotency-Key": "batch"}})
	large := `{"title": "` + strings.Repeat("x", 256<<10) + `"}`
	header := func(name, value string) map[string]string { return map[string]string{name: value} }
	write := func(method, suffix, body string) []call {
		calls := []call{
			{Method: method, Path: anns() + suffix, User: "ann", Body: body},
			{Method: method, Path: anns() + suffix, Body: body},
			{Method: method, Path: anns() + suffix, User: "bob", Body: body},
			{Method: method, Path: taskPath(unknownID) + suffix, User: "ann", Body: body},
			{Method: method, Path: anns() + suffix, User: "ann", Body: body, Header: header("If-Match", `"9"`)},
			{Method: method, Path: taskPath("x") + suffix, User: "ann", Body: body},
			{Method: method, Path: anns() + suffix, User: "spent", Body: body},
		}
		if method != "DELETE" {
			calls = append(calls,
				call{Method: method, Path: anns() + suffix, User: "ann", Body: "{"},
				call{Method: method, Path: anns() + suffix, User: "ann", Body: large},
				call{Method: method, Path: anns() + suffix, User: "ann", Body: body, Header: header("Content-Type", "text/plain")})
		}
		return calls
	}
	feed := feedCalls(t, s, conn)
	for range 1001 {
		if s.do(t, call{Method: "GET", Path: tasks + "?limit=1", User: "spent"}).Status == http.StatusTooManyRequests {
			break
		}
	}
	calls := slices.Concat(
		[]call{
			{Method: "GET", Path: tasks, User: "ann"}, {Method: "GET", Path: tasks}, {Method: "GET", Path: tasks + "?limit=0", User: "ann"},
			{Method: "GET", Path: tasks, User: "spent"},
			{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`}, {Method: "POST", Path: tasks, User: "ann", Body: `{`},
			{Method: "POST", Path: tasks, Body: `{}`}, {Method: "POST", Path: tasks, User: "ann", Body: `{"title": "u"}`, Header: header("Idempotency-Key", "key")},
			{Method: "POST", Path: tasks, User: "ann", Body: large}, {Method: "POST", Path: tasks, User: "ann", Body: `{}`},
			{Method: "POST", Path: tasks, User: "ann", Body: `{}`, Header: header("Content-Type", "text/plain")}, {Method: "POST", Path: tasks, User: "spent", Body: `{}`},
			{Method: "GET", Path: anns(), User: "ann", Header: header("If-None-Match", "*")},
			{Method: "GET", Path: tasks, User: "ann", Header: header("If-None-Match", "*")},
			{Method: "GET", Path: tasks + "/changes", User: "ann", Header: header("If-None-Match", "*")},
			{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`, Header: header("If-Match", "*")},
			{Method: "PATCH", Path: anns() + "/toggle", User: "ann", Header: header("Idempotency-Key", "key")},
			{Method: "PATCH", Path: anns() + "/toggle", User: "ann", Header: held},
			{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`, Header: held},
			{Method: "POST", Path: batch, User: "ann", Body: `[{"title": "t"}]`, Header: held},
			{Method: "POST", Path: each, User: "ann", Body: `[{"title": "t"}]`, Header: held},
		},
		slices.DeleteFunc(write("GET", "", ""), func(c call) bool { return c.Body != "" }),
		write("PUT", "", "{}"), write("PATCH", "", "{}"), write("PATCH", "/toggle", "{}"), write("DELETE", "", ""),
		batchCalls(anns(), anns(), large),
		eachCalls(anns(), large), restoreBatchCalls(t, s),
		feed, trashCalls(t, s), idCalls(t, s),
		[]call{
			{Method: "GET", Path: me + "/export", User: "eve"}, {Method: "GET", Path: me + "/export"},
			{Method: "GET", Path: me + "/export?limit=0", User: "eve"}, {Method: "GET", Path: me + "/export", User: "spent"},
			{Method: "DELETE", Path: me + "?confirm=eve", User: "eve"}, {Method: "DELETE", Path: me + "?confirm=eve"},
			{Method: "DELETE", Path: me, User: "eve"}, {Method: "DELETE", Path: me + "?confirm=spent", User: "spent"},
			{Method: "DELETE", Path: me + "?confirm=eve", User: "eve", Header: header("If-Match", "*")},
		},
	)
	given := map[string]map[int]bool{}
	for _, c := range calls {
		if c.Body == "" {
			c.Body = nil
		}
		r := s.do(t, c)
		op, _ := operationOf(t, c.Method, c.Path)
		if given[op.OperationID] == nil {
			given[op.OperationID] = map[int]bool{http.StatusInternalServerError: true, http.StatusServiceUnavailable: true}
		}
		given[op.OperationID][r.Status] = true
	}
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			var want []int
			for status := range op.Responses.Map() {
				n, err := strconv.Atoi(status)
				if err != nil {
					t.Errorf("%s lists the status %s, want numbers", op.OperationID, status)
				}
				want = append(want, n)
			}
			slices.Sort(want)
			if got := slices.Sorted(maps.Keys(given[op.OperationID])); !slices.Equal(got, want) {
				t.Errorf("%s gives %v, and the document lists %v", op.OperationID, got, want)
			}
		}
	}
}

// feedCalls are calls of the change feed, one of which has a cursor that leads nowhere.
func feedCalls(t *testing.T, s *service, conn *pgx.Conn) []call {
	t.Helper()
	s.create(t, "gone", map[string]any{"title": "t"})
	cursor := as[struct{ Cursor string }](t, s.get(t, "gone", tasks+"/changes")).Cursor
	if _, err := conn.Exec(t.Context(), "DELETE FROM change_counters WHERE user_id = 'gone'"); err != nil {
		t.Fatal(err)
	}
	return []call{
		{Method: "GET", Path: tasks + "/changes", User: "ann"}, {Method: "GET", Path: tasks + "/changes"},
		{Method: "GET", Path: tasks + "/changes?since=x", User: "ann"}, {Method: "GET", Path: tasks + "/changes", User: "spent"},
		{Method: "GET", Path: tasks + "/changes?since=" + url.QueryEscape(cursor), User: "gone"},
	}
}

// trashCalls are calls that restore a task, in the trash or not.
func trashCalls(t *testing.T, s *service) (calls []call) {
	t.Helper()
	made := taskPath(s.create(t, "ann", map[string]any{"title": "t"}).ID)
	s.do(t, call{Method: "DELETE", Path: made, User: "ann"})
	for _, c := range []call{
		{User: "bob"}, {Header: map[string]string{"If-Match": `"9"`}, User: "ann"}, {}, {User: "spent"}, {User: "ann"}, {User: "ann"}, {User: "bob"},
	} {
		c.Method, c.Path = "POST", made+"/restore"
		calls = append(calls, c)
	}
	return append(calls, call{Method: "POST", Path: taskPath("x") + "/restore", User: "ann"})
}

// idCalls are calls that create tasks whose ids the client makes.
func idCalls(t *testing.T, s *service) []call {
	t.Helper()
	gone := s.create(t, "ann", map[string]any{"title": "t"}).ID
	s.do(t, call{Method: "DELETE", Path: taskPath(gone), User: "ann"})
	twice := call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t", "id": "` + uuid.NewString() + `"}`}
	put := func(id string) call {
		return call{Method: "PUT", Path: taskPath(id), User: "ann", Body: `{"title": "t"}`, Header: map[string]string{"If-None-Match": "*"}}
	}
	return []call{twice, twice, put(uuid.NewString()), put(gone)}
}

// TestConformsFindsFaults shows that the check can fail.
func TestConformsFindsFaults(t *testing.T) {
	whole := `{"id": "` + unknownID + `", "user_id": "a", "title": "t", "description": null, "completed": false, "priority": "low",
		"due_date": null, "created_at": "2026-01-01T00:00:00.000000Z", "updated_at": "2026-01-01T00:00:00.000000Z", "version": 1, "deleted_at": null}`
	good := http.Header{"Content-Type": {"application/json"}, "Etag": {`"1"`}}
	for _, c := range []struct {
		name string
		r    response
		want bool
	}{
		{"good", response{200, good, []byte(whole)}, true},
		{"a field left out", response{200, good, []byte(strings.Replace(whole, `"due_date": null,`, "", 1))}, false},
		{"null for a title", response{200, good, []byte(strings.Replace(whole, `"title": "t"`, `"title": null`, 1))}, false},
		{"without ETag", response{200, http.Header{"Content-Type": {"application/json"}}, []byte(whole)}, false},
		{"an unknown status", response{418, good, []byte(whole)}, false},
		{"a problem of another type", response{404, good, []byte(`{"type": "", "title": "", "status": 404, "detail": ""}`)}, false},
	} {
		trial := &trial{TB: t}
		conforms(trial, httptest.NewRequest("GET", taskPath(unknownID), nil), c.r)
		if got := !trial.failed; got != c.want {
			t.Errorf("%s: conforms = %v, want %v", c.name, got, c.want)
		}
	}
}

// trial records only whether it failed.
type trial struct {
	testing.TB
	failed bool
}

func (t *trial) Errorf(string, ...any) { t.failed = true }

func TestDocumentIsTheCommittedOne(t *testing.T) {
	committed, err := os.ReadFile("../../../ogent/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	printed, err := exec.Command(binary, "openapi").Output()
	if err != nil {
		t.Fatal(err)
	}
	served := start(t, sqliteURL(t)).get(t, "", "/openapi.json")
	if !bytes.Equal(printed, committed) || !bytes.Equal(served.Body, committed) {
		t.Error("entask openapi, /openapi.json and ogent/openapi.json differ, want one document")
	}
	if got := served.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type = %q, want application/json", got)
	}
}
