package database

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// keepWarm opens connections as soon as there are fewer than n: the pool closes
// them when their lifetime is over and opens none before one is needed. Its own
// MinConns would go on connecting while it is being closed, and knock at a database
// that is away every time that it looks.
func keepWarm(ctx context.Context, pool *pgxpool.Pool, n int, every time.Duration) {
	pause := every
	for {
		if int(pool.Stat().TotalConns()) < n && fill(ctx, pool, n) != nil {
			pause = min(2*pause, time.Minute) // away: do not knock each second
		} else {
			pause = every
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// fill takes n connections at once, so that n must be open, and gives them back.
func fill(ctx context.Context, pool *pgxpool.Pool, n int) error {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	for range n {
		c, err := pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer c.Release() //nolint:gocritic // all n are held until all are open
	}
	return nil
}
