package rule_test

import (
	"context"
	"fmt"
	"log"

	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/database"
	graph "github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/graph/ent/runtime"
	"github.com/entask/entask/internal/runtime/rule"
	"github.com/entask/entask/internal/runtime/viewer"
)

// A policy is a list of rules, which Ent evaluates before every query: this is the
// one of the mixin Owned. Each rule denies, or skips to the next one.
func Example() {
	policy := privacy.QueryPolicy{
		rule.DenyIfNoViewer(),
		rule.FilterOwner("user_id"),
	}
	client, closeClient := newClient()
	defer closeClient()
	client.Task.Create().SetTitle("Buy milk").SaveX(as("ann"))

	for _, ctx := range []context.Context{as("ann"), as("bob"), context.Background()} {
		tasks := client.Task.Query()
		if err := policy.EvalQuery(ctx, tasks); err != nil {
			fmt.Println("nobody:", err)
			continue
		}
		id, _ := viewer.ID(ctx)
		onlyPolicy := privacy.DecisionContext(ctx, privacy.Allow) // without the policy of Task itself
		fmt.Println(id, "sees", tasks.CountX(onlyPolicy))
	}
	// Output:
	// ann sees 1
	// bob sees 0
	// nobody: rule: no viewer in the context: ent/privacy: deny rule
}

// The rules of a mutation see it before it is written. FilterOwner narrows an update
// to the rows of the viewer, whatever the caller asked for.
func ExampleFilterOwner() {
	client, closeClient := newClient()
	defer closeClient()
	client.Task.Create().SetTitle("Buy milk").SaveX(as("ann"))

	fmt.Println("bob changes", client.Task.Update().SetTitle("Mine").SaveX(as("bob")))
	fmt.Println("ann changes", client.Task.Update().SetTitle("Buy bread").SaveX(as("ann")))
	// Output:
	// bob changes 0
	// ann changes 1
}

func as(user string) context.Context {
	return viewer.NewContext(context.Background(), viewer.Viewer{ID: user})
}

// newClient returns a client of an empty database in memory.
func newClient() (*graph.Client, func()) {
	ctx := context.Background()
	db, err := database.Open(ctx, database.Options{URL: "sqlite://:memory:"})
	if err != nil {
		log.Fatal(err)
	}
	if err := db.Create(ctx, graphmigrate.Tables, graphmigrate.RowSecurity); err != nil {
		log.Fatal(err)
	}
	return graph.NewClient(graph.Driver(db.Driver())), func() { _ = db.Close() }
}
