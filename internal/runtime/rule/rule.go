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
// may narrow further. An update or a deletion reaches no row that a query would not
// show, whatever hides it: another rule or an interceptor. It denies whatever it
// cannot narrow.
func FilterOwner(column string) privacy.QueryMutationRule { return filterOwner{column} }

type filterOwner struct{ column string }

// query is any generated query builder.
type query interface {
	WhereOwner(func(*sql.Selector))
}

// mutation is any generated mutation. An underscore ends the names of methods that are not
// Ent's, because none ends the name of a method that Ent generates for a field.
type mutation interface {
	WhereP(...func(*sql.Selector))
	HideHidden_(context.Context) error
}

func (r filterOwner) EvalQuery(ctx context.Context, q ent.Query) error {
	owned, err := r.owned(ctx, q)
	if err != nil {
		return err
	}
	f, ok := q.(query)
	if !ok {
		return privacy.Denyf("rule: %T cannot be filtered by %s", q, r.column)
	}
	f.WhereOwner(owned)
	return privacy.Skip
}

func (r filterOwner) EvalMutation(ctx context.Context, m ent.Mutation) error {
	owned, err := r.owned(ctx, m)
	if err != nil {
		return err
	}
	f, ok := m.(mutation)
	if !ok {
		return privacy.Denyf("rule: %T cannot be filtered by %s", m, r.column)
	}
	f.WhereP(owned)
	if err := f.HideHidden_(ctx); err != nil {
		return err
	}
	return privacy.Skip
}

// owned is the predicate that a row is the viewer's.
func (r filterOwner) owned(ctx context.Context, target any) (func(*sql.Selector), error) {
	v, ok := viewer.FromContext(ctx)
	if !ok {
		return nil, privacy.Denyf("rule: no viewer to own %T", target)
	}
	return statement.EQ(r.column, v.ID), nil
}
