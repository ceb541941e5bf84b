package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// TestIdempotencyStorm: of fifty clients that post with one key at once, one creates. The
// others get its answer, or are told that it is still running.
func TestIdempotencyStorm(t *testing.T) {
	const clients, rounds = 50, 6
	onEachDatabase(t, func(t *testing.T, s *service) {
		for round := range rounds {
			key, body := fmt.Sprint("key ", round), map[string]any{"title": fmt.Sprint("once ", round)}
			var mu sync.Mutex
			var created []response
			atOnce(clients, func(int) {
				res := s.createWith(t, "ann", key, body)
				switch res.Status {
				case http.StatusCreated:
					mu.Lock()
					defer mu.Unlock()
					created = append(created, res)
				case http.StatusConflict:
					wantProblem(t, res, http.StatusConflict)
					if res.Header.Get("Retry-After") == "" {
						t.Error("409 without Retry-After")
					}
				default:
					t.Errorf("create = %d %s, want 201 or 409", res.Status, res.Body)
				}
			})
			first := 0
			for _, res := range created {
				if res.Header.Get("Idempotency-Replayed") == "" {
					first++
				}
				if !bytes.Equal(res.Body, created[0].Body) {
					t.Errorf("answers differ: %s and %s", res.Body, created[0].Body)
				}
			}
			if first != 1 {
				t.Fatalf("%d of %d clients created, want 1", first, clients)
			}
			if again := s.createWith(t, "ann", key, body); again.Status != http.StatusCreated || !bytes.Equal(again.Body, created[0].Body) {
				t.Errorf("afterwards = %d %s, want the first answer, %s", again.Status, again.Body, created[0].Body)
			}
			if got := len(s.titles(t, "ann", "")); got != round+1 {
				t.Fatalf("after %d keys there are %d tasks, want as many", round+1, got)
			}
		}
		s.unharmed(t)
	})
}

// TestIdempotencyStormOfBodies: of two bodies with one key, one is created and the other
// is always 422. The same key of another user is another key.
func TestIdempotencyStormOfBodies(t *testing.T) {
	const clients, rounds = 40, 5
	onEachDatabase(t, func(t *testing.T, s *service) {
		for round := range rounds {
			key := fmt.Sprint("key ", round)
			var won [4]atomic.Int32
			post := func(client int) (int, response) {
				who := client % len(won) // two bodies of ann's, two of bob's
				return who, s.createWith(t, []string{"ann", "bob"}[who/2], key, map[string]any{"title": fmt.Sprintf("round %d, body %d", round, who%2)})
			}
			atOnce(clients, func(client int) {
				switch who, res := post(client); res.Status {
				case http.StatusCreated:
					won[who].Add(1)
				case http.StatusConflict, http.StatusUnprocessableEntity:
				default:
					t.Errorf("create = %d %s, want 201, 409 or 422", res.Status, res.Body)
				}
			})
			for who := range won {
				_, res := post(who)
				if want := won[who].Load() > 0; (res.Status == http.StatusCreated) != want || want == (won[who^1].Load() > 0) {
					t.Errorf("body %d won %d times, the other of its user's %d times; now it gets %d %s", who, won[who].Load(), won[who^1].Load(), res.Status, res.Body)
				}
			}
		}
		for _, user := range []string{"ann", "bob"} {
			if got := len(s.titles(t, user, "")); got != rounds {
				t.Errorf("%s has %d tasks, want one of each round, %d", user, got, rounds)
			}
		}
		s.unharmed(t)
	})
}
