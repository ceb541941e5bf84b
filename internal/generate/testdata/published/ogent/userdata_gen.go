// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"encoding/json"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/generate/testdata/published/ent"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/rows"
	"github.com/entask/entask/internal/runtime/userdata"
)

// NewUserData returns what the application keeps of its users in the database of a driver.
func NewUserData(drv dialect.Driver) userdata.Data {
	return userdata.Data{
		Driver: drv,
		Entities: []userdata.Entity{
			{
				Name: "Folder", Table: "folders", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Folder.EachKept(ctx, within, read, func(row *ent.Folder, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportFolder(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Folder
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Post", Table: "posts", Owner: "user_id",
				Key:       []string{"id"},
				Order:     []string{"id"},
				Published: true,
				Links: []userdata.Link{
					{Column: "folder_id", To: "folders", Nullable: true},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Post.EachKept(ctx, within, read, func(row *ent.Post, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportPost(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Post
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Remark", Table: "remarks", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "post_id", To: "posts"},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Remark.EachKept(ctx, within, read, func(row *ent.Remark, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportRemark(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Remark
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Topic", Table: "topics", Owner: "user_id",
				Key:       []string{"id"},
				Order:     []string{"id"},
				Published: true,
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Topic.EachKept(ctx, within, read, func(row *ent.Topic, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportTopic(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Topic
					return userdata.Values(raw, &row.ID)
				},
			},
		},
		Joins: []userdata.Join{
			{Name: "Post.topics", Table: "post_topics", Ends: [2]userdata.End{
				{Column: "post_id", Table: "posts", ID: "id"},
				{Column: "topic_id", Table: "topics", ID: "id"},
			}},
		},
	}
}

// exportFolder writes a row with all that belongs to its owner.
func exportFolder(w *jx.Writer, row *ent.Folder, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.ObjEnd()
}

// exportPost writes a row with all that belongs to its owner.
func exportPost(w *jx.Writer, row *ent.Post, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"title":`)
	w.Str(row.Title)
	w.RawStr(`,"closed":`)
	w.Bool(row.Closed)
	w.RawStr(`,"folder_id":`)
	if v := row.FolderID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportRemark writes a row with all that belongs to its owner.
func exportRemark(w *jx.Writer, row *ent.Remark, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"post_id":`)
	reply.UUID(w, row.PostID)
	w.ObjEnd()
}

// exportTopic writes a row with all that belongs to its owner.
func exportTopic(w *jx.Writer, row *ent.Topic, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.ObjEnd()
}
