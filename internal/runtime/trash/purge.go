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
	// Remove deletes rows of the viewer that are in the trash, but for those that a living row
	// belongs to, and returns how many.
	Remove func(context.Context, []uuid.UUID) (int, error)
}

// Purge deletes for good what was in the trash for long enough, whosever it is, in slices,
// and returns how many rows it has deleted, also if it fails. Each row is deleted as its
// owner would delete it. It must be called without a viewer.
func (b Bin) Purge(ctx context.Context) (all int64, err error) {
	for _, kind := range b.Kinds {
		var last row
		n, err := purge.Slices(ctx, func(ctx context.Context) (int64, bool, error) { return kind.purge(ctx, b.Driver, &last) })
		if all += n; err != nil {
			return all, err
		}
	}
	return all, nil
}

// row is one whose time is over.
type row struct {
	owner string
	id    uuid.UUID
}

// purge deletes the slice behind last, by at most one transaction for each owner, moves last to
// its end, and says whether the slice was full: rows that are kept hold up no others.
func (k Kind) purge(ctx context.Context, drv dialect.Driver, last *row) (deleted int64, full bool, err error) {
	found, err := k.over(ctx, drv, *last)
	if err != nil {
		return 0, false, err
	}
	full = len(found) == purge.Slice
	for len(found) > 0 {
		*last = found[0]
		var ids []uuid.UUID
		for len(found) > 0 && found[0].owner == last.owner {
			*last, found = found[0], found[1:]
			ids = append(ids, last.id)
		}
		n, err := k.remove(viewer.NewContext(ctx, viewer.Viewer{ID: last.owner}), ids)
		if deleted += int64(n); err != nil {
			return deleted, false, err
		}
	}
	return deleted, full, nil
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

// over returns the next rows whose time is over, by owner and id.
func (k Kind) over(ctx context.Context, drv dialect.Driver, last row) (found []row, err error) {
	ask := sql.Dialect(drv.Dialect()).Select(k.Owner, k.ID).OrderBy(k.Owner, k.ID).Limit(purge.Slice)
	if drv.Dialect() == dialect.Postgres {
		ask.From(sql.Table(k.View))
	} else {
		ask.From(sql.Table(k.Table)).Where(sql.LT(k.Deleted, instant.Now().Add(-k.For)))
	}
	ask.Where(sql.P(func(b *sql.Builder) {
		b.WriteByte('(').IdentComma(k.Owner, k.ID).WriteString(") > (").Args(last.owner, last.id).WriteByte(')')
	}))
	query, args := ask.Query()
	var rows sql.Rows
	if err := drv.Query(ctx, query, args, &rows); err != nil {
		return nil, err
	}
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.owner, &r.id); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		found = append(found, r)
	}
	return found, errors.Join(rows.Err(), rows.Close())
}
