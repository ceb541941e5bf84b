package review

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/catalog"
)

// activity counts the scans and the changed rows of each table.
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

// since returns how many rows changed after before was read. Of the tables in known it also
// returns those that were scanned, and the changed rows of each.
func (a activity) since(before activity, known *catalog.Catalog) (scans []string, rows int64, changed map[uint32]int64) {
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
