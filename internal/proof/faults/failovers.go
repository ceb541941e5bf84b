package main

import (
	"context"
	"errors"
	"syscall"
	"time"

	"github.com/entask/entask/internal/postgres/cluster"
)

// failovers have a standby with everything that its primary has confirmed, and a
// DATABASE_URL that names both with target_session_attrs=read-write.
var failovers = []fault{
	{
		name: "planned switchover", done: "the primary becomes read-only and stays up; the standby is promoted", holds: "the books agree", within: 2 * time.Second,
		try: failover(func(ctx context.Context, primary, standby *cluster.Cluster) error {
			err := execute(ctx, primary.URL("postgres"), "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
			return firstError(err, pause(ctx, 300*time.Millisecond), promote(ctx, standby))
		}),
	},
	{
		name: "primary stopped, standby promoted", done: "a fast shutdown of the primary, and the promotion of the standby", holds: "the books agree", within: 2 * time.Second,
		try: failover(func(ctx context.Context, primary, standby *cluster.Cluster) error {
			return firstError((&stand{cluster: primary}).shutDown(ctx), promote(ctx, standby))
		}),
	},
	{
		name: "primary killed, standby promoted", done: "SIGKILL of the primary under load, and the promotion of the standby", holds: "the books agree", within: 2 * time.Second,
		try: failover(func(ctx context.Context, primary, standby *cluster.Cluster) error {
			return firstError(primary.Halt(), promote(ctx, standby))
		}),
	},
	{
		name: "primary frozen, standby promoted", done: "SIGSTOP of the primary, whose connections stay open, and the promotion of the standby", holds: "the books agree", within: 5 * time.Second,
		try: failover(func(ctx context.Context, primary, standby *cluster.Cluster) error {
			_, err := freeze(primary.PID()) // it is thawed only to be ended
			return firstError(err, promote(ctx, standby))
		}),
	},
}

func promote(ctx context.Context, standby *cluster.Cluster) error {
	return execute(ctx, standby.URL("postgres"), "SELECT pg_promote()")
}

// failover tries a fault on a primary whose standby takes over.
func failover(takeOver func(ctx context.Context, primary, standby *cluster.Cluster) error) func(context.Context, *lab) (result, error) {
	return func(ctx context.Context, l *lab) (r result, err error) {
		primary, err := cluster.Start(ctx, durable...)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, buried(primary)) }()
		if err := l.migrate(ctx, primary); err != nil {
			return result{}, err
		}
		standby, err := primary.Standby(ctx)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, standby.Stop()) }()
		if err := execute(ctx, primary.URL("postgres"), "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"); err != nil {
			return result{}, err
		}
		s, err := l.newStandAt(ctx, primary, func(s *stand) string {
			return s.by(host(primary.URL("")), host(standby.URL(""))) + "&target_session_attrs=read-write"
		})
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		return s.underLoad(ctx, func(ctx context.Context) error {
			err := takeOver(ctx, primary, standby)
			s.moved(standby)
			return err
		})
	}
}

// moved makes another server the database.
func (s *stand) moved(to *cluster.Cluster) {
	s.database = to.URL(name(s.database))
	s.cluster, s.conn = to, nil // the old one ends with its server
}

// buried ends a server, even a frozen one.
func buried(c *cluster.Cluster) error {
	pid := c.PID()
	tell(family(pid), syscall.SIGKILL) // works on frozen processes too
	return c.Stop()
}
