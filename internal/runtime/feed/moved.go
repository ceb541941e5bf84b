package feed

import (
	"context"
	"encoding/json"
	"fmt"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

const (
	// The function reaches the counters of every owner. To the driver it is no SELECT, which a
	// standby could answer, for the price of another question to the primary.
	movedPostgres = `WITH "moved" AS (SELECT change_counters_moved($1::text::jsonb) AS "all") SELECT coalesce("all", '{}')::text FROM "moved"`
	movedSQLite   = `SELECT json_group_object("known"."key", coalesce("c"."number", 0)) FROM json_each(?) AS "known" ` +
		`LEFT JOIN "change_counters" AS "c" ON "c"."user_id" = "known"."key" WHERE coalesce("c"."number", 0) <> "known"."value"`
)

// Moved returns the counters that are not as they are known, by their owners: a JSON object of
// numbers, of which 0 stands for no counter. One statement asks for all of them. It must be called
// without a viewer.
func Moved(ctx context.Context, drv dialect.Driver, known []byte) (moved map[string]int64, err error) {
	query := movedSQLite
	if drv.Dialect() == dialect.Postgres {
		query = movedPostgres
	}
	var found sql.Rows
	if err := drv.Query(ctx, query, []any{string(known)}, &found); err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	text, err := sql.ScanString(found)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &moved); err != nil {
		return nil, fmt.Errorf("read counters: %w", err)
	}
	return moved, nil
}
