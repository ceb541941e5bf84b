package e2e

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// createWith posts a task with an Idempotency-Key.
func (s *service) createWith(t testing.TB, user, key string, body any) response {
	t.Helper()
	return s.persist(t, call{Method: "POST", Path: tasks, User: user, Body: body, Header: map[string]string{"Idempotency-Key": key}})
}

// holdKey holds a key as a running request does, for as long as the connection is open.
func holdKey(t *testing.T, conn *pgx.Conn, user, key string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), "SELECT pg_advisory_lock(hashtextextended($1, 0))", user+"\n"+key); err != nil {
		t.Fatal(err)
	}
}

// TestRunningKey: a key with a running request is distinguished from a used one, and the
// answer says when to ask again. Keys belong to one user.
func TestRunningKey(t *testing.T) {
	s, conn := onPostgres(t)
	holdKey(t, conn, "ann", "key")
	body := map[string]any{"title": "Once"}
	r := s.createWith(t, "ann", "key", body)
	if wantProblem(t, r, http.StatusConflict); r.Header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After = %q, want 1", r.Header.Get("Retry-After"))
	}
	for user, key := range map[string]string{"ann": "another", "bob": "key"} {
		if r := s.createWith(t, user, key, body); r.Status != http.StatusCreated {
			t.Errorf("%s with %s = %d %s, want 201", user, key, r.Status, r.Body)
		}
	}
}

func TestIdempotencyKey(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		body := map[string]any{"title": "Once", "due_date": "2026-01-01T00:00:00.1Z"}
		first := s.createWith(t, "ann", "key", body)
		if first.Status != http.StatusCreated || first.Header.Get("Idempotency-Replayed") != "" {
			t.Fatalf("first = %d %s, want 201 of its own", first.Status, first.Body)
		}
		made := as[task](t, first)
		s.do(t, call{Method: "PATCH", Path: taskPath(made.ID), User: "ann", Body: map[string]any{"title": "Changed"}})
		for name, same := range map[string]any{
			"the same": body,
			"other white space and order": ` {"due_date":"2026-01-01T00:00:00.1Z",
				"title":"Once"}`,
		} {
			again := s.createWith(t, "ann", "key", same)
			if again.Status != http.StatusCreated || !bytes.Equal(again.Body, first.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
				t.Errorf("%s again = %d %s, want the first answer %s", name, again.Status, again.Body, first.Body)
			}
			for _, header := range []string{"Location", "ETag", "Content-Type"} {
				if got, want := again.Header.Get(header), first.Header.Get(header); got != want {
					t.Errorf("%s again: %s = %q, want %q", name, header, got, want)
				}
			}
		}
		wantProblem(t, s.createWith(t, "ann", "key", map[string]any{"title": "Other"}), http.StatusUnprocessableEntity)
		if other := s.createWith(t, "ann", "key2", body); other.Status != http.StatusCreated || as[task](t, other).ID == made.ID {
			t.Errorf("another key = %d %s, want a task of its own", other.Status, other.Body)
		}
		if got := s.titles(t, "ann", "sort=created_at"); !slices.Equal(got, []string{"Changed", "Once"}) {
			t.Errorf("tasks = %v, want the one of each key", got)
		}
		s.do(t, call{Method: "DELETE", Path: taskPath(made.ID), User: "ann"})
		wantProblem(t, s.createWith(t, "ann", "key", body), http.StatusConflict)
	})
}

func TestIdempotencyKeyIsOfOneUser(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		first := as[task](t, s.createWith(t, "ann", "key", map[string]any{"title": "Ann's"}))
		for name, title := range map[string]string{"the same body": "Ann's", "another body": "Bob's"} {
			key := "key"
			if title == "Ann's" {
				key = "key of both"
				s.createWith(t, "ann", key, map[string]any{"title": title})
			}
			r := s.createWith(t, "bob", key, map[string]any{"title": title})
			if got := as[task](t, r); r.Status != http.StatusCreated || got.UserID != "bob" || got.ID == first.ID || r.Header.Get("Idempotency-Replayed") != "" {
				t.Errorf("%s from bob = %d %s, want a task of his own", name, r.Status, r.Body)
			}
		}
	})
}

// TestIdempotencyKeyOfARefusedRequest: a corrected request may use the key of a refused
// one.
func TestIdempotencyKeyOfARefusedRequest(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		wantRules(t, s.createWith(t, "ann", "key", map[string]any{"title": ""}), "body.title")
		if r := s.createWith(t, "ann", "key", map[string]any{"title": "Mended"}); r.Status != http.StatusCreated {
			t.Errorf("mended = %d %s, want 201", r.Status, r.Body)
		}
		for name, key := range map[string]string{
			"empty": "", "too long": strings.Repeat("x", 256), "not UTF-8": "\xff", "too long in characters": strings.Repeat("é", 256),
		} {
			t.Run(name, func(t *testing.T) {
				wantRules(t, s.createWith(t, "ann", key, map[string]any{"title": "t"}), "header.Idempotency-Key")
			})
		}
		for _, key := range []string{strings.Repeat("é", 255), `"8e03978e-40d5-43dd-bc93-6894a57f9324"`, "a, b"} {
			if r := s.createWith(t, "ann", key, map[string]any{"title": "t"}); r.Status != http.StatusCreated {
				t.Errorf("key %q = %d %s, want 201", key, r.Status, r.Body)
			}
		}
		twice := s.do(t, call{Method: "POST", Path: tasks, User: "ann", Body: map[string]any{"title": "t"},
			Lines: http.Header{"Idempotency-Key": {"one", "two"}}})
		wantRules(t, twice, "header.Idempotency-Key")
	})
}
