package rule

import (
	"context"

	"entgo.io/ent"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/runtime/trash"
)

// FilterTrash narrows every query to the rows that are not in the trash, unless the query
// asks for others by InTrash, and then skips to the next rule. The column holds when a row
// was deleted. An update or a deletion reaches what a query would find: see FilterOwner.
func FilterTrash(column string) privacy.QueryRule {
	return filterTrash{column, trash.Living.Where(column)}
}

// filterTrash keeps the predicate that nearly every query gets, which is made once.
type filterTrash struct {
	column string
	living func(*sql.Selector)
}

// trashed is any generated query builder of an entity with a trash.
type trashed interface {
	Trash_() trash.Which
	WhereTrash_(func(*sql.Selector))
}

func (r filterTrash) EvalQuery(_ context.Context, q ent.Query) error {
	f, ok := q.(trashed)
	if !ok {
		return privacy.Denyf("rule: %T cannot be filtered by %s", q, r.column)
	}
	switch which := f.Trash_(); which {
	case trash.Living:
		f.WhereTrash_(r.living)
	case trash.Only:
		f.WhereTrash_(which.Where(r.column))
	case trash.With:
	}
	return privacy.Skip
}
