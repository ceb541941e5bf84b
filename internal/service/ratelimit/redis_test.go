package ratelimit_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"

	"github.com/entask/entask/internal/service/ratelimit"
)

func TestRedisIsShared(t *testing.T) {
	server := startRedis(t, freeAddr(t))
	one, _ := patientRedis(t, server.addr)
	two, _ := patientRedis(t, server.addr)
	replicas := []*ratelimit.Limiter{newLimiter(t, 100, time.Hour, one), newLimiter(t, 100, time.Hour, two)}
	allowed := 0
	for i := range 120 {
		if replicas[i%2].Take(t.Context(), "a").Allowed {
			allowed++
		}
	}
	if allowed != 100 {
		t.Errorf("two replicas allowed %d of 120, want 100 together", allowed)
	}
	if got := replicas[0].Take(t.Context(), "a"); got.Allowed || got.RetryAfter < 30*time.Second || got.RetryAfter > 36*time.Second || got.Reset != got.RetryAfter {
		t.Errorf("Take() = %+v, want a refusal for about 36 seconds", got)
	}
	if !newNamed(t, "other", one).Take(t.Context(), "a").Allowed {
		t.Error("limiters of two names share a key")
	}
	if ttl := server.ttl(t, "entask:rate:test:a"); ttl <= 0 || ttl > time.Hour {
		t.Errorf("the key is kept for %s, want at most the period", ttl)
	}
}

func TestRedisUnderThrong(t *testing.T) {
	server := startRedis(t, freeAddr(t))
	shared, logged := patientRedis(t, server.addr)
	l := newLimiter(t, 50, time.Hour, shared)
	if got := takeAll(l, "a", 200); got != 50 || logged.String() != "" {
		t.Errorf("of 200 at once %d were allowed, want 50: %s", got, logged.String())
	}
}

func TestRedisRefills(t *testing.T) {
	server := startRedis(t, freeAddr(t))
	shared, _ := patientRedis(t, server.addr)
	l := newLimiter(t, 10, time.Second, shared)
	taken, refused := 0, l.Take(t.Context(), "a")
	for ; refused.Allowed; taken++ { // a slow machine is allowed more
		if refused.Remaining == 0 && refused.Reset > 100*time.Millisecond {
			t.Errorf("the last: %+v, want another within 100ms", refused)
		}
		refused = l.Take(t.Context(), "a")
	}
	if taken < 10 {
		t.Errorf("%d were allowed, want 10", taken)
	}
	if refused.RetryAfter <= 0 || refused.RetryAfter > 100*time.Millisecond {
		t.Fatalf("Take() = %+v, want a refusal for at most 100ms", refused)
	}
	time.Sleep(refused.RetryAfter + time.Millisecond)
	if got := l.Take(t.Context(), "a"); !got.Allowed { // later, more may be left
		t.Errorf("after Retry-After: %+v, want it allowed", got)
	}
}

func TestRedisAway(t *testing.T) {
	addr := freeAddr(t)
	shared, logged := openRedis(t, addr)
	l := newLimiter(t, 5, time.Hour, shared)
	allowed := 0
	for range 10 {
		if fast(t, l).Allowed {
			allowed++
		}
	}
	if allowed != 5 {
		t.Errorf("without redis %d of 10 were allowed, want 5", allowed)
	}
	if got := strings.Count(logged.String(), "redis is away"); got != 1 {
		t.Errorf("the outage was logged %d times, want once: %s", got, logged.String())
	}
}

func TestRedisComesBack(t *testing.T) {
	addr := freeAddr(t)
	shared, logged := patientRedis(t, addr)
	l := newLimiter(t, 5, time.Hour, shared)
	fast(t, l)
	startRedis(t, addr)
	if got := fast(t, l).Remaining; got != 3 {
		t.Errorf("during the pause %d remain, want 3: still counted locally", got)
	}
	shared.EndPause()
	if got := l.Take(t.Context(), "a").Remaining; got != 4 {
		t.Errorf("after the pause %d remain, want 4: counted in redis", got)
	}
	if got := logged.String(); strings.Count(got, "redis is away") != 1 || strings.Count(got, "redis is back") != 1 {
		t.Errorf("logged %s, want away and back once each", got)
	}
}

// A server that accepts and never answers is the slowest kind of being away.
func TestRedisSilent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	shared, logged := openRedis(t, listener.Addr().String())
	l := newLimiter(t, 5, time.Hour, shared)
	fast(t, l)
	if !strings.Contains(logged.String(), "redis is away") {
		t.Errorf("logged %q, want that redis is away", logged.String())
	}
}

func TestClientGoneIsNoOutage(t *testing.T) {
	server := startRedis(t, freeAddr(t))
	shared, logged := patientRedis(t, server.addr)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	newLimiter(t, 5, time.Hour, shared).Take(ctx, "a")
	if logged.String() != "" {
		t.Errorf("logged %s", logged.String())
	}
}

func TestOpenRedisHidesThePassword(t *testing.T) {
	_, err := ratelimit.OpenRedis("redis://:hunter2@host:port:6379/x y", slog.Default())
	if want := "open redis: not a URL such as redis://host:6379/0"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// fast takes once, in the time that a request may have to wait.
func fast(t testing.TB, l *ratelimit.Limiter) ratelimit.Result {
	t.Helper()
	start := time.Now()
	result := l.Take(context.Background(), "a")
	if took := time.Since(start); took > 10*time.Second { // 100 ms, and a busy machine
		t.Errorf("took %s", took)
	}
	return result
}

func newNamed(t testing.TB, name string, shared *ratelimit.Redis) *ratelimit.Limiter {
	t.Helper()
	l, err := ratelimit.New(name, 1, time.Hour, shared)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// patientRedis is openRedis for a server that answers.
func patientRedis(t testing.TB, addr string) (*ratelimit.Redis, *logBuffer) {
	t.Helper()
	shared, logged := openRedis(t, addr)
	shared.BePatient()
	return shared, logged
}

func openRedis(t testing.TB, addr string) (*ratelimit.Redis, *logBuffer) {
	t.Helper()
	logged := &logBuffer{}
	shared, err := ratelimit.OpenRedis("redis://"+addr+"/0", slog.New(slog.NewTextHandler(logged, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = shared.Close() })
	return shared, logged
}

type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func freeAddr(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

type redisServer struct{ addr string }

func startRedis(t testing.TB, addr string) redisServer {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("redis-server is not installed")
		}
		t.Skip("redis-server is not installed")
	}
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.Command(binary, "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for range 200 {
		if conn, err := redis.Dial("tcp", addr); err == nil {
			conn.Close()
			return redisServer{addr}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("redis-server does not answer")
	return redisServer{}
}

func (s redisServer) ttl(t testing.TB, key string) time.Duration {
	t.Helper()
	conn, err := redis.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ttl, err := redis.Int64(conn.Do("PTTL", key))
	if err != nil {
		t.Fatal(err)
	}
	return time.Duration(ttl) * time.Millisecond
}
