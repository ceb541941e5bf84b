package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
)

// TestPagingStorm pages through five thousand tasks in every order, while others
// insert, delete and move rows. A task that was left alone is seen exactly once.
func TestPagingStorm(t *testing.T) {
	const makers, limit = 20, 250
	total := 5000
	if raceFlag != nil { // the race detector makes everything ten times as slow
		total = 1000
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := make([]task, total)
		atOnce(makers, func(client int) {
			for i := client; i < total; i += makers {
				body := map[string]any{"title": fmt.Sprintf("title %d", i%40), "completed": i%2 == 0}
				if i%3 > 0 {
					body["due_date"] = fmt.Sprintf("2026-03-%02dT00:00:00Z", 1+i%7)
				}
				made[i] = s.create(t, "ann", body)
			}
		})
		var untouched, victims []task
		for i, tk := range made {
			if i%10 == 9 {
				victims = append(victims, tk)
			} else {
				untouched = append(untouched, tk)
			}
		}
		stop, disturbed := make(chan struct{}), make(chan struct{})
		var writers, begun sync.WaitGroup
		for client := range 3 {
			begun.Add(1)
			writers.Go(func() {
				s.disturb(t, victims[client*len(victims)/3:(client+1)*len(victims)/3], stop, begun.Done)
			})
		}
		go func() { begun.Wait(); close(disturbed) }()
		for again := true; again && !t.Failed(); {
			for _, field := range sorts {
				for _, sort := range []string{field, "-" + field} {
					s.pageAll(t, sort, limit, untouched)
				}
			}
			select {
			case <-disturbed:
				again = false
			default: // the writers are slow here
			}
		}
		close(stop)
		writers.Wait()
		s.unharmed(t)
	})
}

// disturb inserts tasks of ann, moves victims to other places in every order, and deletes
// half of them one by one, until it is stopped. It says when it has written twenty times.
func (s *service) disturb(t *testing.T, victims []task, stop <-chan struct{}, twenty func()) {
	keep := len(victims) / 2
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		if i == 20 {
			twenty()
		}
		victim := victims[i%keep]
		calls := []call{
			{Method: http.MethodPost, Path: tasks, Body: map[string]any{"title": fmt.Sprintf("title %d", i%50), "due_date": "2026-03-04T00:00:00Z"}},
			{Method: http.MethodPatch, Path: taskPath(victim.ID), Body: map[string]any{"title": fmt.Sprintf("title %d", (i*7)%40), "due_date": []any{nil, "2026-03-01T00:00:00Z", "2026-03-09T00:00:00Z"}[i%3]}},
		}
		if i%4 == 0 && len(victims) > keep {
			calls = append(calls, call{Method: http.MethodDelete, Path: taskPath(victims[len(victims)-1].ID)})
			victims = victims[:len(victims)-1]
		}
		for _, c := range calls {
			c.User = "ann"
			if res := s.do(t, c); res.Status >= http.StatusBadRequest {
				t.Errorf("%s %s = %d %s, want it done", c.Method, c.Path, res.Status, res.Body)
			}
		}
	}
}

// pageAll follows the links of a list to its end, and checks that each task that was left
// alone appears once, in order.
func (s *service) pageAll(t *testing.T, sort string, limit int, untouched []task) {
	t.Helper()
	var seen []task
	path := fmt.Sprintf("%s?sort=%s&limit=%d", tasks, sort, limit)
	pages := 0
	for ; path != ""; pages++ {
		if pages > 200 {
			t.Fatalf("sort=%s has no end", sort)
		}
		res := s.get(t, "ann", path)
		seen = append(seen, as[[]task](t, res)...)
		path = ""
		if link := nextLink.FindStringSubmatch(res.Header.Get("Link")); link != nil {
			path = link[1]
		}
	}
	times := map[string]int{}
	for _, tk := range seen {
		times[tk.ID]++
	}
	alone := map[string]bool{}
	wrong := 0
	for _, tk := range untouched {
		alone[tk.ID] = true
		if times[tk.ID] != 1 {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("sort=%s: %d of %d tasks left alone were not seen once, in %d pages", sort, wrong, len(untouched), pages)
	}
	seen = slices.DeleteFunc(seen, func(tk task) bool { return !alone[tk.ID] })
	if !slices.IsSortedFunc(seen, compare(sort)) {
		t.Errorf("sort=%s: the tasks left alone are not in order", sort)
	}
}
