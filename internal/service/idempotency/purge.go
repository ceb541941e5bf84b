package idempotency

import (
	"context"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/ent/idempotencykey"
	"github.com/entask/entask/internal/runtime/purge"
)

// Purge deletes all expired keys of every owner in slices, each a transaction of its own, and
// returns how many it has deleted, also if it fails. It must be called without a viewer. In
// PostgreSQL, row-level security hides the table from it, and it deletes through a view of the
// expired keys (see rest.Expires). Of several copies that purge at the same moment one deletes,
// and the others have finished.
func (s *Store) Purge(ctx context.Context) (int64, error) {
	query, args := s.deleteSlice()
	return purge.Slices(ctx, func(ctx context.Context) (n int64, full bool, err error) {
		var deleted sql.Result
		if err := s.driver.Exec(ctx, query, args, &deleted); err != nil {
			return 0, false, err
		}
		n, err = deleted.RowsAffected()
		return n, n == purge.Slice, err
	})
}

// deleteSlice deletes the keys that expired first. It has no effect while another copy deletes.
func (s *Store) deleteSlice() (string, []any) {
	name, table := s.driver.Dialect(), idempotencykey.Table
	if name == dialect.Postgres {
		table += "_expired"
	}
	expired := sql.Select(idempotencykey.FieldID).From(sql.Table(table)).
		Where(sql.LT(idempotencykey.FieldExpiresAt, s.now())).OrderBy(idempotencykey.FieldExpiresAt).Limit(purge.Slice)
	remove := sql.Dialect(name).Delete(table).Where(sql.In(idempotencykey.FieldID, expired))
	if name == dialect.Postgres { // asked once for the statement
		remove.Where(sql.ExprP("(SELECT pg_try_advisory_xact_lock(hashtextextended('purge of idempotency keys', 0)))"))
	}
	return remove.Query()
}
