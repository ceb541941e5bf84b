package schema

import (
	"context"
	"fmt"
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	gen "github.com/entask/entask/internal/generate/testdata/hidden/ent"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/hook"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/intercept"
	"github.com/entask/entask/internal/rest"
)

// SoftDelete is the mixin of Ent's documentation (https://entgo.io/docs/interceptors): an
// interceptor hides the rows that a hook keeps when they are deleted. It imports what is
// generated from it: where that does not compile any more, generate once with Fields alone.
type SoftDelete struct{ mixin.Schema }

// Fields of SoftDelete.
func (SoftDelete) Fields() []ent.Field {
	return []ent.Field{field.Time("delete_time").Optional().Annotations(rest.Hidden())}
}

type softDeleteKey struct{}

// SkipSoftDelete returns a context in which deleted rows are rows like others, and in
// which to delete is to delete for good.
func SkipSoftDelete(parent context.Context) context.Context {
	return context.WithValue(parent, softDeleteKey{}, true)
}

// Interceptors of SoftDelete.
func (d SoftDelete) Interceptors() []ent.Interceptor {
	return []ent.Interceptor{
		intercept.TraverseFunc(func(ctx context.Context, q intercept.Query) error {
			if skip, _ := ctx.Value(softDeleteKey{}).(bool); skip {
				return nil
			}
			d.P(q)
			return nil
		}),
	}
}

// Hooks of SoftDelete.
func (d SoftDelete) Hooks() []ent.Hook {
	return []ent.Hook{
		hook.On(func(next ent.Mutator) ent.Mutator {
			return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
				if skip, _ := ctx.Value(softDeleteKey{}).(bool); skip {
					return next.Mutate(ctx, m)
				}
				mx, ok := m.(interface {
					SetOp(ent.Op)
					Client() *gen.Client
					SetDeleteTime(time.Time)
					WhereP(...func(*sql.Selector))
				})
				if !ok {
					return nil, fmt.Errorf("unexpected mutation type %T", m)
				}
				d.P(mx)
				mx.SetOp(ent.OpUpdate)
				mx.SetDeleteTime(time.Now())
				return mx.Client().Mutate(ctx, m)
			})
		}, ent.OpDeleteOne|ent.OpDelete),
	}
}

// P adds the predicate that a row is not deleted to a query or a mutation.
func (d SoftDelete) P(w interface{ WhereP(...func(*sql.Selector)) }) {
	w.WhereP(sql.FieldIsNull(d.Fields()[0].Descriptor().Name))
}
