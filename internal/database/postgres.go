package database

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	connectTimeout = 5 * time.Second
	// pingAfter is how long a quiet connection is trusted without a round trip:
	// a router that forgot it sends nothing.
	pingAfter = 30 * time.Second
	// justUsed is how long ago a connection may have been used that is not even looked
	// at: it is as likely to end while a statement is on its way.
	justUsed    = time.Millisecond
	pingTimeout = 2 * time.Second
	// lookAround is how often connections whose lifetime is over are closed.
	lookAround = time.Second
	// closeTimeout is how long Close waits for who does not give a connection back.
	closeTimeout = 5 * time.Second
)

// openPostgres knows what pgx knows, so the URL may carry its settings.
func openPostgres(o Options) (*DB, error) {
	statements := &watcher{watched: map[*pgx.Conn]*watch{}}
	cfg, err := poolConfig(o, statements)
	if err != nil {
		return nil, err // pgx masks the password
	}
	servers := newHosts(cfg.ConnConfig)
	servers.install(cfg)
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
	if servers.several {
		go statements.run(ctx, func(addresses []string) { servers.doubt(pool, statements, addresses) })
	}
	warm := make(chan struct{})
	go func() {
		defer close(warm)
		if n := min(o.PoolMin, int(cfg.MaxConns)); n > 0 {
			keepWarm(ctx, pool, n, time.Second)
		}
	}()
	return &DB{
		sql:     toolPool(pool),
		driver:  newNative(pool, o, probe, measured),
		dialect: dialect.Postgres,
		probe:   probe,
		cleanup: func() error {
			stop()
			<-warm
			return closePool(pool)
		},
	}, nil
}

func poolConfig(o Options, statements *watcher) (*pgxpool.Config, error) {
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
	conn.DialFunc = dial
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
		return p.IdleDuration > justUsed && (p.IdleDuration > pingAfter || !quiet(p.Conn.PgConn().Conn()))
	}
	cfg.AfterConnect = func(_ context.Context, c *pgx.Conn) error {
		registerUTC(c.TypeMap())
		statements.add(c)
		return nil
	}
	cfg.BeforeClose = statements.remove
	if !modeChosen(o.URL) {
		(&poolerSpotter{statementTimeout: o.StatementTimeout}).install(cfg)
	}
	return cfg, nil
}

// registerUTC makes times come back in UTC, not in the zone of this process.
func registerUTC(m *pgtype.Map) {
	m.RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
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
