package trash

import (
	"context"
	"strconv"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Tree is what moves with a row of an entity: the rows that would be deleted with it.
type Tree struct {
	Tables   []Table // the entity's own is the first
	Branches []Branch
	Holders  []Holder
}

// Table holds rows that move. Version and Updated may be empty.
type Table struct {
	Name, ID, Owner, Deleted, Version string
	Updated                           []string // columns with the time of the last write
	Above                             []Above
}

// Branch is a key by which rows of the table To go where the rows of the table Of go.
type Branch struct {
	Of, To int
	Column string
}

// Holder is a key that keeps rows of the table Of from being deleted. Table may be one of
// the tree's own; Deleted is empty where its rows have no trash.
type Holder struct {
	Of                                int
	Table, ID, Owner, Deleted, Column string
}

// Above is a key by which a row leads to one without which it cannot be: it is restored
// after that.
type Above struct{ Column, Table, ID, Owner, Deleted string }

// Moves says whether more than the row itself is to be looked at.
func (t *Tree) Moves() bool {
	return len(t.Branches)+len(t.Holders)+len(t.Tables[0].Above) > 0
}

// Move is a move of rows of one entity, and of those below them, into the trash or out of it.
type Move[P ~func(*sql.Selector)] struct {
	Tree *Tree
	// Roots are the predicates of the rows.
	Roots []P
	// At is when they are moved.
	At time.Time
	// Restores says that they leave the trash: with those that went there together with
	// them, which is at the same time.
	Restores bool
}

// Prefix makes an update of the rows in PostgreSQL move those below them by the same
// statement. The rows are locked first, so that all of it happens to the same ones. It has
// no effect where something holds one of them.
func (m Move[P]) Prefix(u *sql.UpdateBuilder) {
	u.Prefix(sql.ExprFunc(func(b *sql.Builder) {
		m.with(b, true)
		for i := range m.Tree.Tables {
			m.below(b, i)
		}
	}))
	root := m.Tree.Tables[0]
	u.Where(sql.P(func(b *sql.Builder) {
		b.Ident(root.ID).WriteString(` IN (SELECT "id" FROM "trash_root") AND NOT EXISTS (SELECT 1 FROM "trash_held")`)
	}))
}

// below is an update of rows of a table that are no roots.
func (m Move[P]) below(b *sql.Builder, i int) {
	t := m.Tree.Tables[i]
	b.WriteString(`, "trash_` + strconv.Itoa(i) + `" AS (UPDATE `).Ident(t.Name).WriteString(` AS "x" SET `)
	m.set(b, t, `"x".`)
	b.WriteString(` FROM "trash" AS "t" WHERE "t"."kind" = ` + strconv.Itoa(i) + ` AND "x".`).Ident(t.ID).WriteString(` = "t"."id" AND "x".`).
		Ident(t.Owner).WriteString(` = "t"."owner" AND NOT EXISTS (SELECT 1 FROM "trash_held")`)
	if i == 0 {
		b.WriteString(` AND "x".`).Ident(t.ID).WriteString(` NOT IN (SELECT "id" FROM "trash_root")`)
	}
	b.WriteString(` AND "x".`).Ident(t.Deleted).WriteString(m.before()).WriteString(")")
}

// before is what a row is that has not moved yet.
func (m Move[P]) before() string {
	if m.Restores {
		return " IS NOT NULL"
	}
	return " IS NULL"
}

// set is what a move changes of a row. Of is how its old values are called.
func (m Move[P]) set(b *sql.Builder, t Table, of string) {
	b.Ident(t.Deleted).WriteString(" = ")
	if m.Restores {
		b.WriteString("NULL")
	} else {
		b.Arg(m.At)
	}
	if t.Version != "" {
		b.Comma().Ident(t.Version).WriteString(" = " + of).Ident(t.Version).WriteString(" + 1")
	}
	for _, column := range t.Updated {
		b.Comma().Ident(column).WriteString(" = ").Arg(m.At)
	}
}

// Follow moves the rows below, in a transaction of SQLite whose next statement moves the
// rows themselves. It returns false, and moves nothing, where something holds one of them.
func (m Move[P]) Follow(ctx context.Context, tx dialect.ExecQuerier) (bool, error) {
	held, err := m.Held(ctx, tx, dialect.SQLite)
	if err != nil || held {
		return false, err
	}
	below, err := m.gather(ctx, tx)
	if err != nil {
		return false, err
	}
	for i, ids := range below {
		for first := 0; first < len(ids); first += chunk {
			if err := m.exec(ctx, tx, m.Tree.Tables[i], ids[first:min(first+chunk, len(ids))]); err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// chunk is how many ids one statement holds: databases have a limit.
const chunk = 1000

func (m Move[P]) exec(ctx context.Context, tx dialect.ExecQuerier, t Table, ids []any) error {
	query, args := text(dialect.SQLite, func(b *sql.Builder) {
		b.WriteString("UPDATE ").Ident(t.Name).WriteString(" SET ")
		m.set(b, t, "")
		b.WriteString(" WHERE ").Ident(t.ID).WriteString(" IN (").Args(ids...).WriteString(")")
	})
	return tx.Exec(ctx, query, args, nil)
}

// gather returns the ids of the rows below, by table.
func (m Move[P]) gather(ctx context.Context, tx dialect.ExecQuerier) (map[int][]any, error) {
	query, args := m.query(dialect.SQLite, `SELECT "kind", "id" FROM "trash" WHERE "kind" > 0 OR "id" NOT IN (SELECT "id" FROM "trash_root")`)
	var rows sql.Rows
	if err := tx.Query(ctx, query, args, &rows); err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := map[int][]any{}
	for rows.Next() {
		var kind int
		var id any
		if err := rows.Scan(&kind, &id); err != nil {
			return nil, err
		}
		all[kind] = append(all[kind], id)
	}
	return all, rows.Err()
}

// Held says whether something keeps the rows from moving: a row that leads to one of them
// and stays, or one in the trash that they lead to.
func (m Move[P]) Held(ctx context.Context, on dialect.ExecQuerier, name string) (bool, error) {
	query, args := m.query(name, `SELECT 1 FROM "trash_held" LIMIT 1`)
	var rows sql.Rows
	if err := on.Query(ctx, query, args, &rows); err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }()
	return rows.Next(), rows.Err()
}

func (m Move[P]) query(name, ask string) (string, []any) {
	return text(name, func(b *sql.Builder) {
		m.with(b, false)
		b.WriteString(" " + ask)
	})
}

// text is a statement in the words of a dialect.
func text(name string, write func(*sql.Builder)) (string, []any) {
	b := &sql.Builder{}
	b.SetDialect(name)
	write(b)
	return b.Query()
}
