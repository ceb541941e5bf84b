package idempotency

import (
	"context"
	"errors"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/ent/idempotencykey"
)

const (
	// slice is how many keys one statement deletes: some 20 ms of work, far below the
	// statement timeout, while other statements wait for nothing.
	slice = 1000
	// pause is the time between two slices, in which the database serves others.
	pause = 100 * time.Millisecond
)

// Purge deletes all expired keys of every owner in slices, each a transaction of its own, and
// returns how many it has deleted, also if it fails. It must be called without a viewer. Of
// several copies that purge at the same moment one deletes, and the others have finished.
func (s *Store) Purge(ctx context.Context) (int64, error) {
	for all := int64(0); ; {
		n, err := s.deleteSlice(ctx, s.driver)
		if all += n; err != nil || n < slice {
			return all, err
		}
		if err := s.rest(ctx); err != nil {
			return all, err
		}
	}
}

// deleteSlice deletes the keys that expired first, and returns how many. It deletes none while
// another copy deletes. In PostgreSQL, row-level security hides the table from it, and a
// function deletes (see rest.Expires).
func (s *Store) deleteSlice(ctx context.Context, drv dialect.ExecQuerier) (int64, error) {
	if s.driver.Dialect() == dialect.Postgres {
		var rows sql.Rows
		if err := drv.Query(ctx, purgeKeys, []any{s.now(), slice}, &rows); err != nil {
			return 0, err
		}
		n, err := sql.ScanInt64(rows)
		return n, errors.Join(err, rows.Close())
	}
	expired := sql.Select(idempotencykey.FieldID).From(sql.Table(idempotencykey.Table)).
		Where(sql.LT(idempotencykey.FieldExpiresAt, s.now())).OrderBy(idempotencykey.FieldExpiresAt).Limit(slice)
	query, args := sql.Dialect(s.driver.Dialect()).Delete(idempotencykey.Table).Where(sql.In(idempotencykey.FieldID, expired)).Query()
	var deleted sql.Result
	if err := drv.Exec(ctx, query, args, &deleted); err != nil {
		return 0, err
	}
	return deleted.RowsAffected()
}

// purgeKeys has an effect, so it is no SELECT: the driver may repeat those, or ask another server.
const purgeKeys = "VALUES (" + idempotencykey.Table + "_purge($1, $2))"

// rest waits for a pause, or until ctx is done.
func rest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}
