package database

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/entask/entask/internal/database/codec"
	"github.com/entask/entask/internal/database/wire"
)

const (
	connectTimeout = 5 * time.Second
	// pingAfter is how long a quiet connection is trusted without a round trip:
	// a router that forgot it sends nothing.
	pingAfter = 30 * time.Second
	// justUsed is how recently a connection was used that is trusted without a look: it is
	// as likely to end while a statement is on its way.
	justUsed    = time.Millisecond
	pingTimeout = 2 * time.Second
	// lookAround is how often connections whose lifetime is over are closed.
	lookAround = time.Second
	// closeTimeout is how long Close waits for connections in use.
	closeTimeout = 5 * time.Second
)

// openPostgres takes every URL that pgx takes, with its settings.
func openPostgres(o Options) (*DB, error) {
	statements := &lookout{sessions: map[*pgx.Conn]*waiting{}}
	cfg, err := poolConfig(o, statements)
	if err != nil {
		return nil, err // pgx masks the password
	}
	servers := newHosts(cfg.ConnConfig)
	servers.install(cfg)
	citus := &citusSpotter{}
	citus.install(cfg)
	ctx, stop := context.WithCancel(context.Background())
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		stop()
		return nil, err
	}
	probe := &prober{pool: pool, hosts: servers}
	measured, err := newMeter(o.Meter, pool)
	if err != nil {
		stop()
		pool.Close()
		return nil, fmt.Errorf("measure: %w", err)
	}
	servers.meter = measured
	looking, stopLooking := context.WithCancel(context.Background())
	go statements.run(looking, func(addresses []string) { servers.doubt(pool, statements, addresses) })
	warm := make(chan struct{})
	go func() {
		defer close(warm)
		if n := min(o.PoolMin, int(cfg.MaxConns)); n > 0 {
			keepWarm(ctx, pool, n, time.Second)
		}
	}()
	primary := newNative(pool, o, probe, measured, citus)
	serving, closeReplica, err := withReplica(looking, primary, o)
	if err != nil {
		stopLooking()
		stop()
		pool.Close()
		return nil, fmt.Errorf("replica: %w", err)
	}
	return &DB{
		sql:     toolPool(pool),
		driver:  admit(serving, o),
		dialect: dialect.Postgres,
		probe:   probe,
		cleanup: func() error {
			defer stopLooking() // the last statements end in time too
			stop()
			<-warm
			return errors.Join(closeReplica(), closePool(pool))
		},
	}, nil
}

func poolConfig(o Options, statements *lookout) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, err
	}
	conn := cfg.ConnConfig
	switch conn.DefaultQueryExecMode {
	case pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeExec:
	default:
		return nil, errors.New("default_query_exec_mode must be cache_statement, cache_describe or exec")
	}
	if conn.ConnectTimeout == 0 {
		conn.ConnectTimeout = connectTimeout
	}
	conn.DialFunc = wire.Dial
	for name, value := range map[string]string{"application_name": "entask", "timezone": "UTC"} {
		if _, set := conn.RuntimeParams[name]; !set || name == "timezone" {
			conn.RuntimeParams[name] = value
		}
	}
	if o.PoolMax > 0 {
		cfg.MaxConns = int32(min(o.PoolMax, math.MaxInt32))
	}
	if o.ConnMaxLifetime > 0 {
		cfg.MaxConnLifetime = o.ConnMaxLifetime
	}
	cfg.HealthCheckPeriod = lookAround
	cfg.PingTimeout = pingTimeout
	cfg.ShouldPing = func(_ context.Context, p pgxpool.ShouldPingParams) bool {
		return p.IdleDuration > justUsed && (p.IdleDuration > pingAfter || !wire.Quiet(p.Conn.PgConn().Conn()))
	}
	cfg.AfterConnect = func(_ context.Context, c *pgx.Conn) error {
		codec.RegisterUTC(c.TypeMap())
		statements.add(c)
		return nil
	}
	cfg.BeforeClose = statements.remove
	if !modeChosen(o.URL) {
		(&poolerSpotter{statementTimeout: o.StatementTimeout}).install(cfg)
	}
	return cfg, nil
}

// closePool waits for the connections in use, but not for ever: a transaction that
// nobody ended must not keep the process from ending.
func closePool(pool *pgxpool.Pool) error {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		pool.Close()
	}()
	select {
	case <-closed:
		return nil
	case <-time.After(closeTimeout):
		return fmt.Errorf("close database: %d connections were not given back", pool.Stat().AcquiredConns())
	}
}
