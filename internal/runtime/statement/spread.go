package statement

import (
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/viewer"
)

// Spreads says whether the database of a driver spreads its tables over several servers, by
// the owner of their rows.
func Spreads(drv dialect.Driver) bool {
	s, ok := drv.(interface{ Spreads() bool })
	return ok && s.Spreads()
}

// Near narrows a statement to the rows of its viewer where a database spreads them by their
// owner: it locks rows on one server only. Elsewhere it changes nothing; neither is it what
// keeps the rows of others away.
func Near(drv dialect.Driver, owner string) func(*sql.Selector) {
	return func(s *sql.Selector) {
		if id, ok := viewer.ID(s.Context()); ok && Spreads(drv) {
			s.Where(sql.EQ(s.C(owner), id))
		}
	}
}
