package e2e

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"testing"
)

// TestCompression asks for gzip and gets it for large bodies, but never for one task: its
// ETag, which If-Match repeats, stands for the same bytes whoever asks.
func TestCompression(t *testing.T) {
	s := start(t, sqliteURL(t))
	rows := s.createMany(t, "ann", slices.Repeat([]string{"Buy milk"}, 30)...)
	one := taskPath(rows[0].ID)
	for path, want := range map[string]string{
		tasks + "?limit=30": "gzip", tasks + "?limit=3": "", one: "", "/openapi.json": "gzip", "/health": "",
	} {
		plain := s.do(t, call{Method: "GET", Path: path, User: "ann", Header: map[string]string{"Accept-Encoding": "identity"}})
		got := s.zipped(t, path, want)
		if !bytes.Equal(got.Body, plain.Body) || got.Status != plain.Status {
			t.Errorf("%s = %d %s, want %d %s", path, got.Status, got.Body, plain.Status, plain.Body)
		}
		for _, name := range []string{"Vary", "ETag", "Content-Type", "Link"} {
			if got, want := got.Header.Get(name), plain.Header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q as without gzip", path, name, got, want)
			}
		}
	}
	tag := s.zipped(t, one, "").Header.Get("ETag")
	if r := s.do(t, call{Method: "PATCH", Path: one + "/toggle", User: "ann", Header: map[string]string{"If-Match": tag}}); r.Status != http.StatusOK {
		t.Errorf("toggle if it matches %s = %d %s, want 200", tag, r.Status, r.Body)
	}
}

// zipped gets a path as a client that accepts gzip, and decompresses the reply.
func (s *service) zipped(t *testing.T, path, want string) response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token(t, "ann"))
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if got := res.Header.Get("Content-Encoding"); got != want {
		t.Errorf("%s: Content-Encoding = %q, want %q", path, got, want)
	}
	body := io.Reader(res.Body)
	if want == "gzip" {
		if body, err = gzip.NewReader(body); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return response{res.StatusCode, res.Header, text}
}
