package trash

import (
	"strconv"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// with begins a statement: trash_root are the rows that are named, trash these and the rows
// below them, and trash_held has a row where one of them cannot move.
func (m Move[P]) with(b *sql.Builder, lock bool) {
	b.WriteString(`WITH RECURSIVE "trash_root"("id", "owner", "at") AS (`)
	m.roots(b, lock)
	b.WriteString(`), "trash"("kind", "id", "owner", "at") AS (SELECT 0, "id", "owner", "at" FROM "trash_root"`)
	m.Tree.branches(b, m.atRoot, m.moving)
	b.WriteString(`), "trash_held" AS (`)
	if m.Restores {
		m.above(b)
	} else {
		m.holders(b)
	}
	b.WriteString(")")
}

// roots selects the rows that are named.
func (m Move[P]) roots(b *sql.Builder, lock bool) {
	root := m.Tree.Tables[0]
	t := sql.Dialect(b.Dialect()).Table(root.Name)
	s := sql.Dialect(b.Dialect()).Select(t.C(root.ID), t.C(root.Owner), t.C(root.Deleted)).From(t)
	for _, p := range m.Roots {
		p(s)
	}
	if lock {
		s.ForUpdate()
	}
	b.Join(s)
}

// branches adds the rows below those that were found, as far as which says. At writes what
// stands in the column at. PostgreSQL lets a recursive query refer to itself once, SQLite has no
// LATERAL.
func (t *Tree) branches(b *sql.Builder, at, which func(*sql.Builder, Table)) {
	branch := func(of Branch, from, where string) {
		to := t.Tables[of.To]
		b.WriteString("SELECT " + strconv.Itoa(of.To) + `, "x".`).Ident(to.ID).WriteString(`, "x".`).Ident(to.Owner).WriteString(", ")
		at(b, to)
		b.WriteString(" FROM " + from).Ident(to.Name).WriteString(` AS "x"` + where + `"t"."kind" = ` + strconv.Itoa(of.Of) + ` AND "x".`).
			Ident(to.Owner).WriteString(` = "t"."owner" AND "x".`).Ident(of.Column).WriteString(` = "t"."id"`)
		which(b, to)
	}
	switch {
	case len(t.Branches) == 0:
	case b.Dialect() != dialect.Postgres:
		for _, of := range t.Branches {
			b.WriteString(" UNION ")
			branch(of, `"trash" AS "t" JOIN `, " ON ")
		}
	default:
		b.WriteString(` UNION SELECT "b".* FROM "trash" AS "t" CROSS JOIN LATERAL (`)
		for i, of := range t.Branches {
			if i > 0 {
				b.WriteString(" UNION ALL ")
			}
			branch(of, "", " WHERE ")
		}
		b.WriteString(`) AS "b"`)
	}
}

// atRoot is what a row has in the column at: what the root has there.
func (Move[P]) atRoot(b *sql.Builder, _ Table) { b.WriteString(`"t"."at"`) }

// moving says which rows "x" of a table move with what they belong to.
func (m Move[P]) moving(b *sql.Builder, t Table) {
	b.WriteString(` AND "x".`).Ident(t.Deleted)
	if !m.Restores {
		b.WriteString(" IS NULL")
		return
	}
	b.WriteString(` = "t"."at"`)
	for _, above := range t.Above { // it stays where something else of it was deleted at another time
		b.WriteString(` AND NOT EXISTS (SELECT 1 FROM `).Ident(above.Table).WriteString(` AS "a" WHERE `)
		above.of(b, t)
		b.WriteString(` AND "a".`).Ident(above.Deleted).WriteString(` <> "t"."at")`)
	}
}

// of says that a row "x" of a table leads to "a".
func (above Above) of(b *sql.Builder, t Table) {
	b.WriteString(`"a".`).Ident(above.Owner).WriteString(` = "x".`).Ident(t.Owner).WriteString(` AND "a".`).Ident(above.ID).WriteString(` = "x".`).Ident(above.Column)
}

// holders finds living rows that keep others from being deleted and are not deleted with
// them.
func (m Move[P]) holders(b *sql.Builder) {
	if len(m.Tree.Holders) == 0 {
		b.WriteString("SELECT 1 WHERE FALSE")
	}
	for i, h := range m.Tree.Holders {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		b.WriteString(`SELECT 1 FROM "trash" AS "t" JOIN `).Ident(h.Table).WriteString(` AS "x" ON "t"."kind" = ` + strconv.Itoa(h.Of) + ` AND "x".`).
			Ident(h.Owner).WriteString(` = "t"."owner" AND "x".`).Ident(h.Column).WriteString(` = "t"."id"`)
		if h.Deleted != "" {
			b.WriteString(` AND "x".`).Ident(h.Deleted).WriteString(" IS NULL")
		}
		for kind, t := range m.Tree.Tables {
			if t.Name == h.Table {
				b.WriteString(` AND NOT EXISTS (SELECT 1 FROM "trash" AS "o" WHERE "o"."kind" = ` + strconv.Itoa(kind) + ` AND "o"."id" = "x".`).Ident(h.ID).WriteString(")")
			}
		}
	}
}

// above finds what is in the trash and stays there, and without which a root cannot be.
func (m Move[P]) above(b *sql.Builder) {
	root := m.Tree.Tables[0]
	if len(root.Above) == 0 {
		b.WriteString("SELECT 1 WHERE FALSE")
	}
	for i, above := range root.Above {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		b.WriteString(`SELECT 1 FROM "trash_root" AS "r" JOIN `).Ident(root.Name).WriteString(` AS "x" ON "x".`).Ident(root.ID).WriteString(` = "r"."id" AND "x".`).
			Ident(root.Owner).WriteString(` = "r"."owner" JOIN `).Ident(above.Table).WriteString(` AS "a" ON `)
		above.of(b, root)
		b.WriteString(` AND "a".`).Ident(above.Deleted).WriteString(" IS NOT NULL")
		if above.Table == root.Name {
			b.WriteString(` AND "a".`).Ident(above.ID).WriteString(` NOT IN (SELECT "id" FROM "trash_root")`)
		}
	}
}
