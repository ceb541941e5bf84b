package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestConnectionsDieInFlight: writes answered with 201 or 200 are done, and all others are
// answered with 503.
func TestConnectionsDieInFlight(t *testing.T) {
	url := pgtest.NewDatabase(t)
	s, db := start(t, url), attacker(t, url)
	storm(t, s, func() {
		for range 60 {
			if _, err := terminate(t.Context(), db); err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
}

// TestRestartInFlight is the same with a database that stops and starts.
func TestRestartInFlight(t *testing.T) {
	c := ownCluster(t)
	s := start(t, ownURL(c))
	storm(t, s, func() {
		for range 2 {
			time.Sleep(200 * time.Millisecond)
			shutDown(t, c)
			if err := c.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(200 * time.Millisecond)
	})
}

// storm writes from many clients during havoc, and then compares their answers with the
// rows.
func storm(t *testing.T, s *service, havoc func()) {
	t.Helper()
	const clients = 8
	shared := s.create(t, "ann", map[string]any{"title": "shared"})
	var toggled, unsure, away atomic.Int64
	var confirmed, asked sync.Map
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for client := range clients {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				title := fmt.Sprintf("client %d, task %d", client, i)
				asked.Store(title, true)
				c := call{Method: http.MethodPost, Path: tasks, User: "ann", Body: map[string]any{"title": title}}
				if client%2 == 0 {
					c.Header = map[string]string{"Idempotency-Key": title}
				}
				switch res := s.do(t, c); res.Status {
				case http.StatusCreated:
					confirmed.Store(title, true)
				case http.StatusServiceUnavailable:
					away.Add(1)
				default:
					t.Errorf("create = %d %s, want 201 or 503", res.Status, res.Body)
				}
				switch res := s.do(t, call{Method: http.MethodPatch, Path: taskPath(shared.ID) + "/toggle", User: "ann"}); res.Status {
				case http.StatusOK:
					toggled.Add(1)
				case http.StatusServiceUnavailable:
					unsure.Add(1)
				default:
					t.Errorf("toggle = %d %s, want 200 or 503", res.Status, res.Body)
				}
			}
		})
	}
	func() {
		defer wg.Wait()
		defer close(stop)
		havoc()
	}()
	got := int64(s.read(t, "ann", shared.ID).Version)
	if least, most := 1+toggled.Load(), 1+toggled.Load()+unsure.Load(); got < least || got > most {
		t.Errorf("version = %d, want from %d (as confirmed) to %d (with those answered 503)", got, least, most)
	}
	times := map[string]int{}
	for path := tasks + "?limit=1000"; path != ""; {
		res := s.get(t, "ann", path)
		for _, tk := range as[[]task](t, res) {
			times[tk.Title]++
		}
		path = ""
		if link := nextLink.FindStringSubmatch(res.Header.Get("Link")); link != nil {
			path = link[1]
		}
	}
	confirmed.Range(func(title, _ any) bool {
		if times[title.(string)] != 1 {
			t.Errorf("%q was confirmed, and is there %d times, want once", title, times[title.(string)])
		}
		return true
	})
	for title, n := range times {
		if _, ok := asked.Load(title); n != 1 || !ok && title != shared.Title {
			t.Errorf("%q is there %d times, want once", title, n)
		}
	}
	t.Logf("%d tasks, %d toggles confirmed; 503: %d creates, %d toggles", len(times)-1, toggled.Load(), away.Load(), unsure.Load())
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, `"status":500`) {
			t.Errorf("the log has a fault: %s", line)
		}
	}
}
