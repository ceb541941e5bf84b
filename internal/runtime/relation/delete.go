package relation

import (
	"iter"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
)

// Lock keeps the rows of a query, until its transaction ends, from being changed
// or linked to. SQLite has one writer, so that nothing is to be locked.
func Lock(s *sql.Selector) {
	if s.Dialect() == dialect.Postgres {
		s.ForUpdate()
	}
}

// Once remembers the rows that were seen on the way from a row to all that is
// deleted with it: rows may lead in a circle.
type Once map[uuid.UUID]bool

// chunk is how many ids one statement holds: databases have a limit.
const chunk = 1000

// Chunks returns the ids that were not seen before, as many at a time as one
// statement can hold.
func (o Once) Chunks(ids []uuid.UUID) iter.Seq[[]uuid.UUID] {
	fresh := slices.DeleteFunc(slices.Clone(ids), func(id uuid.UUID) bool { return o[id] })
	for _, id := range fresh {
		o[id] = true
	}
	return slices.Chunk(fresh, chunk)
}
