//go:build unix

package database_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestReplicaIsCurrent: clients of two copies see each change that was answered, and never
// go back in time, whatever becomes of the replica.
func TestReplicaIsCurrent(t *testing.T) {
	p := newPair(t)
	one, two := p.open(t), p.open(t)
	exec(t, one.DB, "CREATE TABLE t (who text PRIMARY KEY, n int NOT NULL)")
	one.used(t)
	two.used(t)
	standby := p.standby.URL("app")
	for _, fault := range []struct {
		name string
		does func()
		undo func()
	}{
		{"nothing", func() {}, func() {}},
		{"lags", func() { on(t, standby, "SELECT pg_wal_replay_pause()") }, func() { on(t, standby, "SELECT pg_wal_replay_resume()") }},
		{"frozen", func() { freeze(t, p.standby.PID(), syscall.SIGSTOP) }, func() { freeze(t, p.standby.PID(), syscall.SIGCONT) }},
		{"killed", func() { check(t, p.standby.Halt()) }, func() { check(t, p.standby.Restart(t.Context())) }},
		{"promoted", func() { on(t, standby, "SELECT pg_promote()", "UPDATE t SET n = n + 1000000") }, func() {}},
	} {
		t.Run(fault.name, func(t *testing.T) {
			one.used(t)
			two.used(t)
			l := &users{writes: one.Driver(), reads: two.Driver()}
			before := one.byReplica(t) + two.byReplica(t)
			done := make(chan struct{})
			go func() {
				defer close(done)
				time.Sleep(300 * time.Millisecond)
				fault.does()
			}()
			l.run(t, 1500*time.Millisecond)
			<-done
			fault.undo()
			if n := one.byReplica(t) + two.byReplica(t) - before; n == 0 {
				t.Error("the replica has answered nothing")
			}
			l.judge(t)
		})
	}
}

// TestStandbyAloneIsOld: a standby that is asked without a proof is found out by the same
// clients.
func TestStandbyAloneIsOld(t *testing.T) {
	p := newPair(t, "recovery_min_apply_delay=300ms")
	one := p.open(t)
	exec(t, one.DB, "CREATE TABLE t (who text PRIMARY KEY, n int NOT NULL)")
	standby := open(t, database.Options{URL: p.standby.URL("app"), PoolMax: 4, Viewer: viewer.ID})
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if _, err := read(t.Context(), standby.Driver(), "SELECT count(*)::text FROM t"); err == nil {
			break
		} else if time.Since(begin) > 20*time.Second {
			t.Fatal(err)
		}
	}
	l := &users{writes: one.Driver(), reads: standby.Driver()}
	l.run(t, time.Second)
	if len(l.old) == 0 {
		t.Error("nothing is old on a standby that lags")
	}
}

// users write through one copy and read through another one.
type users struct {
	writes, reads dialect.Driver

	mu   sync.Mutex
	n    int
	old  []string
	errs []error
}

// run has three users, each with a device that writes and reads, and one that only reads.
func (l *users) run(t *testing.T, during time.Duration) {
	t.Helper()
	until := time.Now().Add(during)
	var all sync.WaitGroup
	for i := range 3 {
		who := fmt.Sprint("user ", i)
		if err := l.writes.Exec(t.Context(), "INSERT INTO t VALUES ($1, 0) ON CONFLICT (who) DO UPDATE SET n = 0", []any{who}, nil); err != nil {
			t.Fatal(err)
		}
		var sent, answered atomic.Int64
		all.Go(func() {
			for n := int64(1); time.Now().Before(until); n++ {
				sent.Store(n)
				if err := l.writes.Exec(t.Context(), "UPDATE t SET n = $2 WHERE who = $1", []any{who, int(n)}, nil); err != nil {
					l.note("", err)
					return
				}
				answered.Store(n)
				l.read(t.Context(), l.reads, who, n, &sent)
			}
		})
		all.Go(func() {
			last := int64(0)
			for i := 0; time.Now().Before(until); i++ {
				last = l.read(t.Context(), []dialect.Driver{l.writes, l.reads}[i%2], who, max(last, answered.Load()), &sent)
			}
		})
	}
	all.Wait()
}

// read reads the number of a user, which must not be below at least, nor above what was sent.
func (l *users) read(ctx context.Context, drv dialect.Driver, who string, least int64, sent *atomic.Int64) (n int64) {
	text, err := read(ctx, drv, "SELECT n::text FROM t WHERE who = $1", who)
	if err == nil {
		_, err = fmt.Sscan(text, &n)
	}
	old := ""
	if most := sent.Load(); err == nil && (n < least || n > most) {
		old = fmt.Sprintf("%s reads %d, want %d to %d", who, n, least, most)
	}
	l.note(old, err)
	return max(n, least)
}

func (l *users) note(old string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	if old != "" {
		l.old = append(l.old, old)
	}
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

// judge expects that nothing was old and nothing failed.
func (l *users) judge(t *testing.T) {
	t.Helper()
	if len(l.old) > 0 {
		t.Errorf("%d of %d reads were untrue, such as: %s", len(l.old), l.n, l.old[0])
	}
	if len(l.errs) > 0 {
		t.Errorf("%d of %d failed, such as: %v", len(l.errs), l.n, l.errs[0])
	}
}

// freeze signals a server and its processes.
func freeze(t *testing.T, pid int, sig syscall.Signal) {
	t.Helper()
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	check(t, err)
	for _, one := range append(strings.Fields(string(children)), fmt.Sprint(pid)) {
		var child int
		_, err := fmt.Sscan(one, &child)
		check(t, err)
		check(t, syscall.Kill(child, sig))
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
