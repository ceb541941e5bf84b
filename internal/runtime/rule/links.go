package rule

import (
	"context"

	"entgo.io/ent"
	"entgo.io/ent/privacy"
)

// DenyForeignLinks refuses a mutation that links to the row of another viewer by any
// edge; otherwise it skips to the next rule. It denies whatever it cannot check.
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
