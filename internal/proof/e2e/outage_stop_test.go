package e2e

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// kill ends the process as a crash would.
func (s *service) kill(t testing.TB) {
	t.Helper()
	s.killed = true
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.exited
}

// TestStopInFlight: a request in flight is finished when the service stops, and a second
// signal changes nothing.
func TestStopInFlight(t *testing.T) {
	for _, second := range []os.Signal{nil, syscall.SIGTERM, syscall.SIGINT} {
		t.Run(fmt.Sprint("then ", second), func(t *testing.T) {
			url := pgtest.NewDatabase(t)
			s, db := start(t, url), attacker(t, url)
			made := s.create(t, "ann", map[string]any{"title": "locked"})
			release := holdRow(t, db, made.ID)
			defer release()
			var wg sync.WaitGroup
			const patches = 4
			for range patches {
				wg.Go(func() {
					res := s.do(t, call{Method: http.MethodPatch, Path: taskPath(made.ID), User: "ann", Body: map[string]any{"title": "in time"}})
					if res.Status != http.StatusOK {
						t.Errorf("patch in flight = %d %s, want 200", res.Status, res.Body)
					}
				})
			}
			waiting(t, db, patches)
			for _, sig := range []os.Signal{syscall.SIGTERM, second} {
				if sig == nil {
					continue
				}
				if err := s.cmd.Process.Signal(sig); err != nil {
					t.Fatal(err)
				}
				time.Sleep(300 * time.Millisecond)
			}
			if _, err := s.try(t, call{Method: http.MethodGet, Path: "/readyz"}); err == nil {
				t.Error("a new connection was let in after the stop")
			}
			select {
			case <-s.exited:
				t.Fatalf("the service ended while requests were in flight: %v", s.err)
			default:
			}
			release()
			wg.Wait()
			s.stop(t)
			var version int
			if err := db.QueryRow("SELECT version FROM tasks").Scan(&version); err != nil || version != 1+patches {
				t.Errorf("version = %d, %v, want %d", version, err, 1+patches)
			}
		})
	}
}

// TestKilled kills the service during creates with keys. After a restart each confirmed
// task is there once, and each key can be used, at once or after its lease.
func TestKilled(t *testing.T) {
	for name, newURL := range map[string]func(testing.TB) string{"postgres": pgtest.NewDatabase, "sqlite": sqliteURL} {
		t.Run(name, func(t *testing.T) {
			url := newURL(t)
			const clients, lives = 8, 3
			var asked, confirmed sync.Map
			for life := range lives {
				s := start(t, url)
				var created atomic.Int32
				var wg sync.WaitGroup
				for client := range clients {
					wg.Go(func() {
						for i := 0; ; i++ {
							key := fmt.Sprintf("life %d, client %d, key %d", life, client, i)
							asked.Store(key, true)
							res, err := s.try(t, createOnce(key))
							if err != nil {
								return // killed
							}
							if res.Status != http.StatusCreated {
								t.Errorf("create = %d %s, want 201", res.Status, res.Body)
								return
							}
							confirmed.Store(key, as[task](t, res).ID)
							created.Add(1)
						}
					})
				}
				for deadline := time.Now().Add(20 * time.Second); created.Load() < 100 && time.Now().Before(deadline); {
					time.Sleep(time.Millisecond)
				}
				s.kill(t)
				wg.Wait()
			}
			db := attacker(t, url)
			if name == "postgres" {
				awaitAlone(t, db, pgtest.Direct(url) != url)
			}
			s := start(t, url)
			// After a minute every lease is over.
			if _, err := db.Exec("UPDATE idempotency_keys SET locked_until = '2020-01-01 00:00:00+00:00' WHERE answer IS NULL"); err != nil {
				t.Fatal(err)
			}
			repeat(t, s, &asked, &confirmed)
		})
	}
}

// awaitAlone waits until PostgreSQL has noticed that its clients are dead, because until
// then it may still execute their statements. A pooler keeps its sessions, which are then
// idle.
func awaitAlone(t *testing.T, db *sql.DB, pooled bool) {
	t.Helper()
	others := "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'attacker'"
	if pooled {
		others += " AND state <> 'idle'"
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var n int
		if err := db.QueryRow(others).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d sessions of the dead service are still there", n)
		}
	}
}

func createOnce(key string) call {
	return call{Method: http.MethodPost, Path: tasks, User: "ann", Body: map[string]any{"title": key}, Header: map[string]string{"Idempotency-Key": key}}
}

// repeat sends every key again and expects one task of each.
func repeat(t *testing.T, s *service, asked, confirmed *sync.Map) {
	t.Helper()
	keys := 0
	asked.Range(func(key, _ any) bool {
		keys++
		res := s.do(t, createOnce(key.(string)))
		if res.Status != http.StatusCreated {
			t.Errorf("%s again = %d %s, want 201", key, res.Status, res.Body)
			return true
		}
		if id, ok := confirmed.Load(key); ok && id != as[task](t, res).ID {
			t.Errorf("%s again = task %s, want %s as confirmed", key, as[task](t, res).ID, id)
		}
		return true
	})
	if got := s.get(t, "ann", tasks+"?count=true&limit=1").Header.Get("X-Total-Count"); got != fmt.Sprint(keys) {
		t.Errorf("there are %s tasks of %d keys", got, keys)
	}
}
