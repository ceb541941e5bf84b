package edges

import (
	"context"
	"errors"
	"testing"

	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/task"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/viewer"
)

func as(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}

// rows are the rows of a user.
type rows struct {
	project *ent.Project
	task    *ent.Task
	tag     *ent.Tag
	person  *ent.Person
	folder  *ent.Folder
}

func (g *graph) rows(user string) rows {
	g.t.Helper()
	ctx := as(g.t.Context(), user)
	return rows{
		project: g.client.Project.Create().SetName(user).SaveX(ctx),
		task:    g.client.Task.Create().SetTitle(user).SaveX(ctx),
		tag:     g.client.Tag.Create().SetName(user).SaveX(ctx),
		person:  g.client.Person.Create().SetName(user).SaveX(ctx),
		folder:  g.client.Folder.Create().SetName(user).SaveX(ctx),
	}
}

// linkings are the ways in which hand-written code can link a row of one user to a row of
// another, with Ent's client.
var linkings = map[string]func(ctx context.Context, c *ent.Client, mine, yours rows) error{
	"create by key": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Task.Create().SetTitle("x").SetProjectID(yours.project.ID).Exec(ctx)
	},
	"create by edge": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Task.Create().SetTitle("x").SetProject(yours.project).Exec(ctx)
	},
	"create in bulk": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		return c.Task.CreateBulk(
			c.Task.Create().SetTitle("x").SetProject(mine.project),
			c.Task.Create().SetTitle("x").SetProject(yours.project),
		).Exec(ctx)
	},
	"create joined": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Task.Create().SetTitle("x").AddTags(yours.tag).Exec(ctx)
	},
	"create joined from the other side": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Tag.Create().SetName("x").AddTasks(yours.task).Exec(ctx)
	},
	"create a parent": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Project.Create().SetName("x").AddTasks(yours.task).Exec(ctx)
	},
	"create a child": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Folder.Create().SetName("x").SetParent(yours.folder).Exec(ctx)
	},
	"create one for one": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Card.Create().SetNumber("1").SetHolder(yours.person).Exec(ctx)
	},
	"create by an own field": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Letter.Create().SetText("x").SetWrittenBy(yours.person.ID).Exec(ctx)
	},
	"create by a hidden edge": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		return c.Comment.Create().SetText("x").SetTask(mine.task).SetAnswerTo(yours.task).Exec(ctx)
	},
	"update one": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		return c.Task.UpdateOne(mine.task).SetProject(yours.project).Exec(ctx)
	},
	"update returning": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		_, err := c.Task.UpdateOne(mine.task).SetProject(yours.project).SaveReturning(ctx)
		return err
	},
	"update returning joined": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		_, err := c.Tag.UpdateOne(mine.tag).ClearTasks().AddTasks(yours.task).SaveReturning(ctx)
		return err
	},
	"update many": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Task.Update().SetProject(yours.project).Exec(ctx)
	},
	"update many joined": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Task.Update().Where(task.Title("mine")).AddTags(yours.tag).Exec(ctx)
	},
	"update from the other side": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		return c.Project.UpdateOne(mine.project).AddTasks(yours.task).Exec(ctx)
	},
	"update both ways": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		return c.Person.UpdateOne(mine.person).AddFriends(yours.person).Exec(ctx)
	},
	"update one way": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		return c.Person.UpdateOne(mine.person).AddFollowing(yours.person).Exec(ctx)
	},
	"set a field by name": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		update := c.Task.UpdateOne(mine.task)
		if err := update.Mutation().SetField(task.FieldProjectID, yours.project.ID); err != nil {
			return err
		}
		return update.Exec(ctx)
	},
	"in a transaction": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		tx, err := c.Tx(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		return tx.Task.UpdateOneID(mine.task.ID).SetProject(yours.project).Exec(ctx)
	},
}

// TestForeignLinks: every way of linking to a row of another user is refused, by a key or by
// the policy.
func TestForeignLinks(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		mine, yours := g.rows("mine"), g.rows("yours")
		ctx := as(t.Context(), "mine")
		for name, link := range linkings {
			t.Run(name, func(t *testing.T) {
				if _, err := relation.Explain(ctx, link(ctx, g.client, mine, yours), g.client.Owners); !errors.Is(err, privacy.Deny) {
					t.Errorf("to somebody else's = %v, want denied", err)
				}
				if err := link(t.Context(), g.client, mine, yours); !errors.Is(err, privacy.Deny) {
					t.Errorf("for nobody = %v, want denied", err)
				}
			})
		}
		everybody := privacy.DecisionContext(t.Context(), privacy.Allow)
		if n := g.client.Task.Query().Where(task.Or(task.HasProject(), task.HasTags())).CountX(everybody); n != 0 {
			t.Errorf("%d tasks are linked, want none", n)
		}
	})
}

// changes are changes that hand-written code makes to a row of another user, by its id.
var changes = map[string]func(ctx context.Context, c *ent.Client, mine, yours rows) error{
	"nothing": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Tag.UpdateOneID(yours.tag.ID).Exec(ctx)
	},
	"nothing returning": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		_, err := c.Tag.UpdateOneID(yours.tag.ID).SaveReturning(ctx)
		return err
	},
	"links": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		return c.Tag.UpdateOneID(yours.tag.ID).AddTasks(mine.task).Exec(ctx)
	},
	"links returning": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		_, err := c.Tag.UpdateOneID(yours.tag.ID).AddTasks(mine.task).SaveReturning(ctx)
		return err
	},
	"links away": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Tag.UpdateOneID(yours.tag.ID).ClearTasks().Exec(ctx)
	},
	"children": func(ctx context.Context, c *ent.Client, mine, yours rows) error {
		return c.Project.UpdateOneID(yours.project.ID).AddTasks(mine.task).Exec(ctx)
	},
	"children away": func(ctx context.Context, c *ent.Client, _, yours rows) error {
		return c.Project.UpdateOneID(yours.project.ID).RemoveTasks(yours.task).Exec(ctx)
	},
}

// For an update of links alone, Ent writes no statement with the owner's predicate, so
// the policy checks the owner of the row.
func TestForeignRowsKeepTheirLinks(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		mine, yours := g.rows("mine"), g.rows("yours")
		owner := as(t.Context(), "yours")
		g.client.Task.UpdateOne(yours.task).SetProject(yours.project).AddTags(yours.tag).SaveX(owner)
		for name, change := range changes {
			t.Run(name, func(t *testing.T) {
				if err := change(as(t.Context(), "mine"), g.client, mine, yours); !ent.IsNotFound(err) && !errors.Is(err, privacy.Deny) {
					t.Errorf("got %v, want not found", err)
				}
			})
		}
		after := g.client.Task.Query().WithProject().WithTags().OnlyX(owner)
		if after.Edges.Project == nil || len(after.Edges.Tags) != 1 {
			t.Errorf("links are gone: %v", after.Edges)
		}
		everybody := privacy.DecisionContext(t.Context(), privacy.Allow)
		if n := g.client.Task.Query().Where(task.UserID("mine"), task.Or(task.HasProject(), task.HasTags())).CountX(everybody); n != 0 {
			t.Errorf("%d foreign links were made", n)
		}
	})
}
