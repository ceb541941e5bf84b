package e2e

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// sendChunked sends a body whose length is not announced, over a version of HTTP.
func (s *service) sendChunked(t *testing.T, version int, c call) response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), c.Method, s.URL+c.Path, io.NopCloser(strings.NewReader(c.Body.(string))))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token(t, c.User))
	for name, value := range c.Header {
		req.Header.Set(name, value)
	}
	sender := newKeeper(version)
	defer sender.CloseIdleConnections()
	res, err := sender.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.ProtoMajor != version {
		t.Fatalf("%s %v", res.Proto, err)
	}
	r := response{res.StatusCode, res.Header, raw}
	conforms(t, req, r)
	return r
}

// TestEmptyChunkedBody: an empty chunked body is no body, as with Content-Length: 0, of
// any content type.
func TestEmptyChunkedBody(t *testing.T) {
	s := start(t, sqliteURL(t))
	for _, version := range []int{1, 2} {
		for _, kind := range []string{"", "application/json", "text/plain", "application/merge-patch+json"} {
			t.Run(fmt.Sprintf("HTTP/%d %s", version, kind), func(t *testing.T) {
				header := map[string]string{}
				if kind != "" {
					header["Content-Type"] = kind
				}
				made := s.create(t, "ann", map[string]any{"title": "t"})
				r := s.sendChunked(t, version, call{Method: "PATCH", Path: taskPath(made.ID) + "/toggle", User: "ann", Body: "", Header: header})
				if r.Status != http.StatusOK || !as[task](t, r).Completed {
					t.Errorf("toggle = %d %s, want 200, completed", r.Status, r.Body)
				}
				for name, r := range map[string]response{
					"chunked":             s.sendChunked(t, version, call{Method: "POST", Path: tasks, User: "ann", Body: "", Header: header}),
					"with Content-Length": s.do(t, call{Method: "POST", Path: tasks, User: "ann", Header: header}),
				} {
					if p := wantProblem(t, r, http.StatusBadRequest); text(p.Detail) != "The body is not JSON: it is empty" {
						t.Errorf("create %s: detail = %q, want that it is empty", name, text(p.Detail))
					}
				}
			})
		}
		r := s.sendChunked(t, version, call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`, Header: map[string]string{"Content-Type": "application/json"}})
		if r.Status != http.StatusCreated {
			t.Errorf("a body in chunks = %d %s, want 201", r.Status, r.Body)
		}
		plain := s.sendChunked(t, version, call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`, Header: map[string]string{"Content-Type": "text/plain"}})
		wantProblem(t, plain, http.StatusUnsupportedMediaType)
	}
}

// TestContentEncoding: an encoded body is refused whatever it contains, and the answer says
// what is accepted (RFC 9110, section 15.5.16).
func TestContentEncoding(t *testing.T) {
	s := start(t, sqliteURL(t))
	made := s.create(t, "ann", map[string]any{"title": "t"})
	const body = `{"title": "u"}`
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = io.WriteString(w, body)
	_ = w.Close()
	for _, c := range []struct {
		name, encoding string
		body           any
		want           int
	}{
		{"gzip", "gzip", zipped.Bytes(), 415},
		{"br that is none", "br", body, 415},
		{"a list", "identity, gzip", body, 415},
		{"unknown", "none", body, 415},
		{"identity", "identity", body, 200},
		{"identity in capitals", "IDENTITY", body, 200},
		{"nothing", "", body, 200},
		{"no body", "gzip", "", 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := s.do(t, call{Method: "PUT", Path: taskPath(made.ID), User: "ann", Body: c.body, Header: map[string]string{"Content-Encoding": c.encoding}})
			if r.Status != c.want {
				t.Fatalf("%d %s, want %d", r.Status, r.Body, c.want)
			}
			if c.want != http.StatusUnsupportedMediaType {
				return
			}
			const detail = "The body must not be encoded: Content-Encoding can only be identity"
			if p := wantProblem(t, r, c.want); text(p.Detail) != detail || r.Header.Get("Accept-Encoding") != "identity" {
				t.Errorf("%q, Accept-Encoding %q, want %q and identity", text(p.Detail), r.Header.Get("Accept-Encoding"), detail)
			}
		})
	}
	r := s.do(t, call{Method: "PATCH", Path: taskPath(made.ID) + "/toggle", User: "ann", Header: map[string]string{"Content-Encoding": "gzip"}})
	if r.Status != http.StatusOK {
		t.Errorf("no body, encoded = %d %s, want 200", r.Status, r.Body)
	}
	r = s.do(t, call{Method: "PUT", Path: taskPath(made.ID), Body: zipped.Bytes(), Header: map[string]string{"Content-Encoding": "gzip"}})
	wantProblem(t, r, http.StatusUnauthorized)
}

// bodyLimit returns the limit of an operation's body, from the refusal of a larger one.
func (s *service) bodyLimit(t testing.TB, method, path string) int {
	t.Helper()
	r, err := s.wire(t, request(t, method, path, "", "Content-Type: application/json", "Content-Length: 1099511627776"), false)
	var p problemBody
	if err != nil || r.Status != http.StatusRequestEntityTooLarge || json.Unmarshal(r.Body, &p) != nil {
		t.Fatalf("%s %s of a terabyte = %d %s, %v, want 413", method, path, r.Status, r.Body, err)
	}
	var n int
	if _, err := fmt.Sscanf(text(p.Detail), "The body is too large: at most %d bytes", &n); err != nil {
		t.Fatalf("detail = %q: %v", text(p.Detail), err)
	}
	return n
}

// TestBodyLimit: every body that the document allows is accepted, in any notation, and a
// byte above the limit is refused, with and without Content-Length.
func TestBodyLimit(t *testing.T) {
	s := start(t, sqliteURL(t))
	full := func(escaped string) string {
		return `{"title": "` + strings.Repeat(escaped, 255) + `", "description": "` + strings.Repeat(escaped, 10_000) + `", "due_date": "2026-03-08T17:00:00.000000Z"}`
	}
	anns := taskPath(s.create(t, "ann", map[string]any{"title": "t"}).ID)
	for _, op := range []struct {
		method, path, open, close string
		status                    int
	}{
		{"POST", tasks, "", "", 201},
		{"PUT", anns, "", "", 200},
		{"PATCH", anns, "", "", 200},
		{"POST", batch, "[", "]", 201},
	} {
		for name, escaped := range map[string]string{"emoji": `\ud83d\ude00`, "letters": `\u0041`, "raw emoji": "😀"} {
			r := s.do(t, call{Method: op.method, Path: op.path, User: "ann", Body: op.open + full(escaped) + op.close})
			if r.Status != op.status {
				t.Errorf("%s %s of the longest texts as %s = %d %s, want %d", op.method, op.path, name, r.Status, r.Body, op.status)
			}
		}
		limit := s.bodyLimit(t, op.method, op.path)
		for over, status := range map[int]int{0: op.status, 1: http.StatusRequestEntityTooLarge} {
			body := op.open + `{"title": "t"}` + op.close
			body += strings.Repeat(" ", limit+over-len(body))
			c := call{Method: op.method, Path: op.path, User: "ann", Body: body, Header: map[string]string{"Content-Type": "application/json"}}
			for how, r := range map[string]response{"announced": s.do(t, c), "chunked": s.sendChunked(t, 1, c), "over HTTP/2": s.sendChunked(t, 2, c)} {
				if r.Status != status {
					t.Errorf("%s %s of %d bytes, %s = %d %s, want %d", op.method, op.path, len(body), how, r.Status, r.Body, status)
				}
				if want := fmt.Sprintf("The body is too large: at most %d bytes", limit); over > 0 && text(wantProblem(t, r, status).Detail) != want {
					t.Errorf("%s %s, %s: %s, want %q", op.method, op.path, how, r.Body, want)
				}
			}
		}
	}
	if toggle := s.bodyLimit(t, "PATCH", anns+"/toggle"); toggle != 64<<10 {
		t.Errorf("a toggle takes %d bytes, want the 64 KiB that are set", toggle)
	}
	two := `[` + full(`\ud83d\ude00`) + `,` + full(`\ud83d\ude00`) + `]`
	wantProblem(t, s.do(t, call{Method: "POST", Path: batch, User: "ann", Body: two}), http.StatusRequestEntityTooLarge)
}

// TestBodyLimitThatIsSet: a setting above what the document needs applies to all
// operations.
func TestBodyLimitThatIsSet(t *testing.T) {
	s := start(t, sqliteURL(t), "HTTP_BODY_LIMIT=9MiB")
	for method, path := range map[string]string{"POST": tasks, "PUT": taskPath(unknownID)} {
		if got := s.bodyLimit(t, method, path); got != 9<<20 {
			t.Errorf("%s %s takes %d bytes, want 9 MiB", method, path, got)
		}
	}
}
