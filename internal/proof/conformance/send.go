package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"pgregory.net/rapid"
)

// call is one request. User "" sends no token; no Body sends none.
type call struct {
	op     *operation
	id     string // of the item
	user   string
	query  url.Values
	body   any // text is sent as it is, anything else as JSON
	header map[string]string
}

// path is where the call goes.
func (c call) path() string {
	target := c.op.path
	for _, p := range c.op.parameters("path") {
		target = strings.ReplaceAll(target, "{"+p.Name+"}", url.PathEscape(c.id))
	}
	return target
}

// with is the call with a header.
func (c call) with(name, value string) call {
	c.header = map[string]string{name: value}
	return c
}

// and is the call with a further header.
func (c call) and(name, value string) call {
	if c.header = maps.Clone(c.header); c.header == nil {
		c.header = map[string]string{}
	}
	c.header[name] = value
	return c
}

// text is a body that is sent as it is.
type text string

// row is an item as a reply shows it, its numbers as json.Number.
type row = map[string]any

// reply is what came back.
type reply struct {
	call   string // in words
	status int
	header http.Header
	raw    []byte
}

// send sends a request and checks the reply against the document.
func (s *suite) send(t rapid.TB, c call) reply {
	t.Helper()
	return s.sendTo(t, s.service.Handler, c)
}

// sendTo is send to another handler of the service.
func (s *suite) sendTo(t rapid.TB, handler http.Handler, c call) reply {
	t.Helper()
	if s.service.NoPolicy {
		c = forGood(c)
	}
	target := c.path()
	if len(c.query) > 0 {
		target += "?" + c.query.Encode()
	}
	var body []byte
	switch b := c.body.(type) {
	case nil:
	case text:
		body = []byte(b)
	default:
		body = encode(t, b)
	}
	req := httptest.NewRequestWithContext(context.Background(), c.op.method, target, bytes.NewReader(body))
	if c.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.user != "" {
		req.Header.Set("Authorization", "Bearer "+s.service.Token(c.user))
	}
	for name, value := range c.header {
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, req)
	r := reply{c.op.method + " " + target, w.Code, w.Result().Header, w.Body.Bytes()}
	if len(body) > 0 {
		r.call += " " + clip(string(body))
	}
	s.conforms(t, req, c.op, r)
	if c.op.method != http.MethodGet && c.user != "" && w.Code < http.StatusMultipleChoices {
		s.followed(t, c)
		s.reread(t, c)
	}
	return r
}

// conforms checks a reply against the document: its status, headers and body.
func (s *suite) conforms(t rapid.TB, req *http.Request, op *operation, r reply) {
	t.Helper()
	if r.status >= http.StatusInternalServerError {
		t.Errorf("%s: got %d %s, want no fault of the server", r.call, r.status, clip(string(r.raw)))
	}
	described := op.Responses.Status(r.status)
	if described == nil {
		t.Errorf("%s: got %d, which the document does not list: %s", r.call, r.status, clip(string(r.raw)))
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: req,
			Route:   &routers.Route{Spec: s.doc, Path: op.path, Operation: op.Operation},
		},
		Status: r.status, Header: r.header, Body: io.NopCloser(bytes.NewReader(r.raw)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if err := openapi3filter.ValidateResponse(req.Context(), input); err != nil {
		t.Errorf("%s: %d does not fit the document: %v\n%s", r.call, r.status, err, clip(string(r.raw)))
	}
	if len(described.Value.Content) == 0 && len(r.raw) > 0 {
		t.Errorf("%s: %d has a body, which the document does not describe: %s", r.call, r.status, clip(string(r.raw)))
	}
	wantKept(t, r)
	wantNotices(t, op, r)
	for _, name := range []string{"ETag", "Link", "Location", "X-Total-Count", "Retry-After", "WWW-Authenticate"} {
		if r.header.Get(name) != "" && described.Value.Headers[name] == nil {
			t.Errorf("%s: %d has %s, which the document does not describe", r.call, r.status, name)
		}
	}
}

// want ends the test unless the reply has the status.
func (r reply) want(t rapid.TB, status int) reply {
	t.Helper()
	if r.status != status {
		t.Fatalf("%s: got %d %s, want %d", r.call, r.status, clip(string(r.raw)), status)
	}
	return r
}

// row decodes an item.
func (r reply) row(t rapid.TB) row {
	t.Helper()
	v, ok := decode(t, r.raw).(row)
	if !ok {
		t.Fatalf("%s: got %s, want an object", r.call, clip(string(r.raw)))
	}
	return v
}

// rows decodes a list of items.
func (r reply) rows(t rapid.TB) []row {
	t.Helper()
	var rows []row
	dec := json.NewDecoder(bytes.NewReader(r.raw))
	dec.UseNumber()
	if err := dec.Decode(&rows); err != nil {
		t.Fatalf("%s: got %s, want a list: %v", r.call, clip(string(r.raw)), err)
	}
	for _, row := range rows {
		unsigned(row)
	}
	return rows
}

func encode(t rapid.TB, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encode %v: %v", v, err)
	}
	return raw
}

func decode(t rapid.TB, raw []byte) any {
	t.Helper()
	var v any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("decode %s: %v", clip(string(raw)), err)
	}
	return unsigned(v)
}

// unsigned returns a decoded value with 0 for every -0, because some databases keep the
// sign of zero and some do not.
func unsigned(v any) any {
	switch v := v.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil && f == 0 && strings.HasPrefix(v.String(), "-") {
			return json.Number(v.String()[1:])
		}
	case []any:
		for i := range v {
			v[i] = unsigned(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = unsigned(v[name])
		}
	}
	return v
}

// clip shortens long text.
func clip(s string) string {
	const most = 600
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
