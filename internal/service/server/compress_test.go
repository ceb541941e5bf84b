package server_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/server"
)

// answers is an API that answers all requests alike.
func answers(status int, body []byte, header ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for _, line := range header {
			name, value, _ := strings.Cut(line, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
}

func unzip(t testing.TB, body string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAcceptEncoding(t *testing.T) {
	body := list(20)
	s := start(t, server.Options{API: answers(http.StatusOK, body)})
	for _, tc := range []struct {
		accept string // lines, separated by |
		want   string
	}{
		{"gzip", "gzip"},
		{"GZip", "gzip"},
		{"x-gzip", "gzip"},
		{"gzip, deflate, br, zstd", "gzip"},
		{"br|gzip", "gzip"},
		{" , gzip ,, ", "gzip"},
		{"gzip;q=0.001", "gzip"},
		{"gzip ; Q=1.000", "gzip"},
		{"gzip;q=0.5, identity;q=0.5", "gzip"},
		{"identity;q=0, gzip;q=0.1", "gzip"},
		{"*", "gzip"},
		{"identity;q=0, *", "gzip"},
		{"*;q=0, gzip", "gzip"},
		{"br, *;q=0.5", "gzip"},

		{"", ""},
		{"identity", ""},
		{"identity;q=0", ""}, // then nothing is right
		{"br, deflate", ""},
		{"gzip;q=0", ""},
		{"gzip;q=0.000", ""},
		{"gzip;q=0|*", ""},
		{"*;q=0", ""},
		{"*, gzip;q=0.5", ""}, // * stands for identity too
		{"gzip;q=0.4, identity;q=0.5", ""},
		{"gzipped", ""},

		{"gzip;", ""},
		{"gzip;q", ""},
		{"gzip;q=", ""},
		{"gzip;q=x", ""},
		{"gzip;q=2", ""},
		{"gzip;q=10", ""},
		{"gzip;q=1.001", ""},
		{"gzip;q=0.1234", ""},
		{"gzip;q=+.5", ""},
		{"gzip;q=-1", ""},
		{"gzip;level=1", ""},
		{"gzip;q=1;q=1", ""},
		{"gzip, ;q=1", ""},
		{"gzip, a b", ""},
		{"gzip|\xff", ""},
	} {
		t.Run(tc.accept, func(t *testing.T) {
			var header []string
			for line := range strings.SplitSeq(tc.accept, "|") {
				header = append(header, "Accept-Encoding: "+line)
			}
			got := s.do(t, http.MethodGet, "/api/x", nil, header...)
			wantHeader(t, got, "Content-Encoding", tc.want)
			wantHeader(t, got, "Vary", "Accept-Encoding")
			text := got.body
			if tc.want != "" {
				text = unzip(t, got.body)
			}
			if text != string(body) {
				t.Errorf("got %d bytes, want the %d that were sent", len(text), len(body))
			}
		})
	}
}

// Go's own client asks for gzip and undoes it.
func TestCompressedForAClient(t *testing.T) {
	for _, n := range []int{7, 20, 100, 1000} {
		body := list(n)
		s := start(t, server.Options{API: answers(http.StatusCreated, body, "Content-Length: "+strconv.Itoa(len(body)))})
		got := s.do(t, http.MethodGet, "/api/x", nil)
		if got.StatusCode != http.StatusCreated || !got.Uncompressed || got.body != string(body) {
			t.Errorf("%d tasks: got %d, compressed %t, %d bytes, want 201, true, %d", n, got.StatusCode, got.Uncompressed, len(got.body), len(body))
		}
		if sent := s.log.line(t, got.Header.Get("X-Request-Id"))["bytes"].(float64); sent > float64(len(body))/2 {
			t.Errorf("%d tasks: %.0f of %d bytes were sent, want less than half", n, sent, len(body))
		}
		plain := s.do(t, http.MethodGet, "/api/x", nil, "Accept-Encoding: identity")
		if plain.ContentLength != int64(len(body)) || plain.body != string(body) {
			t.Errorf("%d tasks as they are: got %d bytes, announced as %d, want %d", n, len(plain.body), plain.ContentLength, len(body))
		}
	}
}

func TestLeftAsItIs(t *testing.T) {
	body := list(20)
	for _, tc := range []struct {
		name   string
		status int
		body   []byte
		header []string
		want   string // Content-Encoding
	}{
		{"enough", 200, body[:2048], nil, "gzip"},
		{"too little", 200, body[:2047], nil, ""},
		{"a strong tag", 200, body, []string{`ETag: "7"`}, ""},
		{"a weak tag", 200, body, []string{`ETag: W/"7"`}, "gzip"},
		{"encoded already", 200, body, []string{"Content-Encoding: br"}, "br"},
		{"a part", 206, body, []string{"Content-Range: bytes 0-7000/9999"}, ""},
		{"a picture", 200, body, []string{"Content-Type: image/png"}, ""},
		{"a text", 200, body, []string{"Content-Type: text/csv"}, "gzip"},
		{"a problem", 422, body, []string{"Content-Type: application/problem+json"}, "gzip"},
		{"no content", 204, nil, nil, ""},
		{"not modified", 304, nil, []string{`ETag: W/"7"`}, ""},
		{"nothing", 200, nil, nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, server.Options{API: answers(tc.status, tc.body, tc.header...), CORS: server.CORS{Origins: []string{origin}}})
			plain := s.do(t, http.MethodGet, "/api/x", nil, "Accept-Encoding: identity")
			got := s.do(t, http.MethodGet, "/api/x", nil, "Accept-Encoding: gzip")
			wantHeader(t, got, "Content-Encoding", tc.want)
			if tc.want == "gzip" {
				got.body = unzip(t, got.body)
			} else {
				wantHeader(t, got, "Content-Length", plain.Header.Get("Content-Length"))
			}
			for _, got := range []answer{plain, got} {
				if got.StatusCode != tc.status || got.body != string(tc.body) {
					t.Errorf("got %d and %d bytes, want %d and %d", got.StatusCode, len(got.body), tc.status, len(tc.body))
				}
				vary := "Origin, Accept-Encoding"
				if got.Header.Get("ETag") != "" {
					vary += ", Authorization"
				}
				wantHeader(t, got, "Vary", vary)
				wantHeader(t, got, "ETag", plain.Header.Get("ETag"))
			}
		})
	}
}

// HEAD says what GET says, and no length where GET may say another.
func TestCompressedHead(t *testing.T) {
	for _, n := range []int{1, 7, 20, 100} {
		s := start(t, server.Options{API: answers(http.StatusOK, list(n))})
		for _, accept := range []string{"gzip", "identity"} {
			get, head := s.do(t, http.MethodGet, "/api/x", nil, "Accept-Encoding: "+accept), s.do(t, http.MethodHead, "/api/x", nil, "Accept-Encoding: "+accept)
			for _, name := range []string{"Content-Encoding", "Content-Type", "Vary"} {
				wantHeader(t, head, name, get.Header.Get(name))
			}
			if length := head.Header.Get("Content-Length"); head.body != "" || length != "" && length != strconv.Itoa(len(get.body)) {
				t.Errorf("%d tasks, %s: HEAD has %d bytes and a length of %q, GET %d bytes", n, accept, len(head.body), length, len(get.body))
			}
		}
	}
}

func TestCompressedPages(t *testing.T) {
	document := list(100)
	s := start(t, server.Options{Document: document})
	got := s.do(t, http.MethodGet, "/openapi.json", nil, "Accept-Encoding: gzip")
	wantHeader(t, got, "Content-Encoding", "gzip")
	if unzip(t, got.body) != string(document) {
		t.Error("got another document")
	}
	known := s.do(t, http.MethodGet, "/openapi.json", nil, "Accept-Encoding: gzip", "If-None-Match: "+got.Header.Get("ETag"))
	wantHeader(t, known, "Vary", "Accept-Encoding")
	if known.StatusCode != http.StatusNotModified {
		t.Errorf("got %d, want 304", known.StatusCode)
	}
	page := s.do(t, http.MethodGet, "/docs", nil, "Accept-Encoding: gzip")
	wantHeader(t, page, "Content-Encoding", "gzip")

	// The assets are compressed in the binary already.
	plain := s.do(t, http.MethodGet, "/docs/swagger-ui.css", nil, "Accept-Encoding: gzip;q=0")
	wantHeader(t, plain, "Content-Encoding", "")
	for _, accept := range []string{"gzip", "*"} {
		zipped := s.do(t, http.MethodGet, "/docs/swagger-ui.css", nil, "Accept-Encoding: "+accept)
		wantHeader(t, zipped, "Content-Encoding", "gzip")
		if unzip(t, zipped.body) != plain.body || len(plain.body) < 100<<10 {
			t.Errorf("%s: got another style sheet than the %d bytes without gzip", accept, len(plain.body))
		}
	}
}
