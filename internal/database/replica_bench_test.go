//go:build linux

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

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// BenchmarkReplica reads lists of 50 rows with 8 clients, by the primary alone and with a
// replica, and says how much processor time each server and this process need for a read.
func BenchmarkReplica(b *testing.B) {
	primary, err := cluster.Start(b.Context(), append(cluster.Streaming, "synchronous_commit=on")...)
	if err != nil {
		pgtest.Missing(b, err)
	}
	b.Cleanup(func() { _ = primary.Stop() })
	db := open(b, database.Options{URL: primary.URL("postgres"), PoolMax: 8, Viewer: viewer.ID})
	for _, sql := range []string{
		"CREATE TABLE t (owner text, n int, v text, PRIMARY KEY (owner, n))",
		"INSERT INTO t SELECT 'user ' || u, n, repeat('x', 100) FROM generate_series(1, 100) AS u, generate_series(1, 200) AS n",
		"VACUUM ANALYZE t",
	} {
		exec(b, db, sql)
	}
	standby, err := primary.Standby(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = standby.Stop() })
	both := open(b, database.Options{URL: primary.URL("postgres"), ReplicaURL: standby.URL("postgres"), ReplicaPatience: 2 * time.Second, PoolMax: 8, Viewer: viewer.ID})
	const list = "SELECT string_agg(v, '') FROM (SELECT v FROM t WHERE owner = $1 ORDER BY n DESC LIMIT 50) AS page"
	for _, tc := range []struct {
		name   string
		db     *database.DB
		writes bool
	}{{"primary", db, false}, {"replica", both, false}, {"primary, beside writes", db, true}, {"replica, beside writes", both, true}} {
		b.Run(tc.name, func(b *testing.B) {
			ctx, cancel := context.WithCancel(b.Context())
			var writing, reading sync.WaitGroup
			if tc.writes {
				writing.Go(func() {
					for i := 0; ctx.Err() == nil; i++ {
						exec(b, db, "UPDATE t SET v = $1 WHERE owner = 'user 1' AND n = 1", fmt.Sprint(i))
						time.Sleep(5 * time.Millisecond)
					}
				})
			}
			for range 20 { // until the replica is used, and every connection is there
				_, _ = read(ctx, tc.db.Driver(), list, "user 1")
				time.Sleep(20 * time.Millisecond)
			}
			var next atomic.Int64
			of, by, own := processorOf(b, primary.PID()), processorOf(b, standby.PID()), self(b)
			b.ResetTimer()
			for range 8 {
				reading.Go(func() {
					for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
						if _, err := read(ctx, tc.db.Driver(), list, fmt.Sprint("user ", i%100+1)); err != nil {
							b.Error(err)
						}
					}
				})
			}
			reading.Wait()
			b.StopTimer()
			each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(b.N) }
			b.ReportMetric(each(processorOf(b, primary.PID())-of), "primary-µs/read")
			b.ReportMetric(each(processorOf(b, standby.PID())-by), "replica-µs/read")
			b.ReportMetric(each(self(b)-own), "own-µs/read")
			cancel()
			writing.Wait()
		})
	}
}

// processorOf is the processor time of a server and its processes.
func processorOf(b *testing.B, pid int) (used time.Duration) {
	b.Helper()
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	check(b, err)
	for _, one := range append(strings.Fields(string(children)), fmt.Sprint(pid)) {
		stat, err := os.ReadFile("/proc/" + one + "/stat")
		if err != nil {
			continue // it has ended
		}
		_, fields, _ := strings.Cut(string(stat), ") ")
		var ticks [2]int64
		for i, field := range strings.Fields(fields)[11:13] {
			_, _ = fmt.Sscan(field, &ticks[i])
		}
		used += time.Duration(ticks[0]+ticks[1]) * 10 * time.Millisecond
	}
	return used
}

func self(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
