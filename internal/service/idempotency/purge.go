package idempotency

import (
	"context"
	"errors"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/ent/idempotencykey"
	"github.com/entask/entask/internal/runtime/purge"
)

// Purge deletes all expired keys of every owner in slices, each a transaction of its own, and
// returns how many it has deleted, also if it fails. It must be called without a viewer. Of
// several copies that purge at the same moment one deletes, and the others have finished.
func (s *Store) Purge(ctx context.Context) (int64, error) {
	return purge.Slices(ctx, func(ctx context.Context) (int64, bool, error) {
		n, err := s.deleteSlice(ctx, s.driver)
		return n, n == purge.Slice, err
	})
}

// deleteSlice deletes the keys that expired first, and returns how many. It deletes none while
// another copy deletes. In PostgreSQL, row-level security hides the table from it, and a
// function deletes (see rest.Expires).
func (s *Store) deleteSlice(ctx context.Context, drv dialect.ExecQuerier) (int64, error) {
	if s.driver.Dialect() == dialect.Postgres {
		var rows sql.Rows
		if err := drv.Query(ctx, purgeKeys, []any{s.now(), purge.Slice}, &rows); err != nil {
			return 0, err
		}
		n, err := sql.ScanInt64(rows)
		return n, errors.Join(err, rows.Close())
	}
	expired := sql.Select(idempotencykey.FieldID).From(sql.Table(idempotencykey.Table)).
		Where(sql.LT(idempotencykey.FieldExpiresAt, s.now())).OrderBy(idempotencykey.FieldExpiresAt).Limit(purge.Slice)
	query, args := sql.Dialect(s.driver.Dialect()).Delete(idempotencykey.Table).Where(sql.In(idempotencykey.FieldID, expired)).Query()
	var deleted sql.Result
	if err := drv.Exec(ctx, query, args, &deleted); err != nil {
		return 0, err
	}
	return deleted.RowsAffected()
}

// purgeKeys has an effect, so it is no SELECT: the driver may repeat those, or ask another server.
const purgeKeys = "VALUES (" + idempotencykey.Table + "_purge($1, $2))"
