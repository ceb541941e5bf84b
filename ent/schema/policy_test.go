package schema_test

import (
	"context"
	"errors"
	"testing"

	"entgo.io/ent/privacy"

	"github.com/entask/entask/ent"
	_ "github.com/entask/entask/ent/runtime"
	"github.com/entask/entask/internal/database"
	graph "github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/graph/ent/runtime"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/task"
	"github.com/entask/entask/internal/runtime/viewer"
)

func open(t *testing.T) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: "sqlite://:memory:"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// newClient returns a client of an application whose tasks have the mixins.
func newClient(t *testing.T) *graph.Client {
	t.Helper()
	db := open(t)
	if err := db.Create(t.Context(), graphmigrate.Tables, graphmigrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	return graph.NewClient(graph.Driver(db.Driver()))
}

func as(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}

// accesses are all ways to reach a task through Ent. Each returns the number of tasks
// that it reached.
var accesses = map[string]func(context.Context, *graph.Client, *graph.Task) (int, error){
	"query": func(ctx context.Context, c *graph.Client, _ *graph.Task) (int, error) {
		all, err := c.Task.Query().All(ctx)
		return len(all), err
	},
	"count": func(ctx context.Context, c *graph.Client, _ *graph.Task) (int, error) {
		return c.Task.Query().Count(ctx)
	},
	"or": func(ctx context.Context, c *graph.Client, of *graph.Task) (int, error) {
		return c.Task.Query().Where(task.Or(task.ID(of.ID), task.UserID(of.UserID))).Count(ctx)
	},
	"exist": func(ctx context.Context, c *graph.Client, of *graph.Task) (int, error) {
		found, err := c.Task.Query().Where(task.ID(of.ID)).Exist(ctx)
		return number(found), err
	},
	"ids": func(ctx context.Context, c *graph.Client, _ *graph.Task) (int, error) {
		ids, err := c.Task.Query().IDs(ctx)
		return len(ids), err
	},
	"select": func(ctx context.Context, c *graph.Client, _ *graph.Task) (int, error) {
		titles, err := c.Task.Query().Select(task.FieldTitle).Strings(ctx)
		return len(titles), err
	},
	"group": func(ctx context.Context, c *graph.Client, _ *graph.Task) (int, error) {
		titles, err := c.Task.Query().GroupBy(task.FieldTitle).Strings(ctx)
		return len(titles), err
	},
	"aggregate": func(ctx context.Context, c *graph.Client, _ *graph.Task) (int, error) {
		return c.Task.Query().Aggregate(graph.Count()).Int(ctx)
	},
	"get": func(ctx context.Context, c *graph.Client, of *graph.Task) (int, error) {
		_, err := c.Task.Get(ctx, of.ID)
		return number(err == nil), graph.MaskNotFound(err)
	},
	"update": func(ctx context.Context, c *graph.Client, _ *graph.Task) (int, error) {
		return c.Task.Update().SetTitle("taken").Save(ctx)
	},
	"update one": func(ctx context.Context, c *graph.Client, of *graph.Task) (int, error) {
		_, err := c.Task.UpdateOneID(of.ID).SetTitle("taken").Save(ctx)
		return number(err == nil), graph.MaskNotFound(err)
	},
	"update returning": func(ctx context.Context, c *graph.Client, of *graph.Task) (int, error) {
		_, err := c.Task.UpdateOneID(of.ID).SetTitle("taken").SaveReturning(ctx)
		return number(err == nil), graph.MaskNotFound(err)
	},
	"update entity": func(ctx context.Context, c *graph.Client, of *graph.Task) (int, error) {
		_, err := c.Task.UpdateOne(of).SetTitle("taken").Save(ctx)
		return number(err == nil), graph.MaskNotFound(err)
	},
	"delete": func(ctx context.Context, c *graph.Client, _ *graph.Task) (int, error) {
		return c.Task.Delete().Exec(ctx)
	},
	"delete one": func(ctx context.Context, c *graph.Client, of *graph.Task) (int, error) {
		err := c.Task.DeleteOneID(of.ID).Exec(ctx)
		return number(err == nil), graph.MaskNotFound(err)
	},
}

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestPolicy(t *testing.T) {
	for name, access := range accesses {
		for _, who := range []struct {
			name string
			ctx  func(context.Context) context.Context
			want int
			deny bool
		}{
			{"owner", func(ctx context.Context) context.Context { return as(ctx, "ann") }, 1, false},
			{"other", func(ctx context.Context) context.Context { return as(ctx, "bob") }, 0, false},
			{"nobody", func(ctx context.Context) context.Context { return ctx }, 0, true},
			{"empty id", func(ctx context.Context) context.Context { return as(ctx, "") }, 0, true},
		} {
			t.Run(name+"/"+who.name, func(t *testing.T) {
				client := newClient(t)
				row, err := client.Task.Create().SetTitle("ann's").Save(as(t.Context(), "ann"))
				if err != nil {
					t.Fatal(err)
				}
				got, err := access(who.ctx(t.Context()), client, row)
				if who.deny != errors.Is(err, privacy.Deny) || !who.deny && err != nil {
					t.Errorf("got error %v, want denied: %v", err, who.deny)
				}
				if got != who.want {
					t.Errorf("reached %d tasks, want %d", got, who.want)
				}
			})
		}
	}
}

func TestCreateIsTheViewers(t *testing.T) {
	client := newClient(t)
	forged, err := client.Task.Create().SetTitle("a").SetUserID("ann").Save(as(t.Context(), "bob"))
	if err != nil || forged.UserID != "bob" {
		t.Errorf("create for another = %v, %v, want bob's", forged, err)
	}
	bulk, err := client.Task.CreateBulk(client.Task.Create().SetTitle("a").SetUserID("ann")).Save(as(t.Context(), "bob"))
	if err != nil || bulk[0].UserID != "bob" {
		t.Errorf("create in bulk for another = %v, %v, want bob's", bulk, err)
	}
	if _, err := client.Task.Create().SetTitle("a").SetUserID("ann").Save(t.Context()); !errors.Is(err, privacy.Deny) {
		t.Errorf("create for nobody = %v, want denied", err)
	}
}

func TestKeysAreNobodys(t *testing.T) {
	client := ent.NewClient(ent.Driver(open(t).Driver()))
	if _, err := client.IdempotencyKey.Query().Count(t.Context()); !errors.Is(err, privacy.Deny) {
		t.Errorf("keys for nobody = %v, want denied", err)
	}
}

// Every kind of write raises the version and changes updated_at.
func TestVersionAndTimes(t *testing.T) {
	client := newClient(t)
	ctx := as(t.Context(), "ann")
	row, err := client.Task.Create().SetTitle("a").Save(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if row.Version != 1 || !row.CreatedAt.Equal(row.UpdatedAt) || row.CreatedAt.Nanosecond()%1000 != 0 {
		t.Errorf("created %v, want version 1 and one time, to the microsecond", row)
	}
	if _, err := client.Task.Update().SetCompleted(true).Save(ctx); err != nil {
		t.Fatal(err)
	}
	after, err := client.Task.UpdateOneID(row.ID).SetVersion(1).SaveReturning(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if after.Version != 3 || !after.UpdatedAt.After(row.UpdatedAt) || !after.CreatedAt.Equal(row.CreatedAt) {
		t.Errorf("after two writes %v, want version 3, a later updated_at and the same created_at", after)
	}
}
