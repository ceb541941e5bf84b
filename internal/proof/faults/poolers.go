package main

import (
	"context"
	"errors"
	"time"

	"github.com/entask/entask/internal/postgres/cluster"
)

// poolers are faults of a pooler between the service and PostgreSQL.
var poolers = []fault{
	{
		name: "PgBouncer restarted", done: "a PgBouncer in transaction mode is killed and started again under load, 3 times", holds: "the books agree", within: time.Second,
		try: func(ctx context.Context, l *lab) (r result, err error) {
			p, err := cluster.StartPooler(ctx, l.URL("postgres"))
			if err != nil {
				return result{}, err
			}
			defer func() { err = errors.Join(err, p.Stop()) }()
			s, err := l.newStandAt(ctx, l.Cluster, func(s *stand) string { return s.by(host(p.URL(""))) })
			if err != nil {
				return result{}, err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			return s.underLoad(ctx, func(ctx context.Context) error {
				for range 3 {
					if err := firstError(p.Halt(), pause(ctx, 100*time.Millisecond), p.Restart(ctx), pause(ctx, 300*time.Millisecond)); err != nil {
						return err
					}
				}
				return nil
			})
		},
	},
}
