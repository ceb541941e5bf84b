package apply

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// indexState says whether an index exists, and whether it can be used.
type indexState int

const (
	indexAbsent   indexState = iota
	indexValid               // it is used
	indexInvalid             // its build failed: it slows writes, and no query uses it
	indexBuilding            // a session builds it
)

// findIndex looks for an index by its name and its table's, as SQL has them.
const findIndex = `SELECT i.indexrelid::regclass::text, i.indisvalid,
	EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relname = (parse_ident($1))[1]::name AND i.indrelid = to_regclass($2)`

func stateOf(ctx context.Context, q querier, name, table string) (indexState, error) {
	_, state, err := find(ctx, q, name, table)
	return state, err
}

func find(ctx context.Context, q querier, name, table string) (ident string, state indexState, err error) {
	rows, err := q.QueryContext(ctx, findIndex, name, table)
	if err != nil {
		return "", indexAbsent, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return "", indexAbsent, rows.Err()
	}
	var valid, building bool
	if err := rows.Scan(&ident, &valid, &building); err != nil {
		return "", indexAbsent, err
	}
	switch {
	case building:
		return ident, indexBuilding, nil
	case valid:
		return ident, indexValid, nil
	}
	return ident, indexInvalid, nil
}

// dropIndex removes an INVALID index without blocking others.
func dropIndex(ctx context.Context, conn *sql.Conn, name, table string) error {
	ident, state, err := find(ctx, conn, name, table)
	if err != nil || state != indexInvalid {
		return err
	}
	if _, err := conn.ExecContext(ctx, "DROP INDEX CONCURRENTLY "+ident); err != nil {
		return fmt.Errorf("remove the INVALID index %s: %w", ident, err)
	}
	return nil
}

// concurrentIndex returns the index that a statement builds concurrently and its
// table, as they are written.
func concurrentIndex(query string) (name, table string, ok bool) {
	m := creates.FindStringSubmatch(query)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}
