package refuse

import (
	"fmt"

	"github.com/entask/entask/internal/generate/plan"
)

// quotaRefusals are about how many rows one owner may have.
var quotaRefusals = []refusal[*plan.Entity]{
	{
		where(func(e *plan.Entity) bool { return e.REST.Quota != nil && *e.REST.Quota < 1 }, "has a quota that leaves room for nothing"),
		say[*plan.Entity]("use at least rest.Quota(1), or leave rest.Create out of rest.Operations"),
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.Quota != nil && e.Owner() == nil }, "has rest.Quota, but no owner whose rows are counted"),
		say[*plan.Entity]("remove rest.Quota, or add Owned{} to Mixin"),
	},
	{
		where(func(e *plan.Entity) bool {
			return e.REST.Quota != nil && e.Owner() != nil && !e.Indexed(e.Owner().StorageKey())
		}, "has rest.Quota without an index that begins with the owner, by which an insert counts"),
		func(e *plan.Entity) string {
			return fmt.Sprintf("add index.Fields(%q, %q) to Indexes", e.REST.Owner, plan.ID)
		},
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.QuotaBytes != nil && e.REST.Quota == nil },
			"has rest.QuotaBytes without rest.Quota, so an insert would read any number of rows"),
		say[*plan.Entity]("add rest.Quota(100_000)"),
	},
	{
		func(e *plan.Entity) string {
			if q := e.REST.QuotaBytes; q != nil {
				if f := e.Field(q.Field); f == nil || !f.IsBytes() {
					return fmt.Sprintf("has rest.QuotaBytes(%q), which is not a field of bytes", q.Field)
				}
			}
			return ""
		},
		say[*plan.Entity](`name one that is, as in rest.QuotaBytes("picture", 1<<20) for field.Bytes("picture")`),
	},
}
