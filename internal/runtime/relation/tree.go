package relation

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
)

// Tree is a table whose rows lead to another row of it, the parent, and never in a circle.
type Tree struct {
	Table, ID string
	Parent    string // column
	// Owner is the column with the owner of a row, which is that of every row above it, and User
	// is who that is; "" where it is not known.
	Owner, User string
	// Field is the property of requests that sets the parent.
	Field string
}

// NotAbove passes the rows that may be put below a parent: neither the parent itself nor a
// row above it. It is for the statement that puts them there.
//
// In PostgreSQL it also locks the rows from the parent up. Two statements that would only
// together close a circle each lock a row that the other one changes: one of them waits.
// Then it either finds that a row above has moved and passes no row, or is the victim of a
// deadlock and is repeated. SQLite has one writer and needs no lock.
func (t Tree) NotAbove(parent uuid.UUID) func(*sql.Selector) {
	return func(s *sql.Selector) {
		id := s.C(t.ID) // before the selector has another name around it
		s.Where(sql.P(func(b *sql.Builder) {
			b.Ident(id).WriteString(" NOT IN (")
			t.above(b, parent)
			if s.Dialect() == dialect.Postgres {
				t.held(b)
			} else {
				b.WriteString(` SELECT "id" FROM "tree_above"`)
			}
			b.WriteString(")")
		}))
	}
}

// Above passes the parent itself and the rows above it.
func (t Tree) Above(parent uuid.UUID) func(*sql.Selector) {
	return func(s *sql.Selector) {
		id := s.C(t.ID) // before the selector has another name around it
		s.Where(sql.P(func(b *sql.Builder) {
			b.Ident(id).WriteString(" IN (")
			t.above(b, parent)
			b.WriteString(` SELECT "id" FROM "tree_above")`)
		}))
	}
}

// above begins a statement: tree_above are the parent and the rows above it. UNION ends in
// a circle that is there already.
func (t Tree) above(b *sql.Builder, parent uuid.UUID) {
	b.WriteString(`WITH RECURSIVE "tree_above"("id", "parent") AS (`)
	t.rows(b)
	b.WriteString(` WHERE "t".`).Ident(t.ID).WriteString(" = ").Arg(parent)
	t.own(b)
	b.WriteString(" UNION ")
	t.rows(b)
	b.WriteString(` JOIN "tree_above" ON "t".`).Ident(t.ID).WriteString(` = "tree_above"."parent"`)
	t.own(b)
	b.WriteString(")")
}

// own narrows a condition to the rows of the owner: a database that spreads rows by their owner
// goes up one owner's trees only.
func (t Tree) own(b *sql.Builder) {
	if t.Owner != "" && t.User != "" {
		b.WriteString(` AND "t".`).Ident(t.Owner).WriteString(" = ").Arg(t.User)
	}
}

// held locks the rows of tree_above in the order of their ids, and selects NULL for a row
// that has moved since it was read, so that NOT IN passes no row.
func (t Tree) held(b *sql.Builder) {
	b.WriteString(`, "tree_held" AS (SELECT "t".`).Ident(t.ID).WriteString(` AS "id" FROM `).Ident(t.Table).
		WriteString(` AS "t" JOIN "tree_above" ON "tree_above"."id" = "t".`).Ident(t.ID).
		WriteString(` AND "tree_above"."parent" IS NOT DISTINCT FROM "t".`).Ident(t.Parent)
	t.own(b)
	b.WriteString(` ORDER BY "t".`).Ident(t.ID).WriteString(` FOR NO KEY UPDATE OF "t")`).
		WriteString(` SELECT "tree_held"."id" FROM "tree_above" LEFT JOIN "tree_held" ON "tree_held"."id" = "tree_above"."id"`)
}

func (t Tree) rows(b *sql.Builder) {
	b.WriteString(`SELECT "t".`).Ident(t.ID).WriteString(`, "t".`).Ident(t.Parent).WriteString(" FROM ").Ident(t.Table).WriteString(` AS "t"`)
}

// Refuse says why an update that sets a parent changed nothing, if it was refused as though
// a row were missing: the parent is in the branch of the row, or a row above it moved. Exists
// says whether one of the rows that the update was for passes a predicate.
func (t Tree) Refuse(ctx context.Context, err error, parent uuid.UUID, exists func(context.Context, func(*sql.Selector)) (bool, error)) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) > 0 || !slices.Contains([]fault.Kind{fault.NotFound, fault.Forbidden, fault.Precondition}, f.Kind) {
		return err
	}
	if found, failed := exists(ctx, t.Above(parent)); found || failed != nil {
		return cmp.Or(failed, t.circle())
	}
	if f.Kind == fault.Precondition {
		return err
	}
	if found, failed := exists(ctx, func(*sql.Selector) {}); found || failed != nil {
		return cmp.Or(failed, t.moved())
	}
	return err
}

func (t Tree) circle() error {
	return fault.NewInvalid("circular_reference", "must be neither the row itself nor a row below it", "body", t.Field)
}

func (t Tree) moved() error {
	return fault.New(fault.Conflict, t.Field+" leads to a row that another request moves: send the request again")
}
