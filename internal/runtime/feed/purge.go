package feed

import (
	"context"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/purge"
)

// Deletions is the table that keeps deletions, where any table has a change feed.
const Deletions = "change_tombstones"

// Purge deletes the deletions that are kept no longer, of every owner, in slices, each a
// transaction of its own, and returns how many they were, also if it fails. The same
// transaction says that they are gone, so that no cursor leads over them. It must be called
// without a viewer. Of several copies that purge at the same moment one does.
func Purge(ctx context.Context, drv dialect.Driver) (int64, error) {
	slice := purgeSQLite
	if drv.Dialect() == dialect.Postgres {
		slice = purgePostgres
	}
	return purge.Slices(ctx, func(ctx context.Context) (int64, bool, error) {
		n, err := slice(ctx, drv)
		return n, n == purge.Slice, err
	})
}

// purgePostgres calls the function that reaches the rows of every owner. It is no SELECT to the
// driver, which would let a standby answer, or repeat it.
func purgePostgres(ctx context.Context, drv dialect.Driver) (n int64, err error) {
	var found sql.Rows
	if err := drv.Query(ctx, `WITH "purged" AS (SELECT change_tombstones_purge($1) AS "n") SELECT "n" FROM "purged"`, []any{purge.Slice}, &found); err != nil {
		return 0, err
	}
	defer func() { _ = found.Close() }()
	return sql.ScanInt64(found)
}

func purgeSQLite(ctx context.Context, drv dialect.Driver) (n int64, err error) {
	const old = `(SELECT "rowid" AS "row", "user_id", "number" FROM "change_tombstones" WHERE "expires_at" < unixepoch() ORDER BY "expires_at", "rowid" LIMIT ?)`
	tx, err := drv.Tx(ctx)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // without COMMIT nothing is done
		}
	}()
	if err := tx.Exec(ctx, `UPDATE "change_counters" SET "floor" = max("floor", "old"."most") FROM (SELECT "user_id", max("number") AS "most" FROM `+old+` GROUP BY "user_id") AS "old" WHERE "old"."user_id" = "change_counters"."user_id"`, []any{purge.Slice}, nil); err != nil {
		return 0, err
	}
	var deleted sql.Result
	if err := tx.Exec(ctx, `DELETE FROM "change_tombstones" WHERE "rowid" IN (SELECT "row" FROM `+old+`)`, []any{purge.Slice}, &deleted); err != nil {
		return 0, err
	}
	if n, err = deleted.RowsAffected(); err != nil {
		return 0, err
	}
	return n, tx.Commit()
}
