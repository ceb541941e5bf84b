package sqlite

import (
	"context"
	"database/sql"
	"errors"

	entsql "entgo.io/ent/dialect/sql"
)

// DropTriggers drops all triggers, which stand in the way of a table that changes and name its
// columns of before. Whoever makes the tables makes them anew.
func DropTriggers(ctx context.Context, db *sql.DB) error {
	names, err := triggers(ctx, db)
	for i := 0; err == nil && i < len(names); i++ {
		_, err = db.ExecContext(ctx, "DROP TRIGGER "+quote(names[i]))
	}
	return err
}

func triggers(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what it could say, Err says
	err = entsql.ScanSlice(rows, &names)
	return names, errors.Join(err, rows.Err())
}
