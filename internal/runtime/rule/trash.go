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
func FilterTrash(column string) privacy.QueryRule { return filterTrash{column} }

type filterTrash struct{ column string }

// trashed is any generated query builder of an entity with a trash.
type trashed interface {
	Trash_() trash.Which
	WhereP(...func(*sql.Selector))
}

func (r filterTrash) EvalQuery(_ context.Context, q ent.Query) error {
	f, ok := q.(trashed)
	if !ok {
		return privacy.Denyf("rule: %T cannot be filtered by %s", q, r.column)
	}
	if which := f.Trash_(); which != trash.With {
		f.WhereP(which.Where(r.column))
	}
	return privacy.Skip
}
