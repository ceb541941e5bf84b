//go:build alerts

package deploy

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/entask/entask/ent"
)

// ofTheLimits are the scenarios in which clients, or an output, meet a limit of the service.
var ofTheLimits = []scenario{
	{
		name: "nobody reads long replies", fires: []string{"EntaskRepliesRefused", "EntaskErrors"},
		may: "EntaskSlow", // a request waits two seconds before it is refused
		try: func(s *stand) { s.unread(24) },
	},
	{
		name: "one user does not read long replies", may: "EntaskSlow", try: func(s *stand) { s.unread(1) },
		also: []question{some(`entask_replies_refused_total{reason="viewer"} > 0`)},
	},
	{
		name: "a client goes on although its quota is full", fires: []string{"EntaskQuotaRefusals"}, try: func(s *stand) {
			s.settings = []string{"RATE_LIMIT=off"}
			s.useUpKeys("eager")
			s.serve()
			s.scrape(4)
			s.steps(100, func(i int) {
				s.read(2)
				if got := s.create("eager", fmt.Sprint("key ", i)); got != http.StatusConflict {
					s.t.Errorf("a create beyond the quota of keys: got %d, want 409", got)
				}
			})
		},
	},
	{
		name: "a quota is full", try: func(s *stand) {
			s.useUpKeys("ann")
			s.serve()
			s.scrape(4)
			s.steps(100, func(i int) {
				s.read(2)
				if i%10 == 0 {
					s.create("ann", fmt.Sprint("key ", i))
				}
			})
		},
		also: []question{some("entask_quota_refused_total == 10")},
	},
	{
		name: "there are too many connections", fires: []string{"EntaskConnectionsClosed"},
		may: "EntaskFiles", // where a process may have few files
		try: func(s *stand) {
			s.serve()
			s.scrape(4)
			for range 4096 + 64 {
				conn, err := net.Dial("tcp", s.address)
				if err != nil {
					s.t.Fatal(err)
				}
				defer conn.Close()
			}
			s.steps(8, func(int) { s.read(1) })
		},
	},
	{
		name: "the disk of the audit is full", fires: []string{"EntaskAuditDropped"}, try: func(s *stand) {
			s.settings = []string{"AUDIT_LOG=/dev/full"}
			s.serve()
			s.scrape(4)
			s.steps(8, func(i int) {
				if got := s.create("ann", fmt.Sprint("key ", i)); got != http.StatusCreated {
					s.t.Errorf("a create without an audit: got %d, want 201", got)
				}
			})
		},
	},
}

// useUpKeys gives a user as many idempotency keys as the quota allows.
func (s *stand) useUpKeys(user string) {
	s.t.Helper()
	s.lab.execute(s.t, s.database, fmt.Sprintf(`INSERT INTO idempotency_keys (id, user_id, key, fingerprint, expires_at)
		SELECT gen_random_uuid(), '%s', 'before ' || n, '', now() + interval '1 day' FROM generate_series(1, %d) n`, user, ent.IdempotencyKeyQuota.Rows))
}

// create sends a request for a new row, with an Idempotency-Key, and returns the status.
func (s *stand) create(user, key string) int {
	req, err := s.request("POST", s.list, user, `{"title": "Task"}`)
	if err != nil {
		s.t.Error(err)
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	return s.answer(req)
}

// unread is a run in which clients of so many users ask for lists of long rows and do not
// read them.
func (s *stand) unread(users int) {
	s.t.Helper()
	const clients = 24
	s.settings = []string{fmt.Sprint("DB_POOL_MAX=", clients), "RATE_LIMIT=off"}
	s.lab.execute(s.t, s.database, fmt.Sprintf(`INSERT INTO tasks (id, user_id, created_at, updated_at, title, description)
		SELECT gen_random_uuid(), 'sleeper ' || u, now() + n * interval '1 ms', now(), 'Task', repeat(E'\u0001', 10000)
		FROM generate_series(0, %d) u, generate_series(1, 20) n`, users-1))
	s.serve()
	s.scrape(4)
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	for i := range clients {
		go func() {
			for ctx.Err() == nil {
				s.doze(ctx, fmt.Sprint("sleeper ", i%users))
			}
		}()
	}
	s.steps(60, func(int) { time.Sleep(200 * time.Millisecond) }) // until the service has reset the first ones
}

// doze asks for a list and reads its status alone. If there is a list, it holds the
// connection until the service must have given it up.
func (s *stand) doze(ctx context.Context, user string) {
	req, err := s.request("GET", s.list+"?limit=1000", user, "")
	if err != nil {
		s.t.Error(err)
		return
	}
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		return
	}
	defer conn.Close()
	if conn.(*net.TCPConn).SetReadBuffer(4<<10) != nil || req.Write(conn) != nil {
		return
	}
	status := make([]byte, len("HTTP/1.1 200"))
	if _, err := io.ReadFull(conn, status); err != nil || string(status) != "HTTP/1.1 200" {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(15 * time.Second):
	}
}
