package rule

import (
	"context"

	"entgo.io/ent"
	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/runtime/relation"
)

// DenyForeignLinks refuses a mutation that links to a hidden row, or to the row of another
// viewer by an edge whose key does not carry the owner; otherwise it skips to the next rule.
// By any other edge the database refuses it. It denies whatever it cannot check.
func DenyForeignLinks() privacy.MutationRule {
	return privacy.MutationRuleFunc(func(ctx context.Context, m ent.Mutation) error {
		linker, ok := m.(interface{ CheckLinks_(context.Context) error })
		if !ok {
			return privacy.Denyf("rule: links of %T cannot be checked", m)
		}
		if err := linker.CheckLinks_(ctx); err != nil {
			return err
		}
		return privacy.Skip
	})
}

// KeepLinks is a hook that lets an error say which rows the mutation links to, if the database
// refused one of them: see relation.Explain.
func KeepLinks(next ent.Mutator) ent.Mutator {
	return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
		v, err := next.Mutate(ctx, m)
		if linker, ok := m.(interface{ Links_() []relation.Links }); ok && err != nil {
			err = relation.Keep(err, linker.Links_())
		}
		return v, err
	})
}
