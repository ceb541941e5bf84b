package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/entask/entask/internal/proof/harness"
)

// listen serves a handler on a port, by both versions of HTTP, as package server does.
func listen(t *testing.T, handler http.Handler) *httptest.Server {
	t.Helper()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = harness.Begin(w, r)
		if r.Method == http.MethodHead {
			r.Method = http.MethodGet
		}
		handler.ServeHTTP(w, r)
	}))
	srv.Config.Protocols = protocols(true)
	srv.Config.Protocols.SetHTTP1(true)
	srv.Start()
	t.Cleanup(srv.Close)
	return srv
}

func protocols(http2 bool) *http.Protocols {
	var p http.Protocols
	p.SetHTTP1(!http2)
	p.SetUnencryptedHTTP2(http2)
	return &p
}

func client(t *testing.T, http2 bool) *http.Client {
	t.Helper()
	transport := &http.Transport{Protocols: protocols(http2), MaxIdleConnsPerHost: 20}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// answer is what a client got, to the end.
type answer struct {
	status int
	length int64 // as Content-Length has it
	body   string
}

func call(ctx context.Context, c *http.Client, user, method, url, body string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+user)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.ContentLength, string(raw)}, err
}

// TestManyReplies: of many users who write and read at once, each gets replies with what
// is their own and nothing else, though all are written in the same memory; while
// some go away before they have read theirs.
func TestManyReplies(t *testing.T) {
	handler, _ := newBulk(t, harness.SQLite)
	base := listen(t, handler).URL + "/api/labels"
	for i, http2 := range []bool{false, true} {
		c := client(t, http2)
		var wg sync.WaitGroup
		for n := range 12 {
			user := fmt.Sprintf("user-%d-%d", i, n)
			wg.Go(func() { check(t, c, base, user, 1+n*8) })
		}
		wg.Wait()
	}
}

func check(t *testing.T, c *http.Client, base, user string, many int) {
	names := make([]string, many)
	for i := range names {
		names[i] = fmt.Sprintf(`{"name": "%s of %s"}`, strings.Repeat("x", i%20), user+strconv.Itoa(i))
	}
	made, err := call(t.Context(), c, user, http.MethodPost, base+"/batch", "["+strings.Join(names, ", ")+"]")
	if err != nil || made.status != http.StatusCreated {
		t.Errorf("%s: create: %v %s", user, err, made.body)
		return
	}
	want := own(t, user, made.body, many)
	for range 10 {
		ctx, cancel := context.WithCancel(t.Context())
		cancelled := make(chan struct{})
		go func() { cancel(); close(cancelled) }()
		if _, err := call(ctx, c, user, http.MethodGet, base+"?limit=100", ""); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", user, err)
		}
		<-cancelled
		list, err := call(t.Context(), c, user, http.MethodGet, base+"?limit=100&sort=created_at", "")
		if err != nil {
			t.Errorf("%s: list: %v", user, err)
		}
		own(t, user, list.body, many)
		one, err := call(t.Context(), c, user, http.MethodGet, base+"/"+want[0], "")
		if err != nil {
			t.Errorf("%s: read: %v", user, err)
		}
		own(t, user, "["+one.body+"]", 1)
	}
}

// own returns the ids of a reply's labels, all of which are the user's.
func own(t *testing.T, user, body string, many int) (ids []string) {
	var labels []struct {
		ID     string
		UserID string `json:"user_id"`
		Name   string
	}
	if err := json.Unmarshal([]byte(body), &labels); err != nil || len(labels) != many {
		t.Errorf("%s: got %d, %v, want %d: %s", user, len(labels), err, many, body)
		return make([]string, 1)
	}
	for _, l := range labels {
		if l.UserID != user || !strings.Contains(l.Name, " of "+user) {
			t.Errorf("%s: got %+v, which is not the user's", user, l)
		}
		ids = append(ids, l.ID)
	}
	return ids
}

// TestContentLength: a body is not sent in chunks, however long it is, and HEAD says
// what GET does.
func TestContentLength(t *testing.T) {
	handler, _ := newBulk(t, harness.SQLite)
	base := listen(t, handler).URL + "/api/labels"
	for _, http2 := range []bool{false, true} {
		c := client(t, http2)
		for _, many := range []int{1, 40} {
			user := fmt.Sprintf("ann-%t-%d", http2, many)
			check(t, c, base, user, many)
			get, err := call(t.Context(), c, user, http.MethodGet, base, "")
			if err != nil || get.length != int64(len(get.body)) || many > 1 && len(get.body) < 4096 {
				t.Errorf("%s: GET got %d bytes, Content-Length %d, %v", user, len(get.body), get.length, err)
			}
			head, err := call(t.Context(), c, user, http.MethodHead, base, "")
			if err != nil || head.length != get.length || head.body != "" {
				t.Errorf("%s: HEAD got %q, Content-Length %d, %v, want %d", user, head.body, head.length, err, get.length)
			}
		}
	}
}

// TestReplayed: a repetition is answered with the same bytes, of any text.
func TestReplayed(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		handler, _ := newBulk(t, url)
		first := harness.Send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "a <b> & \"c\" \u2028"}`, "Idempotency-Key", "k")
		again := harness.Send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "a <b> & \"c\" \u2028"}`, "Idempotency-Key", "k")
		if again.Code != http.StatusCreated || again.Body.String() != first.Body.String() || !strings.Contains(first.Body.String(), `"a <b> & \"c\" `+"\u2028") {
			t.Errorf("got %d %s, want %s", again.Code, again.Body, first.Body)
		}
		for _, name := range []string{"ETag", "Location", "Content-Type"} {
			if got, want := again.Header().Get(name), first.Header().Get(name); got != want || want == "" {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
	})
}

// broken is a ResponseWriter that reads on what it could not write, as HTTP/2 does.
type broken struct {
	*httptest.ResponseRecorder
	kept [][]byte
}

func (w *broken) Write(p []byte) (int, error) {
	w.kept = append(w.kept, p)
	return 0, errors.New("the client went away")
}

func TestFailedWrite(t *testing.T) {
	handler, _ := newBulk(t, harness.SQLite)
	path := harness.Send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "the first"}`).Header().Get("Location")
	for range 5 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Header.Set("Authorization", "Bearer ann")
		w := &broken{ResponseRecorder: httptest.NewRecorder()}
		handler.ServeHTTP(w, harness.Begin(w, r))
		before := string(w.kept[0])
		harness.Send(t, handler, "bob", http.MethodPost, "/api/labels", `{"name": "the second"}`, "Idempotency-Key", "k")
		if got := string(w.kept[0]); got != before {
			t.Errorf("got %s, want %s", got, before)
		}
	}
}
