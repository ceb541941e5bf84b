package database_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// pair is a primary and a standby that streams from it, each with the database app.
type pair struct{ primary, standby *cluster.Cluster }

func newPair(t *testing.T, settings ...string) pair {
	t.Helper()
	var p pair
	var err error
	if p.primary, err = cluster.StartInMemory(t.Context(), append(cluster.Streaming, "synchronous_commit=on")...); err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = p.primary.Stop() })
	p.onPrimary(t, "postgres", "CREATE ROLE service LOGIN", "CREATE DATABASE app OWNER service")
	if p.standby, err = p.primary.Standby(t.Context(), settings...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.standby.Stop() })
	return p
}

func (p pair) onPrimary(t *testing.T, db string, statements ...string) {
	t.Helper()
	on(t, p.primary.URL(db), statements...)
}

// as is the URL of the role that serves.
func (p pair) as(c *cluster.Cluster) string {
	return strings.Replace(c.URL("app"), "postgres@", "service@", 1)
}

func on(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn := pgtest.Connect(t, url)
	defer conn.Close(context.Background())
	for _, sql := range statements {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

// await waits until a query says true.
func await(t *testing.T, url, query string) {
	t.Helper()
	conn := pgtest.Connect(t, url)
	defer conn.Close(context.Background())
	holds := false
	for end := time.Now().Add(30 * time.Second); !holds; time.Sleep(10 * time.Millisecond) {
		if err := conn.QueryRow(t.Context(), query).Scan(&holds); err != nil || time.Now().After(end) {
			t.Fatalf("%s: %v, %v, want true", query, holds, err)
		}
	}
}

// copy is a copy of the service: a database with a replica.
type replicated struct {
	*database.DB
	reader *metric.ManualReader
	said   *sayings
}

// sayings are the changes that a copy has reported.
type sayings struct {
	sync.Mutex
	all []string
}

func (p pair) open(t *testing.T) replicated {
	t.Helper()
	return p.openAt(t, p.primary.URL("app"), p.standby.URL("app"))
}

func (p pair) openAt(t *testing.T, primary, replica string, walls ...string) replicated {
	t.Helper()
	r := replicated{reader: metric.NewManualReader(), said: &sayings{}}
	r.DB = open(t, database.Options{
		URL: primary, ReplicaURL: replica, PoolMax: 8, Viewer: viewer.ID, StatementTimeout: 15 * time.Second, ReplicaPatience: 2 * time.Second, ReplicaWalls: walls,
		Meter: metric.NewMeterProvider(metric.WithReader(r.reader)),
		ReplicaUsed: func(used bool, why string, err error) {
			r.said.Lock()
			defer r.said.Unlock()
			r.said.all = append(r.said.all, fmt.Sprint(used, " ", why, " ", err))
		},
	})
	return r
}

func (s *sayings) list() []string {
	s.Lock()
	defer s.Unlock()
	return slices.Clone(s.all)
}

func (s *sayings) last() string {
	all := s.list()
	return all[len(all)-1]
}

// counted returns the value of a counter with a value of its one attribute.
func (r replicated) counted(t *testing.T, name, value string) (n int64) {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := r.reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all.ScopeMetrics {
		for _, m := range s.Metrics {
			sum, ok := m.Data.(metricdata.Sum[int64])
			if !ok || m.Name != name {
				continue
			}
			for _, point := range sum.DataPoints {
				for _, a := range point.Attributes.ToSlice() {
					if a.Value.AsString() == value {
						n += point.Value
					}
				}
			}
		}
	}
	return n
}

func (r replicated) byReplica(t *testing.T) int64 {
	t.Helper()
	return r.counted(t, "entask.database.reads", "replica")
}

// used waits until the replica answers.
func (r replicated) used(t *testing.T) {
	t.Helper()
	before := r.byReplica(t)
	for begin := time.Now(); r.byReplica(t) == before; time.Sleep(10 * time.Millisecond) {
		if _, err := read(t.Context(), r.Driver(), "SELECT 'x'"); err != nil {
			t.Fatal(err)
		}
		if time.Since(begin) > 20*time.Second {
			t.Fatalf("the replica answers nothing: %q", r.said.list())
		}
	}
}

// TestReplicaAnswers: the replica answers what only reads, and nothing else.
func TestReplicaAnswers(t *testing.T) {
	p := newPair(t)
	db := p.open(t)
	exec(t, db.DB, "CREATE TABLE t (n int)")
	db.used(t)
	for _, tc := range []struct {
		query   string
		replica bool
	}{
		{"SELECT pg_is_in_recovery()::text", true},
		{"WITH x AS (SELECT 1) SELECT pg_is_in_recovery()::text FROM x", false},
		{"INSERT INTO t VALUES (1) RETURNING pg_is_in_recovery()::text", false},
	} {
		if got, err := read(t.Context(), db.Driver(), tc.query); err != nil || got != fmt.Sprint(tc.replica) {
			t.Errorf("%s: on a replica: %s, %v, want %t", tc.query, got, err, tc.replica)
		}
	}
	tx, err := db.Driver().Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read(t.Context(), tx, "SELECT pg_is_in_recovery()::text"); err != nil || got != "false" {
		t.Errorf("in a transaction: on a replica: %s, %v", got, err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	// What a standby refuses is asked of the primary.
	if got, err := read(t.Context(), db.Driver(), "SELECT n::text FROM t FOR UPDATE"); err != nil || got != "1" {
		t.Errorf("a lock: %s, %v", got, err)
	}
	if n := db.counted(t, "entask.database.replica.fallbacks", "refused"); n != 1 {
		t.Errorf("%d refused, want 1", n)
	}
}

// TestReplicaWall: row-level security knows the viewer on the replica, and forgets him.
func TestReplicaWall(t *testing.T) {
	p := newPair(t)
	db := p.open(t)
	exec(t, db.DB, "CREATE TABLE t (owner text, v text)")
	exec(t, db.DB, "GRANT ALL ON t TO service")
	exec(t, db.DB, "ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
	exec(t, db.DB, "CREATE POLICY p ON t USING (owner = current_setting('app.user_id', true))")
	ann, bob := asUser(t.Context(), "ann"), asUser(t.Context(), "bob")
	for who, ctx := range map[string]context.Context{"ann": ann, "bob": bob} {
		if err := db.Driver().Exec(ctx, "INSERT INTO t VALUES ($1, 'of ' || $1)", []any{who}, nil); err != nil {
			t.Fatal(err)
		}
	}
	db = p.openAt(t, p.as(p.primary), p.as(p.standby), "t")
	db.used(t)
	before := db.byReplica(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				for want, ctx := range map[string]context.Context{"of ann": ann, "of bob": bob, "": t.Context()} {
					if got, err := read(ctx, db.Driver(), "SELECT coalesce(string_agg(v, ','), '') FROM t"); err != nil || got != want {
						t.Errorf("read %q, %v, want %q", got, err, want)
					}
				}
			}
		})
	}
	all.Wait()
	if n := db.byReplica(t) - before; n < 600 {
		t.Errorf("the replica has answered %d of 1200", n)
	}
	owner := strings.Replace(p.as(p.standby), "service@", "owner@", 1)
	free := strings.Replace(p.as(p.standby), "service@", "free@", 1)
	p.onPrimary(t, "app", "CREATE ROLE owner LOGIN", "CREATE ROLE free LOGIN BYPASSRLS", "GRANT ALL ON t TO free",
		"CREATE TABLE u (n int)", "ALTER TABLE u OWNER TO owner", "ALTER TABLE u ENABLE ROW LEVEL SECURITY", "GRANT ALL ON t TO owner")
	for url, why := range map[string]string{p.standby.URL("app"): "it is a superuser", free: "it has BYPASSRLS", owner: "it owns u, which does not force it"} {
		db := p.openAt(t, p.as(p.primary), url, "t", "u")
		for begin := time.Now(); db.counted(t, "entask.database.replica.fallbacks", "unwalled") == 0; time.Sleep(10 * time.Millisecond) {
			if got, err := read(ann, db.Driver(), "SELECT string_agg(v, ',') FROM t"); err != nil || got != "of ann" {
				t.Fatalf("where %s: read %q, %v, want \"of ann\"", why, got, err)
			}
			if time.Since(begin) > 20*time.Second {
				t.Fatalf("where %s: %q", why, db.said.list())
			}
		}
		want := "false unwalled row-level security does not hold for this database role: " + why
		if n := db.byReplica(t); n > 0 || db.said.last() != want {
			t.Errorf("where %s: the replica has answered %d, and said %q", why, n, db.said.list())
		}
	}
	p.openAt(t, p.as(p.primary), p.standby.URL("app")).used(t) // where that is meant
}
