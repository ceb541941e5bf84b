package idempotency_test

import (
	"context"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/service/idempotency"
)

// longest is a driver that remembers its longest statement.
type longest struct {
	dialect.Driver
	took time.Duration
}

func (l *longest) Query(ctx context.Context, query string, args, v any) error {
	began := time.Now()
	err := l.Driver.Query(ctx, query, args, v)
	l.took = max(l.took, time.Since(began))
	return err
}

// BenchmarkPurge purges 100,000 expired keys. What counts is how long one statement takes.
func BenchmarkPurge(b *testing.B) {
	db := harness.Connect(b, pgtest.NewDatabase(b))
	harness.Entask.Create(b, db)
	slow := &longest{Driver: db.Driver()}
	store := idempotency.New(ent.NewClient(ent.Driver(slow)), slow)
	for b.Loop() {
		b.StopTimer()
		if _, err := db.SQL().ExecContext(b.Context(), `INSERT INTO idempotency_keys (id, user_id, key, fingerprint, answer, expires_at)
			SELECT gen_random_uuid(), 'ann', 'key ' || i, '\x00', convert_to(repeat(md5(i::text), 10), 'utf8'), now() - interval '1 hour' FROM generate_series(1, 100000) i`); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if n, err := store.Purge(b.Context()); err != nil || n != 100_000 {
			b.Fatalf("Purge() = %d, %v", n, err)
		}
	}
	b.ReportMetric(float64(slow.took.Milliseconds()), "ms/longest")
}
