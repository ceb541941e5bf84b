// Package rule holds privacy rules that read as sentences; a schema's policy is
// a list of them. A rule decides by the viewer alone.
//
// It imports nothing that is generated: a schema can always be loaded, however
// broken the generated code is. Start with FilterOwner.
package rule

import (
	"context"

	"entgo.io/ent"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// DenyIfNoViewer denies every query and mutation without a viewer in the
// context. Otherwise it skips to the next rule.
func DenyIfNoViewer() privacy.QueryMutationRule {
	return privacy.ContextQueryMutationRule(func(ctx context.Context) error {
		if _, ok := viewer.FromContext(ctx); !ok {
			return privacy.Denyf("rule: no viewer in the context")
		}
		return privacy.Skip
	})
}

// FilterOwner narrows every query and mutation to the rows whose column holds
// the viewer's id, and then skips to the next rule, so that a schema's own rules
// may narrow further. It denies whatever it cannot narrow.
func FilterOwner(column string) privacy.QueryMutationRule { return filterOwner{column} }

type filterOwner struct{ column string }

// filterer is any generated query builder or mutation.
type filterer interface {
	WhereP(...func(*sql.Selector))
}

func (r filterOwner) EvalQuery(ctx context.Context, q ent.Query) error {
	return r.filter(ctx, q)
}

func (r filterOwner) EvalMutation(ctx context.Context, m ent.Mutation) error {
	return r.filter(ctx, m)
}

func (r filterOwner) filter(ctx context.Context, target any) error {
	v, ok := viewer.FromContext(ctx)
	if !ok {
		return privacy.Denyf("rule: no viewer to own %T", target)
	}
	f, ok := target.(filterer)
	if !ok {
		return privacy.Denyf("rule: %T cannot be filtered by %s", target, r.column)
	}
	f.WhereP(statement.EQ(r.column, v.ID))
	return privacy.Skip
}
