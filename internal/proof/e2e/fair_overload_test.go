package e2e

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/proxy"
)

// slowDatabase returns a URL that leads to a database by way of a proxy, which makes each
// round trip so much longer.
func slowDatabase(t testing.TB, at string, trip time.Duration) string {
	t.Helper()
	run(t, t.TempDir(), []string{"DATABASE_URL=" + at}, "migrate", "apply").wantStatus(t, 0) // at its usual speed
	database, between := proxy.Between(t, at)
	between.Delay(trip / 2) // in each direction
	return database
}

// patient is a client with a connection of its own.
type patient struct {
	client *http.Client
	req    *http.Request
}

func newPatient(t testing.TB, s *service, user string) *patient {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+tasks+"?limit=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token(t, user))
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &patient{&http.Client{Transport: transport}, req}
}

// get sends a request and returns its status; 0 where there is no answer.
func (p *patient) get() (status int, took time.Duration) {
	begin := time.Now()
	res, err := p.client.Do(p.req)
	if err != nil {
		return 0, time.Since(begin)
	}
	_, err = io.Copy(io.Discard, res.Body)
	if _ = res.Body.Close(); err != nil {
		return 0, time.Since(begin)
	}
	return res.StatusCode, time.Since(begin)
}

// TestOverloadStorm: at three times what a slow database can do, from 2,000 connections, as
// much is done as can be, in time; the rest is refused at once, and the service stays ready.
func TestOverloadStorm(t *testing.T) {
	const (
		connections, users, pool = 2000, 200, 10
		trip, long               = 100 * time.Millisecond, 10 * time.Second
		capacity                 = pool * int(time.Second/trip) // requests per second
		pause                    = time.Second * connections / (3 * time.Duration(capacity))
		warm                     = 2 * time.Second // connections of the pool are opened
	)
	metrics := freeAddress(t)
	s := start(t, slowDatabase(t, pgtest.Direct(pgtest.NewDatabase(t)), trip), fmt.Sprint("DB_POOL_MAX=", pool), "METRICS_ADDR="+metrics)
	clients := make([]*patient, connections)
	for i := range clients {
		clients[i] = newPatient(t, s, fmt.Sprint("user ", i%users))
	}
	var alone durations
	for i := range 30 {
		status, took := clients[i%5].get()
		if status != http.StatusOK {
			t.Fatalf("alone: %d, want 200", status)
		}
		if i >= 10 {
			alone = append(alone, took)
		}
	}

	var mu sync.Mutex
	var good, refused durations
	statuses := map[int]int{}
	var wg sync.WaitGroup
	begin := time.Now()
	for i, c := range clients {
		wg.Go(func() {
			for next := begin.Add(pause * time.Duration(i) / connections); next.Before(begin.Add(warm + long)); next = next.Add(pause) {
				time.Sleep(time.Until(next))
				sent := time.Now()
				status, took := c.get()
				mu.Lock()
				if sent.Sub(begin) > warm {
					statuses[status]++
					if status == http.StatusOK {
						good = append(good, took)
					} else {
						refused = append(refused, took)
					}
				}
				mu.Unlock()
			}
		})
	}
	time.Sleep(time.Until(begin.Add(warm)))
	before, from := s.scrape(t, metrics), time.Now()
	for time.Since(begin) < warm+long {
		for _, path := range []string{"/readyz", "/health"} {
			if res := s.do(t, call{Method: http.MethodGet, Path: path}); res.Status != http.StatusOK {
				t.Errorf("%s while busy = %d %s, want 200", path, res.Status, res.Body)
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
	after, measured := s.scrape(t, metrics), time.Since(from)
	wg.Wait()
	if len(good) == 0 || len(refused) == 0 {
		t.Fatalf("answers %v, want good ones and refusals", statuses)
	}
	const held, sum = "entask_admission_held_microseconds_total", "http_server_request_duration_seconds_bucket{status=429,503;le="
	used := (after[held] - before[held]) / float64(pool*measured.Microseconds())
	soon := after[sum+"0.005}"] / max(after[sum+"+Inf}"], 1)
	t.Logf("alone p50 %s, p99 %s; at three times the capacity %v", alone.at(.5), alone.at(.99), statuses)
	t.Logf("good answers: %.0f of %d per second, p50 %s, p99 %s; slots %.1f%% in use; refusals: p50 %s, p99 %s, %.1f%% within 5 ms at the server",
		float64(len(good))/long.Seconds(), capacity, good.at(.5), good.at(.99), 100*used, refused.at(.5), refused.at(.99), 100*soon)
	// On a busy machine a round trip takes longer than the proxy makes it, so the capacity is
	// what the slots can do, and times have a floor. The race detector takes time of its own.
	if used < 0.9 {
		t.Errorf("slots were in use for %.1f%% of the time, want 90%%", 100*used)
	}
	if most := max(5*alone.at(.99), 1500*time.Millisecond); raceFlag == nil && good.at(.99) >= most {
		t.Errorf("the p99 of good answers is %s, want less than %s", good.at(.99), most)
	}
	if soon < 0.9 {
		t.Errorf("%.1f%% of the refusals took less than 5 ms, want 90%%", 100*soon)
	}
	if n := statuses[http.StatusOK] + statuses[http.StatusServiceUnavailable]; n < len(good)+len(refused) {
		t.Errorf("answers %v, want 200 and 503 alone", statuses)
	}
}

// scrape reads the metrics that TestOverloadStorm looks at. Of the durations of refused
// requests it adds up the buckets.
func (s *service) scrape(t testing.TB, metrics string) map[string]float64 {
	t.Helper()
	here := *s
	here.URL = "http://" + metrics
	values := map[string]float64{}
	refused := regexp.MustCompile(`^http_server_request_duration_seconds_bucket\{.*http_response_status_code="(?:429|503)".*(le="[^"]+").*\}$`)
	for line := range strings.Lines(string(here.get(t, "", "/metrics").Body)) {
		name, number, _ := strings.Cut(strings.TrimSpace(line), " ")
		if m := refused.FindStringSubmatch(name); m != nil {
			name = "http_server_request_duration_seconds_bucket{status=429,503;" + strings.ReplaceAll(m[1], `"`, "") + "}"
		}
		if value, err := strconv.ParseFloat(number, 64); err == nil {
			values[name] += value
		}
	}
	return values
}
