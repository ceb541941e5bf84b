package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/proof/bench/meter"
)

// worstText is the text whose JSON is longest: six bytes for each of its bytes.
const worstText = `repeat(E'\u0001', 10000)`

// seedRows writes n tasks of a user; description is an SQL expression.
func seedRows(t testing.TB, conn *pgx.Conn, user string, n int, description string) {
	t.Helper()
	_, err := conn.Exec(t.Context(), `INSERT INTO tasks (id, user_id, created_at, updated_at, title, description)
		SELECT gen_random_uuid(), $1, now() + n * interval '1 ms', now(), 'Task ' || n, `+description+` FROM generate_series(1, $2) n`, user, n)
	if err != nil {
		t.Fatal(err)
	}
}

// sleeper is a client that has sent a request and does not read the reply.
type sleeper struct{ net.Conn }

// sleepers send one request each, all at the same time, and read nothing of the replies.
func (s *service) sleepers(t testing.TB, n int, request func(i int) call) []sleeper {
	t.Helper()
	all := make([]sleeper, n)
	for i := range all {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
			t.Fatal(err)
		}
		all[i] = sleeper{conn}
	}
	for i, one := range all {
		c := request(i)
		body := ""
		if c.Body != nil {
			raw, err := json.Marshal(c.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = string(raw)
		}
		if _, err := fmt.Fprintf(one, "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			c.Method, c.Path, token(t, c.User), len(body), body); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// latencies are how long n reads of a short list take, one after the other.
func (s *service) latencies(t testing.TB, user string, n int) []time.Duration {
	t.Helper()
	all := make([]time.Duration, n)
	for i := range all {
		began := time.Now()
		if r := s.do(t, call{Method: http.MethodGet, Path: tasks + "?limit=20", User: user}); r.Status != http.StatusOK {
			t.Fatalf("a short list = %d %s, want 200", r.Status, r.Body)
		}
		all[i] = time.Since(began)
	}
	slices.Sort(all)
	return all
}

func p99(sorted []time.Duration) time.Duration { return sorted[len(sorted)*99/100] }

// TestReaders: replies that nobody reads are bounded in memory, nobody else has to wait for
// them, and none of them is kept.
func TestReaders(t *testing.T) {
	const ordinary = `'Some words about it, as people write them'`
	list := func(_ []string, user string) call {
		return call{Method: http.MethodGet, Path: tasks + "?limit=1000", User: user}
	}
	batch := func(ids []string, user string) call {
		return call{Method: http.MethodPatch, Path: tasks + "/batch", User: user, Body: map[string]any{"ids": ids, "change": map[string]any{"completed": true}}}
	}
	for _, tc := range []struct {
		name           string
		clients, users int
		rows           int // of each user
		text           string
		request        func(ids []string, user string) call
		settings       []string
	}{
		{"worst rows of one user", 40, 1, 1000, worstText, list, nil},
		{"worst rows of many users", 40, 40, 100, worstText, list, nil},
		{"worst rows in little memory", 40, 40, 100, worstText, list, []string{"GOMEMLIMIT=100MiB"}},
		{"ordinary rows of one user", 300, 1, 1000, ordinary, list, nil},
		{"ordinary rows of many users", 300, 30, 1000, ordinary, list, nil},
		{"batches of worst rows", 40, 40, 100, worstText, batch, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			metrics := freeAddress(t)
			s, conn := onPostgres(t, append(tc.settings, "METRICS_ADDR="+metrics)...)
			everybody := make([]string, tc.users)
			ids := map[string][]string{}
			for i := range everybody {
				everybody[i] = fmt.Sprint("mallory", i)
				seedRows(t, conn, everybody[i], tc.rows, tc.text)
				rows, _ := conn.Query(t.Context(), "SELECT id::text FROM tasks WHERE user_id = $1 LIMIT 100", everybody[i]) // CollectRows has its error
				var err error
				if ids[everybody[i]], err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
					t.Fatal(err)
				}
			}
			seedRows(t, conn, "ann", 100, ordinary)
			s.holdsOthers(t, func() {
				s.sleepers(t, tc.clients, func(i int) call {
					user := everybody[i%tc.users]
					return tc.request(ids[user], user)
				})
			})
			for deadline := time.Now().Add(40 * time.Second); s.metric(t, metrics, "entask_replies_memory_bytes") != 0; time.Sleep(100 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("%d bytes are held by replies that nobody reads", s.metric(t, metrics, "entask_replies_memory_bytes"))
				}
			}
			for range 5 { // and there is room again
				if r := s.do(t, call{Method: http.MethodGet, Path: tasks + "?limit=1000", User: everybody[0]}); r.Status != http.StatusOK {
					t.Errorf("afterwards a long list = %d %s, want 200", r.Status, r.Body)
				}
			}
		})
	}
}

// holdsOthers has clients take what they can get, and expects that the process does not
// grow by much and that another user hardly notices.
func (s *service) holdsOthers(t *testing.T, take func()) {
	t.Helper()
	const (
		most  = 128 << 20              // of resident memory, more than before
		floor = 750 * time.Millisecond // of a machine that is busy
	)
	s.latencies(t, "ann", 100) // and the connections are warm
	alone := p99(s.latencies(t, "ann", 300))
	process := meter.Process(s.cmd.Process.Pid)
	before, err := process.Memory()
	if err != nil {
		t.Fatal(err)
	}
	take()
	began := time.Now()
	beside := p99(s.latencies(t, "ann", 300))
	time.Sleep(5*time.Second - time.Since(began))
	during, err := process.Memory()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("alone p99 %s, beside them %s; resident %d MiB before, %d MiB at most, %d MiB now", alone, beside, before.Now>>20, during.Peak>>20, during.Now>>20)
	if grown := during.Peak - before.Now; raceFlag == nil && grown > most {
		t.Errorf("the process grew by %d MiB, want at most %d", grown>>20, most>>20)
	}
	if beside > max(2*alone, floor) {
		t.Errorf("another user's p99 is %s, want at most twice %s, or %s", beside, alone, floor)
	}
}
