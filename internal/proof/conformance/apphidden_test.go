package conformance_test

import (
	"context"
	"net/http"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/privacy"
	"github.com/google/uuid"

	hidden "github.com/entask/entask/internal/generate/testdata/hidden/ent"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/book"
	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/runtime/viewer"
)

// hide hides an item of a user; see conformance.Service.
type hide = func(ctx context.Context, user, id string) error

// hideItems hides what the application "hidden" does not hide through its API.
func hideItems(drv dialect.Driver) map[string]hide {
	client := hidden.NewClient(hidden.Driver(drv))
	return map[string]hide{
		"Book": func(ctx context.Context, user, id string) error {
			book, err := uuid.Parse(id)
			if err != nil {
				return err
			}
			owner := viewer.NewContext(ctx, viewer.Viewer{ID: user})
			return client.Book.UpdateOneID(book).SetWithdrawn(true).Exec(privacy.DecisionContext(owner, privacy.Allow))
		},
	}
}

// allowEverything gives an entity a policy that allows everything.
func allowEverything(h http.Handler) http.Handler {
	all := privacy.AlwaysAllowRule()
	book.Policy = privacy.Policy{Query: privacy.QueryPolicy{all}, Mutation: privacy.MutationPolicy{all}}
	return h
}

// test makes the application's tables in a database, opens it there as a role, and runs
// the suite on it.
func (a application) test(t *testing.T, url string, as func(testing.TB, string) string) {
	t.Helper()
	conformance.Run(t, a.service(t, url, as))
}
