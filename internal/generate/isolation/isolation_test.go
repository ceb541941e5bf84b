package isolation

import (
	"context"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/privacy"
	entschema "entgo.io/ent/schema"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/rule"
	"github.com/entask/entask/internal/runtime/viewer"
)

// probed is a schema with a policy of its own.
type probed struct {
	ent.Schema
	says   rest.Annotation
	mixin  []ent.Mixin
	policy ent.Policy
}

func (p probed) Mixin() []ent.Mixin                  { return p.mixin }
func (p probed) Policy() ent.Policy                  { return p.policy }
func (p probed) Annotations() []entschema.Annotation { return []entschema.Annotation{p.says} }

// narrow is a rule of a schema's own.
type narrow struct {
	by func(viewer string) func(*sql.Selector)
}

func (n narrow) eval(ctx context.Context, on any) error {
	id, ok := viewer.ID(ctx)
	if !ok {
		return privacy.Deny
	}
	on.(interface{ WhereP(...func(*sql.Selector)) }).WhereP(n.by(id))
	return privacy.Skip
}

func (n narrow) EvalQuery(ctx context.Context, q ent.Query) error       { return n.eval(ctx, q) }
func (n narrow) EvalMutation(ctx context.Context, m ent.Mutation) error { return n.eval(ctx, m) }

// asks is a rule that wants of a mutation what only a generated one has.
type asks struct{}

func (asks) EvalMutation(ctx context.Context, m ent.Mutation) error {
	_, err := m.OldField(ctx, "user_id")
	return err
}

func both(rules ...privacy.QueryMutationRule) ent.Policy {
	var p privacy.Policy
	for _, r := range rules {
		p.Query, p.Mutation = append(p.Query, r), append(p.Mutation, r)
	}
	return p
}

func TestFaults(t *testing.T) {
	owner := rest.Owner("user_id")
	allow := privacy.AlwaysAllowRule()
	by := func(p func(string) func(*sql.Selector)) ent.Policy { return both(narrow{p}) }
	for _, c := range []struct {
		name   string
		schema probed
		want   string // in the faults; "" for none
	}{
		{"owned", probed{mixin: []ent.Mixin{schema.Owned{}}}, ""},
		{"public", probed{mixin: []ent.Mixin{schema.Public{}}}, ""},
		{"the two rules", probed{says: owner, policy: both(rule.DenyIfNoViewer(), rule.FilterOwner("user_id"))}, ""},
		{"the filter alone", probed{says: owner, policy: both(rule.FilterOwner("user_id"))}, ""},
		{"denies everything", probed{says: owner, policy: both(privacy.AlwaysDenyRule())}, ""},
		{"internal", probed{says: rest.Internal(), policy: both(allow)}, ""},
		{"by a rule of its own", probed{says: owner, policy: by(func(v string) func(*sql.Selector) { return sql.FieldEQ("user_id", v) })}, ""},
		{"narrower than the owner", probed{says: owner, policy: by(func(v string) func(*sql.Selector) {
			return sql.AndPredicates(sql.FieldEQ("done", false), sql.FieldEQ("user_id", v))
		})}, ""},
		{"what only a generated mutation has", probed{says: owner, policy: privacy.Policy{
			Query: privacy.QueryPolicy{rule.FilterOwner("user_id")}, Mutation: privacy.MutationPolicy{asks{}},
		}}, ""},

		{"no policy", probed{says: owner}, "allows a query without a viewer"},
		{"allows everything", probed{says: owner, policy: both(allow)}, "does not narrow a query to rows whose user_id is the viewer's"},
		{"allows before it narrows", probed{says: owner, policy: both(allow, rule.FilterOwner("user_id"))}, "does not narrow a deletion of one"},
		{"asks for a viewer and no more", probed{says: owner, policy: both(rule.DenyIfNoViewer())}, "does not narrow an update"},
		{"narrows queries alone", probed{says: owner, policy: privacy.Policy{
			Query: privacy.QueryPolicy{rule.FilterOwner("user_id")}, Mutation: privacy.MutationPolicy{rule.DenyIfNoViewer()},
		}}, "does not narrow a deletion"},
		{"narrows by another column", probed{says: owner, policy: both(rule.FilterOwner("reader_id"))}, "does not narrow a query"},
		{"narrows to the owner or what is shared", probed{says: owner, policy: by(func(v string) func(*sql.Selector) {
			return sql.OrPredicates(sql.FieldEQ("user_id", v), sql.FieldEQ("shared", true))
		})}, "does not narrow a query"},
		{"narrows to the rows of others", probed{says: owner, policy: by(func(v string) func(*sql.Selector) {
			return sql.NotPredicates(sql.FieldEQ("user_id", v))
		})}, "does not narrow a query"},
		{"narrows to somebody", probed{says: owner, policy: by(func(string) func(*sql.Selector) { return sql.FieldEQ("user_id", "somebody") })}, "does not narrow a query"},
		{"public and written", probed{says: rest.Public(), policy: both(rule.DenyIfNoViewer())}, "allows every viewer a creation"},
		{"public to nobody in particular", probed{says: rest.Public(), policy: privacy.Policy{
			Query: privacy.QueryPolicy{allow}, Mutation: privacy.MutationPolicy{privacy.AlwaysDenyRule()},
		}}, "allows a query without a viewer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			faults := Faults(c.schema)
			found := slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, c.want) })
			if found != (c.want != "") || c.want == "" && len(faults) > 0 {
				t.Errorf("got %q, want %q among them", faults, c.want)
			}
		})
	}
}
