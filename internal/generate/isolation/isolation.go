// Package isolation asks the policy of a schema what it does, before anything is generated:
// whether it keeps rows from nobody, and from everybody but their owner.
//
// Only a program that imports the schema has its policy; the loader's program calls Faults.
// It gives the policy a query and mutations that record what is asked of them. A rule that
// wants the generated builders themselves cannot be asked, and is taken for one that denies:
// what it allows the conformance suite finds. Start with Faults.
package isolation

import (
	"context"
	"errors"
	"fmt"

	"entgo.io/ent"
	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// asker is who asks, whose id is in no policy.
const asker = "3f0c1b7e-isolation"

// access is one way to reach rows.
type access struct {
	name string
	op   ent.Op // 0 for a query
}

var accesses = []access{
	{"a query", 0},
	{"a creation", ent.OpCreate},
	{"an update", ent.OpUpdate},
	{"an update of one", ent.OpUpdateOne},
	{"a deletion", ent.OpDelete},
	{"a deletion of one", ent.OpDeleteOne},
}

// Faults returns in words what the policy of a schema allows and must not, as far as the
// annotations of the schema promise it. A schema without an API promises nothing.
func Faults(schema ent.Interface) []string {
	said, policy := about(schema)
	if !said.Exposed() {
		return nil
	}
	var faults []string
	for _, a := range accesses {
		if _, allowed := ask(context.Background(), policy, a); allowed {
			faults = append(faults, fmt.Sprintf("it allows %s without a viewer", a.name))
		}
		narrowed, allowed := ask(viewer.NewContext(context.Background(), viewer.Viewer{ID: asker}), policy, a)
		switch {
		case !allowed:
		case said.Public && a.op != 0:
			faults = append(faults, fmt.Sprintf("it allows every viewer %s", a.name))
		case said.Published && a.op == 0:
		case !said.Public && a.op != ent.OpCreate && !narrowed.to(said.Owner, asker):
			faults = append(faults, fmt.Sprintf("it does not narrow %s to rows whose %s is the viewer's", a.name, said.Owner))
		}
	}
	return faults
}

// about returns what a schema says, and its policy with those of its mixins.
func about(schema ent.Interface) (rest.Annotation, ent.Policy) {
	var said rest.Annotation
	var policies []interface{ Policy() ent.Policy }
	for _, m := range schema.Mixin() {
		policies = append(policies, m)
		for _, a := range m.Annotations() {
			said = merge(said, a)
		}
	}
	for _, a := range schema.Annotations() {
		said = merge(said, a)
	}
	return said, privacy.NewPolicies(append(policies, schema)...)
}

func merge(said rest.Annotation, a any) rest.Annotation {
	if one, ok := a.(rest.Annotation); ok {
		said, _ = said.Merge(one).(rest.Annotation)
	}
	return said
}

// ask has a policy judge an access, and returns what it was narrowed to.
func ask(ctx context.Context, policy ent.Policy, a access) (n *narrowed, allowed bool) {
	n = &narrowed{}
	defer func() {
		if recover() != nil {
			allowed = false // a rule for another kind of query
		}
	}()
	var err error
	if a.op == 0 {
		err = policy.EvalQuery(ctx, &query{n})
	} else {
		err = policy.EvalMutation(ctx, &mutation{narrowed: n, op: a.op})
	}
	return n, err == nil || errors.Is(err, privacy.Allow) || errors.Is(err, privacy.Skip)
}
