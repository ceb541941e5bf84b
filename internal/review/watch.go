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
	rows, err := w.conn.Query(ctx, `SELECT relation::bigint, mode FROM pg_locks
WHERE pid = $1 AND granted AND locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, w.pid)
	if err != nil {
		return nil, fmt.Errorf("watch locks: %w", err)
	}
	all := held{}
	var relation uint32
	var mode string
	_, err = pgx.ForEachRow(rows, []any{&relation, &mode}, func() error {
		all.add(relation, mode)
		return nil
	})
	return all, err
}

func (h held) add(relation uint32, mode string) {
	if old, ok := h[relation]; !ok || strength(mode) > strength(old) {
		h[relation] = mode
	}
}

// during collects the locks that are seen while a statement runs which leaves
// none behind, every millisecond until the returned function is called. Until the
// first is seen it keeps a snapshot, for which whoever builds an index concurrently
// waits: however quick the build is, its lock is seen.
func (w watcher) during(ctx context.Context) (stop func() (held, error), err error) {
	snapshot, err := w.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("watch locks: %w", err)
	}
	all, err := w.locks(ctx)
	if err != nil {
		return nil, err
	}
	done := make(chan struct{})
	var wait sync.WaitGroup
	var failure error
	wait.Go(func() {
		defer func() { _ = snapshot.Rollback(ctx) }() // of one that has ended, it does nothing
		for {
			if len(all) > 0 {
				_ = snapshot.Rollback(ctx)
			}
			seen, err := w.locks(ctx)
			if err != nil {
				failure = err
				return
			}
			for relation, mode := range seen {
				all.add(relation, mode)
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
