package review

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// observer sees from a connection of its own what locks the runner's has.
type observer struct {
	conn *pgx.Conn
	pid  uint32
}

func (o observer) locks(ctx context.Context) (held, error) {
	granted, _, err := o.look(ctx)
	return granted, err
}

// look returns the locks on relations that the runner has, and those that it waits
// for: under 0, what is no relation, such as the end of somebody's transaction.
func (o observer) look(ctx context.Context) (granted, awaited held, err error) {
	rows, err := o.conn.Query(ctx, `SELECT coalesce(relation, 0)::bigint, mode, granted FROM pg_locks WHERE pid = $1 AND (NOT granted
OR locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, o.pid)
	if err != nil {
		return nil, nil, fmt.Errorf("watch locks: %w", err)
	}
	granted, awaited = held{}, held{}
	var relation uint32
	var mode string
	var has bool
	_, err = pgx.ForEachRow(rows, []any{&relation, &mode, &has}, func() error {
		if has {
			granted.add(relation, mode)
		} else {
			awaited.add(relation, mode)
		}
		return nil
	})
	return granted, awaited, err
}

// during collects the locks of a statement that leaves none behind, looking every
// millisecond until the returned function is called. So that none is over before it
// is seen, the observer has every table in use, as a reader has, until the statement
// waits for it. A lock that keeps others off counts only if it was waited for: what
// is done concurrently takes such a one at its end, when nobody is left.
func (o observer) during(ctx context.Context, tables []*relation) (stop func() (held, error), err error) {
	reader, err := o.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("watch locks: %w", err)
	}
	for _, t := range tables {
		if _, err := reader.Exec(ctx, "SELECT FROM "+quoteName(t.Schema, t.Name)+" LIMIT 0"); err != nil {
			return nil, fmt.Errorf("watch locks of %s: %w", t, err)
		}
	}
	all := held{}
	done := make(chan struct{})
	var wait sync.WaitGroup
	var failure error
	wait.Go(func() {
		defer func() { _ = reader.Rollback(ctx) }() // of one that has ended, it does nothing
		for {
			granted, awaited, err := o.look(ctx)
			if err != nil {
				failure = err
				return
			}
			for relation, mode := range granted {
				if modes[strength(mode)].blocks == blocksNothing {
					all.add(relation, mode)
				}
			}
			for relation, mode := range awaited {
				all.add(relation, mode)
				_ = reader.Rollback(ctx)
			}
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	})
	return func() (held, error) {
		close(done)
		wait.Wait()
		return all, failure
	}, nil
}
