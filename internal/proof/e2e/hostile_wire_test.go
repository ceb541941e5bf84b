package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// patience is how long a reply may take. It is longer than the time that the service gives
// a client to send its request.
const patience = 20 * time.Second

// wire sends raw bytes and returns the reply. With hangUp, the client then closes its
// side.
func (s *service) wire(t testing.TB, raw []byte, hangUp bool) (response, error) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	// The server may refuse a request before it has read all of it. Then the rest cannot
	// be written, and only the answer counts.
	sent := make(chan error, 1)
	go func() {
		_, err := conn.Write(raw)
		if hangUp && err == nil {
			err = conn.(*net.TCPConn).CloseWrite()
		}
		sent <- err
	}()
	method, _, _ := bytes.Cut(raw, []byte(" "))
	replies := bufio.NewReader(conn)
	res, err := http.ReadResponse(replies, &http.Request{Method: string(method)})
	for err == nil && res.StatusCode < http.StatusOK { // 100 Continue
		res, err = http.ReadResponse(replies, &http.Request{Method: string(method)})
	}
	if err != nil {
		return response{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil {
		_ = conn.SetDeadline(time.Now())
		<-sent //nolint:errcheck // what could not be sent was not wanted
	}
	return response{res.StatusCode, res.Header, body}, err
}

// request writes a request without any checks. It begins with the service's address and a
// token of ann, then come the lines as they are.
func request(t testing.TB, method, target, body string, lines ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n", method, target, annToken(t))
	for _, line := range lines {
		b.WriteString(line + "\r\n")
	}
	b.WriteString("\r\n" + body)
	return b.Bytes()
}

var annSigned string

func annToken(t testing.TB) string {
	t.Helper()
	if annSigned == "" {
		annSigned = token(t, "ann")
	}
	return annSigned
}

// refusal reports what is wrong with the reply to a request that may be refused: it must
// have a status below 500, and an error must be a problem document. It returns "" for a
// good reply.
func refusal(r response, method string) string {
	if r.Status >= http.StatusInternalServerError && r.Status != http.StatusNotImplemented &&
		r.Status != http.StatusHTTPVersionNotSupported {
		return fmt.Sprintf("status %d, want one below 500", r.Status)
	}
	if r.Header.Get("X-Request-Id") == "" {
		return "no X-Request-Id"
	}
	if r.Status < http.StatusBadRequest || method == http.MethodHead {
		return ""
	}
	if got, want := r.Header.Get("Content-Type"), "application/problem+json"; got != want {
		return fmt.Sprintf("Content-Type %q, want %q", got, want)
	}
	if !utf8.Valid(r.Body) {
		return "the body is not UTF-8"
	}
	var p problemBody
	if err := json.Unmarshal(r.Body, &p); err != nil {
		return err.Error()
	}
	if p.Type == "" || p.Title == "" || p.Detail == nil || *p.Detail == "" || p.Status != r.Status {
		return "it lacks type, title, detail or its own status"
	}
	for _, e := range p.Errors {
		if len(e.Loc) == 0 || e.Msg == "" || e.Type == "" {
			return fmt.Sprintf("a broken rule lacks loc, msg or type: %+v", e)
		}
	}
	if p.Status == http.StatusUnprocessableEntity && len(p.Errors) == 0 {
		return "422 names no broken rule"
	}
	return ""
}

// unharmed checks that the service still serves, and has logged no error.
func (s *service) unharmed(t testing.TB) {
	t.Helper()
	made := s.create(t, "survivor", map[string]any{"title": "still there"})
	res := s.do(t, call{Method: http.MethodGet, Path: tasks + "/" + made.ID, User: "survivor"})
	if got := as[task](t, res); res.Status != http.StatusOK || got.Title != made.Title {
		t.Errorf("read afterwards = %d %s, want 200 %q", res.Status, res.Body, made.Title)
	}
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, `"level":"ERROR"`) {
			t.Errorf("the log has a fault: %s", line)
		}
	}
}

// TestHostileWire sends what no HTTP client would send.
func TestHostileWire(t *testing.T) {
	s := start(t, sqliteURL(t))
	id := s.create(t, "ann", map[string]any{"title": "target"}).ID
	const body = `{"title":"wire"}`
	length := fmt.Sprintf("Content-Length: %d", len(body))
	const kind = "Content-Type: application/json"
	head := "POST " + tasks + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + annToken(t) + "\r\n" + kind + "\r\n"
	chunked := func(chunks string) []byte {
		return []byte(head + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
	}
	long := strings.Repeat("x", 100<<10)

	for _, tt := range []struct {
		name   string
		raw    []byte
		hangUp bool
		want   int // 0: no reply at all
	}{
		{"nothing", nil, true, 0},
		{"a broken method", []byte("\x00\x01\x02\r\n\r\n"), true, 400},
		{"a TLS greeting", []byte("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), true, 400},
		{"random bytes", bytes.Repeat([]byte("\xde\xad\xbe\xef\n"), 2000), true, 400},
		{"one endless line", []byte(long), true, 431},
		{"no version", []byte("GET /\r\n\r\n"), true, 400},
		{"version 0.9", []byte("GET / HTTP/0.9\r\n\r\n"), true, 505},
		{"version 1.0", []byte("GET /livez HTTP/1.0\r\n\r\n"), false, 200},
		{"version 3.0", []byte("GET / HTTP/3.0\r\nHost: x\r\n\r\n"), true, 505},
		{"HTTP/2 and then garbage", append([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), long...), true, 0},
		{"half of HTTP/2's greeting", []byte("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"), true, 404},
		{"no host", []byte("GET / HTTP/1.1\r\n\r\n"), true, 400},
		{"two hosts", []byte("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), true, 400},
		{"a broken host", []byte("GET / HTTP/1.1\r\nHost: a b\x01\r\n\r\n"), true, 400},
		{"a header without a colon", request(t, "GET", tasks, "", "nonsense"), true, 400},
		{"a header with NUL", request(t, "GET", tasks, "", "X-A: a\x00b"), true, 400},
		{"a folded header", request(t, "GET", tasks, "", "X-A: a", " b"), false, 200},
		{"a space before the colon", request(t, "GET", tasks, "", "X-A : a"), true, 400},
		{"a header of 100 KiB", request(t, "GET", tasks, "", "X-A: "+long), false, 431},
		{"a thousand headers", request(t, "GET", tasks, "", strings.Split(strings.Repeat("X-A: b\n", 1000)+"X-A: c", "\n")...), false, 200},
		{"a path of 100 KiB", request(t, "GET", tasks+"/"+long, ""), false, 431},
		{"a path of 20 KiB", request(t, "GET", tasks+"/"+long[:20<<10], ""), false, 422},
		{"a path with a space", request(t, "GET", tasks+"/a b", ""), true, 400},
		{"a path with a broken escape", request(t, "GET", tasks+"/%zz", ""), true, 400},
		{"a path of raw bytes", request(t, "GET", tasks+"/\xff\xfe", ""), false, 422},
		{"a whole URL as the path", request(t, "GET", "http://other.example"+tasks, ""), false, 200},
		{"CONNECT", request(t, "CONNECT", "other.example:443", ""), false, 404},
		{"an empty path", request(t, "GET", "?q=1", ""), true, 400},
		{"two lengths", request(t, "POST", tasks, body, kind, length, "Content-Length: 3"), true, 400},
		{"a negative length", request(t, "POST", tasks, body, kind, "Content-Length: -1"), true, 400},
		{"a length of 2^64", request(t, "POST", tasks, body, kind, "Content-Length: 18446744073709551616"), true, 400},
		{"a length of 2^62", request(t, "POST", tasks, body, kind, "Content-Length: 4611686018427387904"), false, 413},
		{"a length that is too great", request(t, "POST", tasks, body, kind, "Content-Length: 999"), true, 400},
		{"a length that is too small", request(t, "POST", tasks, body, kind, "Content-Length: 5"), false, 400},
		{"a length and chunks", request(t, "POST", tasks, "10\r\n"+body+"\r\n0\r\n\r\n", kind, "Content-Length: 3", "Transfer-Encoding: chunked"), false, 201},
		{"an unknown transfer encoding", request(t, "POST", tasks, body, kind, "Transfer-Encoding: gzip"), true, 501},
		{"chunks", chunked("8\r\n" + body[:8] + "\r\n8\r\n" + body[8:] + "\r\n0\r\n\r\n"), false, 201},
		{"chunks of one byte", chunked(byteChunks(body)), false, 201},
		{"a broken chunk", chunked("zz\r\n" + body + "\r\n0\r\n\r\n"), true, 400},
		{"a chunk without an end", chunked("10\r\n" + body), true, 400},
		{"endless chunks", chunked(strings.Repeat("1000\r\n"+long[:0x1000]+"\r\n", 60) + "0\r\n\r\n"), false, 413},
		{"a trailer", chunked("10\r\n" + body + "\r\n0\r\nAuthorization: Bearer x\r\n\r\n"), false, 201},
		{"a body on GET", request(t, "GET", tasks, body, kind, length), false, 200},
		{"a huge body on GET", request(t, "GET", tasks+"/"+id, long, kind, fmt.Sprintf("Content-Length: %d", len(long))), false, 200},
		{"a body on HEAD", request(t, "HEAD", tasks, body, kind, length), false, 200},
		{"a body on OPTIONS", request(t, "OPTIONS", tasks, body, kind, length), false, 204},
		{"a body on DELETE", request(t, "DELETE", tasks+"/"+id, body, kind, length), false, 204},
		{"100-continue", request(t, "POST", tasks, body, kind, length, "Expect: 100-continue"), false, 201},
		{"another expectation", request(t, "POST", tasks, body, kind, length, "Expect: 200-maybe"), false, 417},
		{"another expectation of HEAD", request(t, "HEAD", tasks, "", "Expect: 200-maybe"), false, 417},
		{"two tokens", request(t, "GET", tasks, "", "Authorization: Bearer x"), false, 401},
		{"a token in latin-1", []byte("GET " + tasks + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer \xe9\xff\r\n\r\n"), false, 401},
		{"an upgrade", request(t, "GET", tasks, "", "Upgrade: websocket", "Connection: Upgrade"), false, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := s.wire(t, tt.raw, tt.hangUp)
			if tt.want == 0 && err == nil || tt.want != 0 && err != nil || got.Status != tt.want {
				t.Fatalf("reply = %d %s, %v, want %d", got.Status, got.Body, err, tt.want)
			}
			method, _, _ := strings.Cut(string(tt.raw), " ")
			if wrong := refusal(got, method); err == nil && wrong != "" {
				t.Errorf("reply = %d %s %s: %s", got.Status, got.Header, got.Body, wrong)
			}
		})
	}
	// net/http answers these itself, before any handler: an empty body, no id.
	got, err := s.wire(t, []byte("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), false)
	if err != nil || got.Status != http.StatusOK || len(got.Body) > 0 {
		t.Errorf("OPTIONS * = %d %q, %v, want 200 without a body", got.Status, got.Body, err)
	}
	s.unharmed(t)
}

func byteChunks(body string) string {
	var b strings.Builder
	for _, c := range []byte(body) {
		fmt.Fprintf(&b, "1\r\n%c\r\n", c)
	}
	return b.String() + "0\r\n\r\n"
}

// leave sends a request and closes the connection after a while.
func (s *service) leave(t testing.TB, raw []byte, after time.Duration) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(raw); err != nil {
		t.Error(err)
	}
	time.Sleep(after)
}
