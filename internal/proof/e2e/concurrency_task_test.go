package e2e

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// atOnce runs f for n clients, which all start on one signal.
func atOnce(n int, f func(client int)) {
	var wg sync.WaitGroup
	signal := make(chan struct{})
	for client := range n {
		wg.Go(func() {
			<-signal
			f(client)
		})
	}
	close(signal)
	wg.Wait()
}

// persist is do for one of many clients of a user: what is too much at once it sends again
// when the answer says.
func (s *service) persist(t testing.TB, c call) response {
	t.Helper()
	for {
		res := s.do(t, c)
		if res.Status != http.StatusTooManyRequests {
			return res
		}
		seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
		if err != nil {
			t.Fatalf("429 with Retry-After %q: %s", res.Header.Get("Retry-After"), res.Body)
		}
		time.Sleep(time.Duration(seconds) * time.Second)
	}
}

// TestToggleStorm: a hundred clients that toggle an even number of times leave the task
// unchanged, and each toggle raises the version by one.
func TestToggleStorm(t *testing.T) {
	const clients, toggles = 100, 6
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "toggled", "completed": true})
		var seen sync.Map
		atOnce(clients, func(int) {
			for range toggles {
				res := s.persist(t, call{Method: http.MethodPatch, Path: taskPath(made.ID) + "/toggle", User: "ann"})
				got := as[task](t, res)
				if res.Status != http.StatusOK {
					t.Errorf("toggle = %d %s, want 200", res.Status, res.Body)
					return
				}
				if _, twice := seen.LoadOrStore(got.Version, true); twice {
					t.Errorf("two toggles were answered with version %d", got.Version)
				}
				if want := got.Version%2 == 1; got.Completed != want {
					t.Errorf("version %d is completed %t, want %t", got.Version, got.Completed, want)
				}
			}
		})
		got := s.read(t, "ann", made.ID)
		if want := 1 + clients*toggles; got.Version != want || !got.Completed {
			t.Errorf("after %d toggles: completed %t, version %d, want true, %d", clients*toggles, got.Completed, got.Version, want)
		}
		s.unharmed(t)
	})
}

// TestIfMatchRace: of fifty clients that have read one version, one may write.
func TestIfMatchRace(t *testing.T) {
	const clients, rounds = 50, 8
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "contended"})
		for version := 1; version <= rounds; version++ {
			var won, lost atomic.Int32
			var winner atomic.Value
			atOnce(clients, func(client int) {
				title := fmt.Sprintf("version %d by client %d", version, client)
				res := s.persist(t, call{
					Method: http.MethodPatch, Path: taskPath(made.ID), User: "ann", Body: map[string]any{"title": title},
					Header: map[string]string{"If-Match": fmt.Sprintf(`"%d"`, version)},
				})
				switch res.Status {
				case http.StatusOK:
					won.Add(1)
					winner.Store(title)
				case http.StatusPreconditionFailed:
					lost.Add(1)
				default:
					t.Errorf("patch = %d %s, want 200 or 412", res.Status, res.Body)
				}
			})
			if won.Load() != 1 || lost.Load() != clients-1 {
				t.Fatalf("of version %d: %d won, %d lost, want 1 and %d", version, won.Load(), lost.Load(), clients-1)
			}
			if got := s.read(t, "ann", made.ID); got.Version != version+1 || got.Title != winner.Load() {
				t.Errorf("read %q, version %d, want %q, version %d", got.Title, got.Version, winner.Load(), version+1)
			}
		}
		s.unharmed(t)
	})
}

// TestFieldStorm: clients that write different fields of one task at once lose no write.
// Of concurrent deletes, one succeeds.
func TestFieldStorm(t *testing.T) {
	const writes = 40
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "shared"})
		fields := []string{"title", "description", "due_date", "completed", "priority"}
		value := func(field string, i int) any {
			switch field {
			case "completed":
				return i%2 == 1
			case "priority":
				return []string{"low", "medium", "high"}[i%3]
			case "due_date":
				return fmt.Sprintf("2026-03-01T09:30:00.%06dZ", i)
			}
			return fmt.Sprintf("%s %d", field, i)
		}
		atOnce(len(fields), func(client int) {
			field := fields[client]
			for i := 1; i <= writes; i++ {
				method := []string{http.MethodPut, http.MethodPatch}[i%2]
				res := s.do(t, call{Method: method, Path: taskPath(made.ID), User: "ann", Body: map[string]any{field: value(field, i)}})
				if got := as[map[string]any](t, res)[field]; got != value(field, i) {
					t.Errorf("%s was answered %d with %s %v, want %v", method, res.Status, field, got, value(field, i))
				}
			}
		})
		res := s.do(t, call{Method: http.MethodGet, Path: taskPath(made.ID), User: "ann"})
		for _, field := range fields {
			if got, want := as[map[string]any](t, res)[field], value(field, writes); got != want {
				t.Errorf("%s = %v, want %v", field, got, want)
			}
		}
		if got, want := as[task](t, res).Version, 1+writes*len(fields); got != want {
			t.Errorf("version = %d, want %d", got, want)
		}
		var gone, missing atomic.Int32
		atOnce(30, func(int) {
			switch res := s.persist(t, call{Method: http.MethodDelete, Path: taskPath(made.ID), User: "ann"}); res.Status {
			case http.StatusNoContent:
				gone.Add(1)
			case http.StatusNotFound:
				missing.Add(1)
			default:
				t.Errorf("delete = %d %s, want 204 or 404", res.Status, res.Body)
			}
		})
		if gone.Load() != 1 || missing.Load() != 29 {
			t.Errorf("of 30 deletes %d succeeded and %d found nothing, want 1 and 29", gone.Load(), missing.Load())
		}
		s.unharmed(t)
	})
}
