package locks

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/catalog"
)

// Observer reads, on its own connection, which locks another session has.
type Observer struct {
	Conn *pgx.Conn
	PID  uint32 // of the session that is observed
}

// Held returns the locks on relations that the session has now.
func (o Observer) Held(ctx context.Context) (Held, error) {
	granted, _, err := o.look(ctx)
	return granted, err
}

// look returns the locks on relations that the session has, and those that it waits for.
// What is not a relation, such as the end of a transaction, is under 0.
func (o Observer) look(ctx context.Context) (granted, awaited Held, err error) {
	rows, err := o.Conn.Query(ctx, `SELECT coalesce(relation, 0)::bigint, mode, granted FROM pg_locks WHERE pid = $1 AND (NOT granted
OR locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, o.PID)
	if err != nil {
		return nil, nil, fmt.Errorf("watch locks: %w", err)
	}
	granted, awaited = Held{}, Held{}
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

// During collects the locks of a statement that leaves none behind. It looks every
// millisecond until the returned function is called. So that no lock ends before it is seen,
// the observer reads every table in a transaction, until the statement waits for it. A
// blocking lock counts only if the statement waited for it: a concurrent statement takes
// such a lock at its end, when no other user is left.
func (o Observer) During(ctx context.Context, tables []*catalog.Relation) (stop func() (Held, error), err error) {
	reader, err := o.Conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("watch locks: %w", err)
	}
	for _, t := range tables {
		if _, err := reader.Exec(ctx, "SELECT FROM "+catalog.Quote(t.Schema, t.Name)+" LIMIT 0"); err != nil {
			return nil, fmt.Errorf("watch locks of %s: %w", t, err)
		}
	}
	all := Held{}
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
				if ModeOf(mode).Blocks == blocksNothing {
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
	return func() (Held, error) {
		close(done)
		wait.Wait()
		return all, failure
	}, nil
}
