// Package published runs the application internal/generate/testdata/published in PostgreSQL and
// proves that everybody reads what is published, and its owner alone writes it, whatever SQL
// is typed. Start with TestWall.
package published

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/generate/testdata/published/ent"
	"github.com/entask/entask/internal/generate/testdata/published/ent/migrate"
	"github.com/entask/entask/internal/generate/testdata/published/ent/post"
	_ "github.com/entask/entask/internal/generate/testdata/published/ent/runtime"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/viewer"
)

func as(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}

// rows are what one user has.
type rows struct {
	post, topic, folder string
}

func made(ctx context.Context, c *ent.Client, user string) rows {
	ctx = as(ctx, user)
	folder := c.Folder.Create().SetName(user).SaveX(ctx)
	p := c.Post.Create().SetTitle(user).SetFolder(folder).SaveX(ctx)
	topic := c.Topic.Create().SetName(user).AddPosts(p).SaveX(ctx)
	return rows{p.ID.String(), topic.ID.String(), folder.ID.String()}
}

// TestWall types SQL as the role that serves, as the owner, as another user and as nobody.
func TestWall(t *testing.T) {
	url := pgtest.NewDatabase(t)
	if err := harness.Connect(t, pgtest.Direct(url)).Create(t.Context(), migrate.Tables, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	db := harness.Connect(t, pgtest.AsService(t, url))
	client := ent.NewClient(ent.Driver(db.Driver()))
	ann, bob := made(t.Context(), client, "ann"), made(t.Context(), client, "bob")
	const refused = -1
	for _, c := range []struct {
		statement              string
		ann, bob, carl, nobody int64 // rows reached
	}{
		{"SELECT FROM posts", 2, 2, 2, 0},
		{"SELECT FROM posts FOR UPDATE", 1, 1, 0, 0},
		{"SELECT FROM post_topics", 2, 2, 2, 0},
		{"SELECT FROM folders", 1, 1, 0, 0},
		{"UPDATE posts SET title = 'x'", 1, 1, 0, 0},
		{"UPDATE posts SET title = 'x' WHERE id = '" + ann.post + "'", 1, 0, 0, 0},
		{"UPDATE posts SET user_id = 'carl' WHERE id = '" + ann.post + "'", refused, 0, 0, 0},
		{"UPDATE posts SET folder_id = '" + bob.folder + "' WHERE id = '" + ann.post + "'", refused, 0, 0, 0},
		{"DELETE FROM topics WHERE id = '" + ann.topic + "'", 1, 0, 0, 0},
		{"INSERT INTO topics (id, user_id, name) VALUES (gen_random_uuid(), 'ann', 'x')", 1, refused, refused, refused},
		{fmt.Sprintf("INSERT INTO remarks (id, user_id, text, post_id) VALUES (gen_random_uuid(), 'ann', 'x', '%s')", bob.post), 1, refused, refused, refused},
		{fmt.Sprintf("INSERT INTO post_topics (post_id, topic_id) VALUES ('%s', '%s')", ann.post, bob.topic), 1, 1, refused, refused},
		{fmt.Sprintf("DELETE FROM post_topics WHERE post_id = '%s' AND topic_id = '%s'", ann.post, ann.topic), 1, 0, 0, 0},
	} {
		for user, want := range map[string]int64{"ann": c.ann, "bob": c.bob, "carl": c.carl, "": c.nobody} {
			if got, err := reached(t, db, user, c.statement); got != want {
				t.Errorf("%q: %s reached %d rows, %v, want %d", user, c.statement, got, err, want)
			}
		}
	}
}

// reached runs a statement for a user, takes it back, and returns how many rows it reached;
// -1 where it is refused.
func reached(t *testing.T, db *database.DB, user, statement string) (int64, error) {
	t.Helper()
	ctx := as(t.Context(), user)
	tx, err := db.Driver().Tx(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	var res sql.Result
	if err := tx.Exec(ctx, statement, []any{}, &res); err != nil {
		return -1, err
	}
	return res.RowsAffected()
}

// TestEndsOfLinks: a link to somebody else's published row is part of one's own row, and no
// way to write the other.
func TestEndsOfLinks(t *testing.T) {
	url := pgtest.NewDatabase(t)
	if err := harness.Connect(t, pgtest.Direct(url)).Create(t.Context(), migrate.Tables, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	client := ent.NewClient(ent.Driver(harness.Connect(t, pgtest.AsService(t, url)).Driver()))
	made(t.Context(), client, "ann")
	made(t.Context(), client, "bob")
	ctx := as(t.Context(), "ann")
	of := func(user string) *ent.Post { return client.Post.Query().Where(post.UserID(user)).OnlyX(ctx) }
	remark := client.Remark.Create().SetText("x").SetPost(of("bob")).SaveX(ctx)
	if err := client.Topic.Update().AddPosts(of("bob")).Exec(ctx); err != nil {
		t.Errorf("a topic of one's own on somebody else's post = %v, want it there", err)
	}
	for name, err := range map[string]error{
		"a folder of one's own with somebody else's post": client.Folder.Update().AddPosts(of("bob")).Exec(ctx),
		"somebody else's post in a folder":                client.Post.UpdateOneID(of("bob").ID).ClearFolder().Exec(ctx),
		"a remark on somebody else's post from there":     client.Post.UpdateOneID(of("bob").ID).AddRemarks(remark).Exec(ctx),
	} {
		if _, why := relation.Explain(ctx, err, client.Owners); !errors.Is(why, privacy.Deny) && !ent.IsNotFound(why) {
			t.Errorf("%s = %v, want it refused", name, why)
		}
	}
	client.Post.DeleteOneID(of("bob").ID).ExecX(as(t.Context(), "bob"))
	if n := client.Remark.Query().CountX(ctx); n != 0 {
		t.Errorf("%d remarks are left of a post that was deleted, want none", n)
	}
}
