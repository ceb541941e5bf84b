package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
)

// TestBatchStorm: batches on the same tasks in different orders, and writes of single
// tasks, wait for each other. None is lost and none deadlocks.
func TestBatchStorm(t *testing.T) {
	const clients, rounds, size = 16, 10, 8
	onEachDatabase(t, func(t *testing.T, s *service) {
		var titles []string
		for i := range size {
			titles = append(titles, fmt.Sprint(i))
		}
		ids := idsOf(s.createMany(t, "ann", titles...))
		atOnce(clients, func(client int) {
			order := slices.Clone(ids)
			if client%2 == 1 {
				slices.Reverse(order)
			}
			for range rounds {
				if r := s.changeMany(t, "ann", map[string]any{"completed": client%2 == 1}, order...); r.Status != http.StatusOK {
					t.Errorf("change = %d %s, want 200", r.Status, r.Body)
				}
				r := s.persist(t, call{Method: "PATCH", Path: taskPath(order[client%size]), User: "ann", Body: map[string]any{"priority": "low"}})
				if r.Status != http.StatusOK {
					t.Errorf("change of one = %d %s, want 200", r.Status, r.Body)
				}
			}
		})
		var versions int
		for _, id := range ids {
			versions += s.read(t, "ann", id).Version
		}
		if want := size + clients*rounds*(size+1); versions != want {
			t.Errorf("versions add up to %d, want %d: one for each write", versions, want)
		}
		s.unharmed(t)
	})
}

// TestBatchRace: of batches that share a task and delete it, one succeeds, and the
// others delete nothing.
func TestBatchRace(t *testing.T) {
	const clients, rounds = 8, 6
	onEachDatabase(t, func(t *testing.T, s *service) {
		for round := range rounds {
			shared := s.create(t, "ann", map[string]any{"title": "shared"})
			own := make([][]string, clients)
			for i := range own {
				own[i] = append(idsOf(s.createMany(t, "ann", "before", "after")), shared.ID)
			}
			statuses := make([]int, clients)
			atOnce(clients, func(client int) {
				ids := own[client]
				if client%2 == 1 {
					slices.Reverse(ids)
				}
				statuses[client] = s.deleteMany(t, "ann", ids...).Status
			})
			done := 0
			for client, status := range statuses {
				want := http.StatusOK
				if status == http.StatusNoContent {
					done++
					want = http.StatusNotFound
				} else if status != http.StatusNotFound {
					t.Errorf("round %d: delete = %d, want 204 or 404", round, status)
				}
				for _, id := range own[client] {
					if r := s.do(t, call{Method: "GET", Path: taskPath(id), User: "ann"}); id != shared.ID && r.Status != want {
						t.Errorf("round %d: after a %d, a task is %d, want %d", round, status, r.Status, want)
					}
				}
			}
			if done != 1 {
				t.Errorf("round %d: %d batches deleted the same task, want one", round, done)
			}
		}
		s.unharmed(t)
	})
}
