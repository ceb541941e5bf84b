package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/proxy"
)

// defect is a faulty layer between the clients and a service. Send passes the request on
// each time it is called.
type defect func(w http.ResponseWriter, r *http.Request, send func() answer)

// front puts a defect in front of a service.
func front(t *testing.T, s *stand, d defect) {
	t.Helper()
	service := s.url
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		d(w, r, func() answer {
			a, err := forward(r, s.http, service, body)
			if err != nil {
				t.Error(err)
			}
			return a
		})
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
}

func forward(r *http.Request, by *http.Client, service string, body []byte) (answer, error) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, service+r.RequestURI, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if out.Header = r.Header; len(body) == 0 {
		out.Body = http.NoBody
	}
	res, err := by.Do(out)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, raw}, err
}

// give answers with a status.
func (a answer) give(w http.ResponseWriter, status int) {
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(status)
	_, _ = w.Write(a.Body) // the client may be gone
}

// pass has no defect.
func pass(w http.ResponseWriter, _ *http.Request, send func() answer) {
	a := send()
	a.give(w, a.Status)
}

// repeat sends again what was answered 503, once.
func repeat(w http.ResponseWriter, _ *http.Request, send func() answer) {
	a := send()
	if a.Status == unavailable {
		a = send()
	}
	a.give(w, a.Status)
}

// TestPlantedRepetition: a layer that repeats requests is found by each answer that it
// makes untrue.
func TestPlantedRepetition(t *testing.T) {
	for name, want := range map[string]string{
		"toggle":              "doubled: ",
		"create":              "doubled: ",
		"patch":               "doubled: ",
		"patch with If-Match": `untrue: patch with If-Match, planted lost by FIN: 412 "The resource has changed since it was read", though it was done`,
		"delete":              `untrue: delete, planted lost by FIN: 404 "Resource not found", though it was done`,
	} {
		t.Run(name, func(t *testing.T) {
			m, err := testLab(t).newMatrix(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = m.Close() })
			front(t, m.stand, repeat)
			op := named(t, name)
			kinds, err := m.messages(t.Context(), op, false)
			if err != nil {
				t.Fatal(err)
			}
			// The last message: without it the service has no answer, but it knows that the
			// request was sent.
			if err := m.try(t.Context(), op, proxy.Loss{Before: len(kinds), How: proxy.FIN}, false, "planted"); err != nil {
				t.Fatal(err)
			}
			wantFound(t, m.result, want)
		})
	}
}

// TestPlanted: each kind of defect is found under load, and nothing is found without one.
func TestPlanted(t *testing.T) {
	creates := func(r *http.Request) bool { return r.Method == "POST" && strings.HasSuffix(r.URL.Path, "/tasks") }
	for _, tc := range []struct {
		name   string
		front  defect
		behind string // SQL that somebody else runs on the database
		want   string // "" for nothing
	}{
		{"nothing", pass, "", ""},
		{"a write that was answered and not done", func(w http.ResponseWriter, r *http.Request, send func() answer) {
			if !creates(r) || r.Header.Get("Idempotency-Key") != "" {
				pass(w, r, send)
				return
			}
			w.WriteHeader(created)
		}, "", "lost: "},
		{"a write that is gone", pass, `DELETE FROM tasks WHERE title LIKE 'writer 1, task 1, %' OR title = 'writer 1, task 1'`, `lost: "writer 1, task 1" was acknowledged, and is not there`},
		{"a write that was undone", pass, `UPDATE tasks SET version = version - 1 WHERE title = 'writer 1, task 1'`, `lost: "writer 1, task 1" has version 3, and 4 was acknowledged`},
		{"a row that is there twice", pass, `INSERT INTO tasks SELECT gen_random_uuid(), user_id, created_at, updated_at, version, title FROM tasks WHERE title = 'writer 1, task 1'`, `doubled: "writer 1, task 1" is there 2 times`},
		{"a task that was flipped twice", pass, `UPDATE tasks SET version = version + 1, completed = NOT completed WHERE title = 'writer 1, task 1'`, `doubled: "writer 1, task 1" has version 5, and was written 3 times at most`},
		{"a flip without a version", pass, `UPDATE tasks SET completed = NOT completed WHERE title = 'writer 1, task 1'`, `lost: "writer 1, task 1" was flipped 1 times, and completed is false`},
		{"every write twice", func(w http.ResponseWriter, r *http.Request, send func() answer) {
			if r.Method == "PATCH" {
				send()
			}
			pass(w, r, send)
		}, "", "doubled: "},
		{"a refusal of what was done", func(w http.ResponseWriter, r *http.Request, send func() answer) {
			if r.Method != "POST" || creates(r) || r.Header.Get("Idempotency-Key") != "" {
				pass(w, r, send)
				return
			}
			send().give(w, conflict)
		}, "", "and was refused"},
		{"503 that does not say when", func(w http.ResponseWriter, r *http.Request, send func() answer) {
			if r.Method == "DELETE" {
				w.WriteHeader(unavailable)
				return
			}
			pass(w, r, send)
		}, "", "untrue: 503 without Retry-After"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := testLab(t)
			s, err := l.newStand(t.Context(), l.Cluster)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			front(t, s, tc.front)
			r, err := s.plainly(t.Context(), tc.behind)
			if err != nil {
				t.Fatal(err)
			}
			wantFound(t, r, tc.want)
		})
	}
}

// plainly writes for a moment without any fault. Then somebody else changes the database.
func (s *stand) plainly(ctx context.Context, behind string) (result, error) {
	l, err := s.begin(ctx)
	if err != nil {
		return result{}, err
	}
	_, enough := until(ctx, 20*time.Second, pollEvery, func() bool { return l.book.Tally().Writes >= 300 })
	l.end()
	if !enough {
		return result{}, fmt.Errorf("only %d writes", l.book.Tally().Writes)
	}
	if err := s.execute(ctx, behind); err != nil {
		return result{}, err
	}
	return s.compare(ctx, result{}, l.book)
}

// wantFound expects one of the findings to have a text; for "" there must be none.
func wantFound(t *testing.T, r result, want string) {
	t.Helper()
	found := strings.Join(r.broken(), "\n")
	if want == "" && found != "" || !strings.Contains(found, want) {
		t.Errorf("the harness finds %q, want %q (%+v)", found, want, r.Tally)
	}
}
