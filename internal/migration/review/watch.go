package review

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// watcher sees from a connection of its own what locks the runner's has.
type watcher struct {
	conn *pgx.Conn
	pid  uint32
}

// held is the strongest mode on each relation, by its name in pg_locks.
type held map[uint32]string

func (w watcher) locks(ctx context.Context) (held, error) {
	granted, _, err := w.look(ctx)
	return granted, err
}

// look returns the locks on relations that the runner has, and those that it waits
// for: under 0, what is no relation, such as the end of somebody's transaction.
func (w watcher) look(ctx context.Context) (granted, awaited held, err error) {
	rows, err := w.conn.Query(ctx, `SELECT coalesce(relation, 0)::bigint, mode, granted FROM pg_locks WHERE pid = $1 AND (NOT granted
OR locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, w.pid)
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

func (h held) add(relation uint32, mode string) {
	if old, ok := h[relation]; !ok || strength(mode) > strength(old) {
		h[relation] = mode
	}
}

// during collects the locks of a statement that leaves none behind, looking every
// millisecond until the returned function is called. So that none is over before it
// is seen, the watcher has every table in use, as a reader has, until the statement
// waits for it. A lock that keeps others off counts only if it was waited for: what
// is done concurrently takes such a one at its end, when nobody is left.
func (w watcher) during(ctx context.Context, tables []*relation) (stop func() (held, error), err error) {
	reader, err := w.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
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
			granted, awaited, err := w.look(ctx)
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

// activity counts what was done to each table.
type activity map[uint32]struct{ scans, rows int64 }

const (
	inTransactionActivity = `SELECT relid::bigint, coalesce(seq_scan, 0), n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables`
	committedActivity     = `SELECT relid::bigint, coalesce(seq_scan, 0), n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables`
)

func readActivity(ctx context.Context, conn *pgx.Conn, query string) (activity, error) {
	rows, err := conn.Query(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("read statistics: %w", err)
	}
	a := activity{}
	var table uint32
	var scans, changed int64
	_, err = pgx.ForEachRow(rows, []any{&table, &scans, &changed}, func() error {
		a[table] = struct{ scans, rows int64 }{scans, changed}
		return nil
	})
	return a, err
}

// since returns the rows changed after before was read; and, of what known has,
// the tables that were scanned, and the rows changed in each.
func (a activity) since(before activity, known *catalog) (scans []string, rows int64, changed map[uint32]int64) {
	scans, changed = []string{}, map[uint32]int64{}
	for table, now := range a {
		n := now.rows - before[table].rows
		rows += n
		r := known.Relations[table]
		if r == nil {
			continue
		}
		if now.scans > before[table].scans {
			scans = append(scans, r.String())
		}
		if n > 0 {
			changed[table] = n
		}
	}
	slices.Sort(scans)
	return scans, rows, changed
}
