package database

import (
	"context"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/metrics"
)

// withReplica returns the driver of the primary itself, unless the options name a replica. The
// replica is watched until ctx is done, and left by the function that withReplica returns.
func withReplica(ctx context.Context, primary *native, o Options) (dialect.Driver, func() error, error) {
	if o.ReplicaURL == "" {
		return primary, func() error { return nil }, nil
	}
	of := o
	of.URL, of.PoolMax = o.ReplicaURL, primary.most+1 // one more, by which it is watched
	r := &replica{primary: primary, statements: &lookout{sessions: map[*pgx.Conn]*waiting{}}, pooled: modeChosen(o.ReplicaURL), walls: o.ReplicaWalls}
	cfg, err := poolConfig(of, r.statements)
	if err != nil {
		return nil, nil, err // pgx masks the password
	}
	newHosts(cfg.ConnConfig).install(cfg)
	connecting, stop := context.WithCancel(context.Background())
	if r.pool, err = pgxpool.NewWithConfig(connecting, cfg); err != nil {
		stop()
		return nil, nil, err
	}
	r.positions = &positions{ask: primary.position}
	r.counts.begin()
	r.watch.begin(o)
	if err := r.measure(o.Meter); err != nil {
		stop()
		r.pool.Close()
		return nil, nil, err
	}
	go r.statements.run(ctx, func([]string) { r.ask() })
	go r.look(ctx)
	return &reader{primary, r}, func() error {
		stop()
		return closePool(r.pool)
	}, nil
}

func (r *replica) measure(provider metric.MeterProvider) error {
	set := metrics.New(provider, scope)
	const reads, by = "entask.database.reads", "SELECTs outside of transactions, by who answered them."
	set.Counter(reads, "{statement}", by, r.served.Load, attribute.String("server", "replica"))
	set.Counter(reads, "{statement}", by, func() (n int64) {
		for _, count := range r.fallbacks {
			n += count.Load()
		}
		return n
	}, attribute.String("server", "primary"))
	for _, why := range reasons {
		set.Counter("entask.database.replica.fallbacks", "{statement}", "SELECTs that the primary had to answer, by the reason.",
			r.fallbacks[why].Load, attribute.String("reason", string(why)))
	}
	set.Gauge("entask.database.replica.lag", "s", "How long the replica was last waited for, or for how long it has not been used.", r.late)
	set.Level("entask.database.replica.connections", "{connection}", "Connections to the replica.", func() int64 { return int64(r.pool.Stat().TotalConns()) })
	return set.Err()
}
