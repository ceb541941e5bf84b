package trash

import (
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/statement"
)

// Unneeded passes the rows in the trash that no living row belongs to, be it through others: to
// delete them deletes none of the living. There is one below a row in the trash where it was
// linked in the very moment in which that went there.
func (t *Tree) Unneeded(s *sql.Selector) {
	if len(t.Branches) == 0 {
		statement.Every(s)
		return
	}
	root := t.Tables[0]
	s.Where(sql.P(func(b *sql.Builder) {
		b.WriteString(`NOT EXISTS (WITH RECURSIVE "trash"("kind", "id", "owner", "at") AS (SELECT 0, ` + s.C(root.ID) + ", " + s.C(root.Owner) + ", " + s.C(root.Deleted))
		t.branches(b, ofRow, func(*sql.Builder, Table) {})
		b.WriteString(`) SELECT 1 FROM "trash" WHERE "at" IS NULL)`)
	}))
}

// ofRow is what a row "x" has in the column at: when it was moved to the trash itself.
func ofRow(b *sql.Builder, t Table) { b.WriteString(`"x".`).Ident(t.Deleted) }
