package server_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/server"
)

func TestPanic(t *testing.T) {
	s := start(t, server.Options{API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"7"`)
		switch r.URL.Path {
		case "/api/late":
			_, _ = io.WriteString(w, strings.Repeat("half an answer", 1000))
		case "/api/abort":
			panic(http.ErrAbortHandler)
		}
		panic("secret of ours")
	})})
	got := s.do(t, http.MethodGet, "/api/early", nil, "X-Request-Id: early")
	wantProblem(t, got, http.StatusInternalServerError, "Internal server error")
	wantHeader(t, got, "ETag", "")
	line := s.log.line(t, "early")
	stack, _ := line["stack"].(string)
	if line["level"] != "ERROR" || line["error"] != "panic: secret of ours" || !strings.Contains(stack, "refuse_test.go") {
		t.Errorf("logged %v", line)
	}
	for _, path := range []string{"/api/late", "/api/abort"} {
		resp, err := http.Get(s.url + path)
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: an answer that broke off looks whole", path)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	s := start(t, server.Options{BodyLimit: 8})
	if got := s.do(t, http.MethodPost, "/api/x", strings.NewReader("12345678")); got.StatusCode != http.StatusOK {
		t.Errorf("at the limit: got %d", got.StatusCode)
	}
	for name, body := range map[string]io.Reader{
		"with a length": strings.NewReader("123456789"),
		"chunked":       io.MultiReader(strings.NewReader("123456789")),
	} {
		got := s.do(t, http.MethodPost, "/api/x", body)
		if got.StatusCode != http.StatusRequestEntityTooLarge || !got.Close {
			t.Errorf("%s: got %d and close %v, want 413 and the connection closed", name, got.StatusCode, got.Close)
		}
	}
}

// What net/http refuses before any handler sees it.
func TestUnreadable(t *testing.T) {
	s := start(t, server.Options{})
	for _, tc := range []struct {
		name, raw string
		status    int
		detail    string
	}{
		{"a large header", "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 40<<10) + "\r\n\r\n", 431, "The header of the request is larger than 32768 bytes"},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400, "missing required Host header"},
		{"no HTTP", "hello, is anybody there?\r\n\r\n", 400, "Bad Request"},
		{"another version", "GET / HTTP/3.7\r\nHost: x\r\n\r\n", 505, "unsupported protocol version"},
		{"an unknown expectation", "POST / HTTP/1.1\r\nHost: x\r\nExpect: bogus\r\nContent-Length: 2\r\n\r\nhi", 417, "Of expectations, only 100-continue can be met"},
		{"an unknown expectation of HTTP/1.0", "GET / HTTP/1.0\r\nExpect: 200-maybe\r\n\r\n", 417, "Of expectations, only 100-continue can be met"},
		{"an unknown transfer coding", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", 501, "Not Implemented"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := s.raw(t, tc.raw)
			wantProblem(t, got, tc.status, tc.detail)
			if line := s.log.line(t, got.Header.Get("X-Request-Id")); line["status"] != float64(tc.status) {
				t.Errorf("logged %v", line)
			}
		})
	}
}

// A handler's own text that looks like such a refusal is left alone.
func TestReadableIsLeftAlone(t *testing.T) {
	const text = "HTTP/1.1 431 x\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nx"
	s := start(t, server.Options{API: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusTeapot)
		_ = http.NewResponseController(w).Flush()
		_, _ = io.WriteString(w, text)
	})})
	if got := s.do(t, http.MethodGet, "/api/x", nil); got.StatusCode != http.StatusTeapot || got.body != text {
		t.Errorf("got %d %s", got.StatusCode, got.body)
	}
}

func (s *service) raw(t testing.TB, text string) answer {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp, string(body)}
}
