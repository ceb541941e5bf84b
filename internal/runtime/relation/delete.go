package relation

import (
	"iter"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
)

// Lock keeps the rows of a query from being changed or linked to until its transaction
// ends. The lock that the triggers of a change feed take comes before those of the rows, as it
// does in every other statement of the viewer. SQLite has one writer and needs no lock.
func Lock(s *sql.Selector) {
	if s.Dialect() == dialect.Postgres {
		s.Where(sql.ExprP("(SELECT pg_advisory_xact_lock(hashtextextended(current_setting('app.user_id', true), 16)) IS NOT NULL)"))
		s.ForUpdate()
	}
}

// Once remembers the rows that were visited on the way from a row to all rows that are
// deleted with it, because links may form a cycle.
type Once map[uuid.UUID]bool

// chunk is how many ids one statement holds: databases have a limit.
const chunk = 1000

// Chunks returns the ids that were not visited before, in pieces that fit into one
// statement.
func (o Once) Chunks(ids []uuid.UUID) iter.Seq[[]uuid.UUID] {
	fresh := slices.DeleteFunc(slices.Clone(ids), func(id uuid.UUID) bool { return o[id] })
	for _, id := range fresh {
		o[id] = true
	}
	return slices.Chunk(fresh, chunk)
}
