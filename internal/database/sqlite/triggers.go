package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// DropTriggers drops all triggers, which stand in the way of a table that changes and name its
// columns of before. Whoever makes the tables makes them anew.
func DropTriggers(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		return err
	}
	var names []string
	for rows.Next() {
		var name string
		err = errors.Join(err, rows.Scan(&name))
		names = append(names, name)
	}
	if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := db.ExecContext(ctx, "DROP TRIGGER "+quote(name)); err != nil {
			return err
		}
	}
	return nil
}
