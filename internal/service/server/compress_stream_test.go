package server_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/server"
)

// pieces is an API that writes a list row by row out of memory that it writes into
// again, and flushes after so many rows.
func pieces(rows [][]byte, flush int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		var row []byte
		for i := range rows {
			row = append(row[:0], rows[i]...)
			if n, err := w.Write(row); n != len(row) || err != nil {
				return
			}
			clear(row)
			if flush > 0 && (i+1)%flush == 0 && http.NewResponseController(w).Flush() != nil {
				return
			}
		}
	})
}

func TestCompressedStream(t *testing.T) {
	rows := bytes.SplitAfter(bytes.ReplaceAll(list(1000), []byte("},{"), []byte("}\n{")), []byte("\n"))
	all := string(bytes.Join(rows, nil))
	for _, tc := range []struct {
		name  string
		flush int
		want  string
	}{
		{"at its end", 0, "gzip"}, {"every 100 rows", 100, "gzip"}, {"each row", 1, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, server.Options{API: pieces(rows, tc.flush)})
			var clients sync.WaitGroup
			for _, client := range []*http.Client{noRedirect, overHTTP2(t)} {
				for range 4 {
					clients.Go(func() {
						if left, err := ask(t, client, s.url); err == nil {
							_ = left.Body.Close() // in the middle
						}
						wantStream(t, client, s.url, tc.want, all)
					})
				}
			}
			clients.Wait()
		})
	}
}

func wantStream(t *testing.T, client *http.Client, url, encoding, want string) {
	got, err := ask(t, client, url)
	if err != nil {
		t.Error(err)
		return
	}
	defer got.Body.Close()
	wantHeader(t, answer{Response: got}, "Content-Encoding", encoding)
	sent := &counter{Reader: got.Body}
	body := io.Reader(sent)
	if encoding == "gzip" {
		if body, err = gzip.NewReader(sent); err != nil {
			t.Error(err)
			return
		}
	}
	text, err := io.ReadAll(body)
	if err != nil || string(text) != want {
		t.Errorf("got %d bytes, %v, want the %d that were written", len(text), err, len(want))
	}
	if encoding == "gzip" && sent.n > len(want)/2 {
		t.Errorf("%d of %d bytes were sent, want less than half", sent.n, len(want))
	}
}

// counter counts what is read.
type counter struct {
	io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

func overHTTP2(t testing.TB) *http.Client {
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: noRedirect.Timeout}
}

// ask returns an answer whose body is still to be read, and to be closed.
func ask(t testing.TB, client *http.Client, url string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/x", nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	return client.Do(r)
}

// What is flushed arrives, however little it is.
func TestFlushedArrives(t *testing.T) {
	for _, n := range []int{0, 1, 20} {
		goOn := make(chan struct{})
		s := start(t, server.Options{API: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if n > 0 {
				_, _ = w.Write(list(n))
			}
			_ = http.NewResponseController(w).Flush()
			<-goOn
			_, _ = w.Write(list(100))
		})})
		got, err := ask(t, noRedirect, s.url)
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = got.Body
		if got.Header.Get("Content-Encoding") == "gzip" {
			if body, err = gzip.NewReader(got.Body); err != nil {
				t.Fatal(err)
			}
		}
		begin := list(n)
		if n == 0 {
			begin = nil
		}
		first := make([]byte, len(begin))
		if _, err := io.ReadFull(body, first); err != nil || !bytes.Equal(first, begin) {
			t.Errorf("%d tasks: got %q, %v", n, first, err)
		}
		close(goOn)
		if rest, err := io.ReadAll(body); err != nil || !bytes.Equal(rest, list(100)) {
			t.Errorf("%d tasks: then got %d bytes, %v", n, len(rest), err)
		}
		_ = got.Body.Close()
	}
}

// A panic is a 500 as long as nothing is out, and no whole body after that.
func TestCompressedPanic(t *testing.T) {
	for n, want := range map[int]int{1: http.StatusInternalServerError, 100: http.StatusOK} {
		s := start(t, server.Options{API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answers(http.StatusOK, list(n)).ServeHTTP(w, r)
			_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute)) // reaches net/http
			if n == 100 {
				_ = http.NewResponseController(w).Flush()
			}
			panic("no more")
		})})
		got, err := ask(t, noRedirect, s.url)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.ReadAll(got.Body)
		_ = got.Body.Close()
		if got.StatusCode != want || (err == nil) != (n == 1) || n == 1 && got.Header.Get("Content-Encoding") != "" {
			t.Errorf("%d tasks: got %d, %v", n, got.StatusCode, err)
		}
	}
}
