package e2e

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// durations are measured times.
type durations []time.Duration

// at returns the time within which the part of them is.
func (d durations) at(part float64) time.Duration {
	slices.Sort(d)
	return d[min(int(part*float64(len(d))), len(d)-1)]
}

// fill inserts tasks of a user.
func fill(t *testing.T, url, user string, n int) {
	t.Helper()
	_, err := attacker(t, url).ExecContext(t.Context(), `INSERT INTO tasks (id, user_id, created_at, updated_at, title, description)
		SELECT gen_random_uuid(), $1, now() - n * interval '1 second', now(), 'Task ' || n, repeat('description ', 8)
		FROM generate_series(1, $2) AS n`, user, n)
	if err != nil {
		t.Fatal(err)
	}
}

// TestScansStorm: while one user searches 200,000 tasks sixty times at once, again and again,
// another does not notice.
func TestScansStorm(t *testing.T) {
	const searches, rows, long = 60, 200_000, 8 * time.Second
	url := pgtest.NewDatabase(t)
	s := start(t, url)
	fill(t, url, "ann", rows)
	fill(t, url, "bob", 100)
	read := func(stop time.Time) (took durations) {
		for time.Now().Before(stop) {
			begin := time.Now()
			if res := s.do(t, call{Method: http.MethodGet, Path: tasks + "?limit=1", User: "bob"}); res.Status != http.StatusOK {
				t.Errorf("bob's list = %d %s, want 200", res.Status, res.Body)
			}
			took = append(took, time.Since(begin))
			time.Sleep(10 * time.Millisecond)
		}
		return took
	}
	alone := read(time.Now().Add(long / 4))
	var found, refused, others atomic.Int64
	var wg sync.WaitGroup
	stop := time.Now().Add(long)
	for range searches {
		wg.Go(func() {
			for time.Now().Before(stop) {
				switch res := s.do(t, call{Method: http.MethodGet, Path: tasks + "?q=zzzz&count=true", User: "ann"}); res.Status {
				case http.StatusOK:
					found.Add(1)
				case http.StatusTooManyRequests:
					refused.Add(1)
					if res.Header.Get("Retry-After") == "" {
						t.Errorf("429 without Retry-After: %s", res.Body)
					}
					time.Sleep(50 * time.Millisecond) // far less than it was told
				case http.StatusServiceUnavailable:
					others.Add(1)
				default:
					t.Errorf("ann's search = %d %s, want 200, or 429", res.Status, res.Body)
				}
			}
		})
	}
	beside := read(stop)
	wg.Wait()
	t.Logf("bob's list: alone p50 %s, p99 %s; beside the searches p50 %s, p99 %s, longest %s", alone.at(.5), alone.at(.99), beside.at(.5), beside.at(.99), beside.at(1))
	t.Logf("ann's searches: %d answered, %d refused with 429, %d otherwise", found.Load(), refused.Load(), others.Load())
	// The machine may be busy with other tests, and the searches keep its processors busy.
	if most := max(2*alone.at(.99), time.Second); beside.at(.99) > most {
		t.Errorf("bob's p99 is %s beside the searches, want at most %s", beside.at(.99), most)
	}
	// Where the machine itself stands still for half a second, some are 503.
	if found.Load() == 0 || refused.Load() == 0 || others.Load() > refused.Load()/5 {
		t.Errorf("of ann's searches %d were answered, %d refused with 429 and %d otherwise: want answers, and refusals with 429", found.Load(), refused.Load(), others.Load())
	}
}
