package feed

import (
	"context"
	"errors"
	"net/http"
	"testing"

	entgo "entgo.io/ent"

	"github.com/entask/entask/internal/generate/testdata/graph/ent/folder"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/privacy"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/rule"
)

// TestUnsealedCounter: what docs/conditions.md has an operator do, in the transaction of a migration that
// then changes rows. A follower misses nothing.
func TestUnsealedCounter(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	f := g.follow("/tasks")
	g.create("/tasks", `{"title": "a"}`)
	f.same("a create")
	s := g.session()
	s.do("BEGIN")
	s.do("SELECT set_config('app.user_id', '', true)")
	s.do("UPDATE change_counters SET number = number + 1, seal = NULL")
	s.do("UPDATE tasks SET title = 'b'")
	s.do("COMMIT")
	f.same("a migration")
}

// auditors is a rule that shows its rows to who may see the trash, and adds no predicate.
type auditors struct{ are *bool }

// EvalQuery implements privacy.QueryRule.
func (a auditors) EvalQuery(context.Context, entgo.Query) error {
	if *a.are {
		return privacy.Allow
	}
	return privacy.Skip
}

// policy has rules of its own for queries.
type policy struct {
	entgo.Policy

	query privacy.QueryPolicy
}

// EvalQuery implements ent.Policy.
func (p policy) EvalQuery(ctx context.Context, q entgo.Query) error {
	if err := p.query.EvalQuery(ctx, q); !errors.Is(err, privacy.Allow) {
		return err
	}
	return nil
}

// TestAllowed: a rule between those of Owned and SoftDeleted shows a user the trash, until it does not.
// It adds no predicate, and the list depends on it.
func TestAllowed(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		before := folder.Policy
		t.Cleanup(func() { folder.Policy = before })
		auditor := true
		folder.Policy = policy{before, privacy.QueryPolicy{
			rule.FilterOwner(folder.FieldUserID), auditors{&auditor}, rule.FilterTrash(folder.FieldDeletedAt), privacy.AlwaysAllowRule(),
		}}
		g := newGraph(t, url)
		g.create("/folders", `{"name": "kept"}`)
		g.send(http.StatusNoContent, "DELETE", "/folders/"+g.create("/folders", `{"name": "gone"}`), "")
		r := g.reads("/folders")
		r.read("a deletion")
		r.read("nothing")
		auditor = false
		r.read("another role")
	})
}
