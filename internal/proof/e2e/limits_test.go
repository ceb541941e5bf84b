package e2e

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// number returns a header that must be a whole number.
func number(t testing.TB, r response, name string) int {
	t.Helper()
	n, err := strconv.Atoi(r.Header.Get(name))
	if err != nil {
		t.Errorf("%s of a %d = %q, want a number", name, r.Status, r.Header.Get(name))
	}
	return n
}

// TestCostLimit: the limit counts what requests cost, and tells what is left.
func TestCostLimit(t *testing.T) {
	s := start(t, sqliteURL(t), "RATE_LIMIT=60/hour")
	many := `[` + strings.Repeat(`{"title": "t"},`, 39) + `{"title": "t"}]`
	for _, step := range []struct {
		call
		status, left int
	}{
		{call{Method: "GET", Path: tasks + "?limit=1000&q=a&count=true&offset=1001"}, 200, 60 - 10 - 10 - 10 - 2},
		{call{Method: "POST", Path: batch, Body: many}, 201, 24},
		{call{Method: "GET", Path: tasks + "?q=a&count=true"}, 200, 3},
		{call{Method: "GET", Path: tasks + "?limit=401"}, 429, 2}, // the 1 that every request costs is gone
		{call{Method: "GET", Path: tasks + "?offset=1000000"}, 422, 1},
		{call{Method: "GET", Path: tasks + "?limit=1"}, 200, 0},
		{call{Method: "GET", Path: tasks + "?limit=1"}, 429, 0},
	} {
		step.User = "ann"
		r := s.do(t, step.call)
		if left := number(t, r, "RateLimit-Remaining"); r.Status != step.status || left != step.left {
			t.Errorf("%s %s = %d %s with %d left, want %d with %d", step.Method, step.Path, r.Status, r.Body, left, step.status, step.left)
		}
		switch step.status {
		case http.StatusTooManyRequests:
			number(t, r, "Retry-After")
		case http.StatusUnprocessableEntity:
			wantRules(t, r, "query")
		}
	}
}

func TestUserRateLimit(t *testing.T) {
	s := start(t, sqliteURL(t), "RATE_LIMIT=5/minute", "RATE_LIMIT_UNAUTHENTICATED=60/minute")
	for want := 4; want >= 0; want-- {
		r := s.do(t, call{Method: "GET", Path: tasks, User: "ann"})
		if want > 2 { // of 5: no need to slow down
			if said := r.Header["Ratelimit-Remaining"]; r.Status != 200 || said != nil {
				t.Errorf("%d, %v left, want 200 and no word of it", r.Status, said)
			}
			continue
		}
		if limit, left := number(t, r, "RateLimit-Limit"), number(t, r, "RateLimit-Remaining"); r.Status != 200 || limit != 5 || left != want {
			t.Errorf("%d with %d of %d left, want 200 with %d of 5", r.Status, left, limit, want)
		}
	}
	for _, c := range []call{
		{Method: "GET", Path: tasks},
		{Method: "POST", Path: tasks, Body: `{"title": "t"}`},
		{Method: "DELETE", Path: taskPath(unknownID)},
		{Method: "PATCH", Path: taskPath("x") + "/toggle"},
	} {
		c.User = "ann"
		r := s.do(t, c)
		wantProblem(t, r, http.StatusTooManyRequests)
		retry, reset := number(t, r, "Retry-After"), number(t, r, "RateLimit-Reset")
		if retry < 1 || retry > 12 || reset != retry {
			t.Errorf("Retry-After %d and RateLimit-Reset %d, want the same, at most 12 seconds", retry, reset)
		}
		if left := number(t, r, "RateLimit-Remaining"); left != 0 {
			t.Errorf("RateLimit-Remaining of a 429 = %d, want 0", left)
		}
		state := fmt.Sprintf(`"user";r=0;t=%d`, reset)
		if got, policy := r.Header.Get("RateLimit"), r.Header.Get("RateLimit-Policy"); got != state || policy != `"user";q=5;w=60` {
			t.Errorf("RateLimit %s and RateLimit-Policy %s, want %s of five in a minute", got, policy, state)
		}
	}
	if r := s.do(t, call{Method: "GET", Path: tasks, User: "bob"}); r.Status != http.StatusOK {
		t.Errorf("another user = %d %s, want 200", r.Status, r.Body)
	}
	wantProblem(t, s.do(t, call{Method: "GET", Path: tasks}), http.StatusUnauthorized)
	for range 10 {
		s.get(t, "", "/health")
	}
}

func TestAddressRateLimit(t *testing.T) {
	s := start(t, sqliteURL(t), "RATE_LIMIT=off", "RATE_LIMIT_UNAUTHENTICATED=5/minute")
	bad := map[string]string{"Authorization": "Bearer " + token(t, "ann") + "x"}
	for range 5 {
		wantProblem(t, s.do(t, call{Method: "GET", Path: tasks, Header: bad}), http.StatusUnauthorized)
	}
	for _, forwarded := range []string{"", "203.0.113.9"} { // ignored from an untrusted address
		r := s.do(t, call{Method: "POST", Path: tasks, Body: "{}",
			Header: map[string]string{"Authorization": "Bearer x", "X-Forwarded-For": forwarded}})
		wantProblem(t, r, http.StatusTooManyRequests)
		if retry := number(t, r, "Retry-After"); retry < 1 || retry > 12 {
			t.Errorf("Retry-After = %d, want at most 12 seconds", retry)
		}
		if limit, left := number(t, r, "RateLimit-Limit"), number(t, r, "RateLimit-Remaining"); limit != 5 || left != 0 {
			t.Errorf("%d of %d left, want 0 of 5", left, limit)
		}
	}
	if r := s.do(t, call{Method: "GET", Path: tasks, User: "ann"}); r.Status != http.StatusOK {
		t.Errorf("a good token from that address = %d %s, want 200", r.Status, r.Body)
	}
	wantProblem(t, s.do(t, call{Method: "GET", Path: tasks}), http.StatusUnauthorized) // a missing token does not count as refused
}

func TestTrustedProxyRateLimit(t *testing.T) {
	s := start(t, sqliteURL(t), "RATE_LIMIT_UNAUTHENTICATED=1/minute", "TRUSTED_PROXIES=127.0.0.0/8")
	from := func(forwarded string) call {
		return call{Method: "GET", Path: tasks, Header: map[string]string{"Authorization": "Bearer x", "X-Forwarded-For": forwarded}}
	}
	for _, c := range []struct {
		forwarded string
		status    int
	}{
		{"203.0.113.1", 401}, {"203.0.113.1", 429}, {"203.0.113.2", 401},
		{"198.51.100.1, 203.0.113.1", 429}, // the part that the client wrote is ignored
		{"2001:db8::1", 401}, {"2001:db8::2", 429}, {"2001:db8:0:1::1", 401},
	} {
		if r := s.do(t, from(c.forwarded)); r.Status != c.status {
			t.Errorf("from %s = %d, want %d", c.forwarded, r.Status, c.status)
		}
	}
}

// TestDraining stops a service with a drain delay: it is not ready at once, and still
// answers requests.
func TestDraining(t *testing.T) {
	t.Parallel()
	s := start(t, sqliteURL(t), "DRAIN_DELAY=10s")
	if r := s.do(t, call{Method: "GET", Path: "/readyz"}); r.Status != http.StatusOK {
		t.Fatalf("before: %d %s, want 200", r.Status, r.Body)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(8 * time.Second); !strings.Contains(s.log.String(), "draining"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("no word of draining:\n%s", s.log)
		}
	}
	r := s.do(t, call{Method: "GET", Path: "/readyz"})
	wantProblem(t, r, http.StatusServiceUnavailable)
	if retry := number(t, r, "Retry-After"); retry < 1 {
		t.Errorf("Retry-After = %d, want a second or more", retry)
	}
	if made := s.create(t, "ann", map[string]any{"title": "late"}); made.Title != "late" {
		t.Errorf("created while draining: %+v, want it as ever", made)
	}
	if r := s.do(t, call{Method: "GET", Path: "/livez"}); r.Status != http.StatusOK {
		t.Errorf("livez while draining = %d, want 200", r.Status)
	}
}
