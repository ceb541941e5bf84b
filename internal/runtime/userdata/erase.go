package userdata

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/relation"
)

// Bounds of an erasure.
const (
	atOnce   = 500  // rows that a statement deletes or changes
	joined   = 5000 // rows of a join table that a statement deletes
	mostKept = 1000 // rows that others keep, after which the rest of a table is not tried; a user pays for each
	passes   = 10   // after which a user who goes on writing is left alone
)

// Kept is the error of an erasure after which rows are left, because rows of other users
// lead to them and the schema says that those keep them (OnDelete(Restrict)).
type Kept struct{ Counts Counts }

// Error implements error.
func (k *Kept) Error() string {
	return keptBecause + k.list(func(c Count) string { return c.Table })
}

const keptBecause = "rows are left, because rows of others lead to them and keep them: "

// list says how many rows are left of what.
func (k *Kept) list(of func(Count) string) string {
	var left []string
	for _, c := range k.Counts {
		if c.Rows > 0 {
			left = append(left, fmt.Sprintf("%s %d", of(c), c.Rows))
		}
	}
	return strings.Join(left, ", ")
}

// ErrWriting is returned where rows came as fast as they were deleted.
var ErrWriting = errors.New("the user goes on writing: close the account first, and erase again")

// Erase deletes all rows of a user, and returns how many of each table, also where it fails.
// No statement touches more than some hundred rows, and each is a transaction of its own, so
// nobody waits for it; and what was deleted stays deleted if it ends early, for the next call
// to go on. It returns nil after it has found no row of the user in any table.
//
// What is written meanwhile is deleted too, as long as the user does not write faster.
func (d Data) Erase(ctx context.Context, user string) (Counts, error) {
	ctx = as(ctx, user)
	deleted := d.counts()
	if err := d.complete(ctx); err != nil {
		return deleted, err
	}
	for range passes {
		kept := d.counts()
		for _, s := range d.steps() {
			if err := d.empty(ctx, s, user, deleted, kept); err != nil {
				return deleted, fmt.Errorf("erase %s: %w", s.Table, err)
			}
		}
		left, err := d.Count(ctx, user)
		switch {
		case err != nil:
			return deleted, err
		case left.Total() == 0:
			return deleted, d.forget(ctx, user)
		case kept.Total() > 0:
			return deleted, &Kept{left}
		}
	}
	return deleted, ErrWriting
}

// empty deletes a user's rows of one table, and their rows of join tables.
func (d Data) empty(ctx context.Context, s step, user string, deleted, kept Counts) error {
	for _, k := range s.clear {
		if err := d.clear(ctx, k, user); err != nil {
			return err
		}
	}
	held := int64(0)
	for n := atOnce; ; {
		slice := func() *sql.Selector { return d.slice(s.Entity, user).Limit(n).Offset(int(held)) }
		if err := d.unlink(ctx, s.Entity, slice(), deleted); err != nil {
			return err
		}
		gone, err := d.exec(ctx, d.build().Delete(s.Table).Where(in(s.Key, slice())))
		switch {
		case relation.Broken(err) && n > 1:
			n /= 2 // to find the row that is kept
		case relation.Broken(err):
			held++
			kept.add(s.Table, 1)
			if held == mostKept || d.Pay != nil && !d.Pay(ctx) {
				return nil
			}
		case err != nil:
			return err
		case gone == 0:
			return nil
		default:
			deleted.add(s.Table, gone)
			n = min(2*n, atOnce)
		}
	}
}

// forget deletes the traces of a user who has no rows.
func (d Data) forget(ctx context.Context, user string) error {
	for _, t := range d.Traces {
		rows := d.build().Select(t.Key...).From(sql.Table(t.Table)).Where(sql.EQ(t.Owner, user)).Limit(joined)
		for n := int64(joined); n == joined; {
			var err error
			if n, err = d.exec(ctx, d.build().Delete(t.Table).Where(in(t.Key, rows))); err != nil {
				return fmt.Errorf("erase %s: %w", t.Table, err)
			}
		}
	}
	return nil
}

// slice selects a user's rows of an entity, by their keys.
func (d Data) slice(e Entity, user string) *sql.Selector {
	return d.build().Select(e.Key...).From(sql.Table(e.Table)).Where(sql.EQ(e.Owner, user)).OrderBy(e.Order...)
}

// unlink deletes the rows of join tables that lead to rows of an entity. The database would
// delete them with those, and however many there are in one statement.
func (d Data) unlink(ctx context.Context, e Entity, rows *sql.Selector, deleted Counts) error {
	for _, j := range d.Joins {
		for _, end := range j.Ends {
			if end.Table != e.Table {
				continue
			}
			links := d.build().Select(j.columns()...).From(sql.Table(j.Table)).Where(sql.In(end.Column, rows.Clone())).Limit(joined)
			for n := int64(joined); n == joined; {
				var err error
				if n, err = d.exec(ctx, d.build().Delete(j.Table).Where(in(j.columns(), links))); err != nil {
					return err
				}
				deleted.add(j.Table, n)
			}
		}
	}
	return nil
}

// clear sets a key of a user's rows to null.
func (d Data) clear(ctx context.Context, k key, user string) error {
	rows := d.build().Select(k.holder.Key...).From(sql.Table(k.holder.Table)).
		Where(sql.And(sql.EQ(k.holder.Owner, user), sql.NotNull(k.Column))).Limit(atOnce)
	for {
		n, err := d.exec(ctx, d.build().Update(k.holder.Table).SetNull(k.Column).Where(in(k.holder.Key, rows)))
		if err != nil || n < atOnce {
			return err
		}
	}
}

// complete returns an error where the database may have tables that are not known.
func (d Data) complete(ctx context.Context) error {
	if d.Complete == nil {
		return nil
	}
	return d.Complete(ctx)
}

// exec executes a statement, and returns how many rows it has changed.
func (d Data) exec(ctx context.Context, s interface{ Query() (string, []any) }) (int64, error) {
	if d.Between != nil {
		if err := d.Between(ctx); err != nil {
			return 0, err
		}
	}
	query, args := s.Query()
	var result sql.Result
	if err := d.Driver.Exec(ctx, query, args, &result); err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
