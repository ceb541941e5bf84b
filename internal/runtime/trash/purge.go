package trash

import (
	"context"
	"errors"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/instant"
	"github.com/entask/entask/internal/runtime/purge"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/viewer"
)

// Bin is what an application keeps in the trash.
type Bin struct {
	Driver dialect.Driver
	// Kinds are the entities with a trash, each before those that it keeps from being deleted.
	Kinds []Kind
}

// Kind is an entity with a trash.
type Kind struct {
	Table, ID, Owner, Deleted string
	// View has the owners and ids of the rows whose time is over, in PostgreSQL, where
	// row-level security keeps rows from everybody but their owner.
	View string
	// For is how long a row stays in the trash.
	For time.Duration
	// Remove deletes rows of the viewer that are in the trash, and returns how many.
	Remove func(context.Context, []uuid.UUID) (int, error)
}

// Purge deletes for good what was in the trash for long enough, whosever it is, in slices,
// and returns how many rows it has deleted, also if it fails. Each row is deleted as its
// owner would delete it. It must be called without a viewer.
func (b Bin) Purge(ctx context.Context) (all int64, err error) {
	for _, kind := range b.Kinds {
		n, err := purge.Slices(ctx, func(ctx context.Context) (int64, bool, error) { return kind.purge(ctx, b.Driver) })
		if all += n; err != nil {
			return all, err
		}
	}
	return all, nil
}

// purge deletes a slice, by at most one transaction for each owner, and says whether there may
// be more to delete.
func (k Kind) purge(ctx context.Context, drv dialect.Driver) (deleted int64, more bool, err error) {
	owners, found, err := k.over(ctx, drv)
	if err != nil {
		return 0, false, err
	}
	for owner, ids := range owners {
		n, err := k.remove(viewer.NewContext(ctx, viewer.Viewer{ID: owner}), ids)
		if deleted += int64(n); err != nil {
			return deleted, false, err
		}
	}
	return deleted, found == purge.Slice && deleted > 0, nil
}

// remove deletes rows of one owner. Those that something still leads to wait.
func (k Kind) remove(ctx context.Context, ids []uuid.UUID) (int, error) {
	n, err := k.Remove(ctx, ids)
	if !relation.Broken(err) {
		return n, err
	}
	all := 0
	for _, id := range ids {
		n, err := k.Remove(ctx, []uuid.UUID{id})
		if err != nil && !relation.Broken(err) {
			return all, err
		}
		all += n
	}
	return all, nil
}

// over returns ids of rows whose time is over, by owner, and how many they are.
func (k Kind) over(ctx context.Context, drv dialect.Driver) (map[string][]uuid.UUID, int, error) {
	ask := sql.Dialect(drv.Dialect()).Select(k.Owner, k.ID).Limit(purge.Slice)
	if drv.Dialect() == dialect.Postgres {
		ask.From(sql.Table(k.View))
	} else {
		ask.From(sql.Table(k.Table)).Where(sql.LT(k.Deleted, instant.Now().Add(-k.For)))
	}
	query, args := ask.Query()
	var rows sql.Rows
	if err := drv.Query(ctx, query, args, &rows); err != nil {
		return nil, 0, err
	}
	owners, found := map[string][]uuid.UUID{}, 0
	for ; rows.Next(); found++ {
		var owner string
		var id uuid.UUID
		if err := rows.Scan(&owner, &id); err != nil {
			return nil, 0, errors.Join(err, rows.Close())
		}
		owners[owner] = append(owners[owner], id)
	}
	return owners, found, errors.Join(rows.Err(), rows.Close())
}
