// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"encoding/json"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/rows"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/internal/runtime/value"
)

// NewUserData returns what the application keeps of its users in the database of a driver.
func NewUserData(drv dialect.Driver) userdata.Data {
	return userdata.Data{
		Driver: drv,
		Entities: []userdata.Entity{
			{
				Name: "Card", Table: "cards", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "holder_id", To: "persons"},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Card.EachKept(ctx, within, read, func(row *ent.Card, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportCard(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Card
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Comment", Table: "comments", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "task_id", To: "tasks"},
					{Column: "reply", To: "tasks", Nullable: true},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Comment.EachKept(ctx, within, read, func(row *ent.Comment, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportComment(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Comment
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Draft", Table: "drafts", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "project_drafts", To: "projects", Nullable: true},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Draft.EachKept(ctx, within, read, func(row *ent.Draft, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportDraft(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Draft
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Folder", Table: "folders", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "parent_id", To: "folders", Nullable: true},
				},
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
				Name: "Letter", Table: "letters", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "written_by", To: "persons"},
					{Column: "checker", To: "persons", Nullable: true},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Letter.EachKept(ctx, within, read, func(row *ent.Letter, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportLetter(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Letter
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Note", Table: "notes", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "folder_id", To: "folders", Nullable: true},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Note.EachKept(ctx, within, read, func(row *ent.Note, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportNote(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Note
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Person", Table: "persons", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "idol_id", To: "persons", Nullable: true},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Person.EachKept(ctx, within, read, func(row *ent.Person, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportPerson(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Person
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Project", Table: "projects", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Project.EachKept(ctx, within, read, func(row *ent.Project, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportProject(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Project
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Tag", Table: "tags", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Tag.EachKept(ctx, within, read, func(row *ent.Tag, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportTag(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Tag
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Task", Table: "tasks", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "project_id", To: "projects", Nullable: true},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Task.EachKept(ctx, within, read, func(row *ent.Task, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportTask(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Task
					return userdata.Values(raw, &row.ID)
				},
			},
		},
		Traces: []userdata.Trace{
			{Table: "change_tombstones", Owner: "user_id", Key: []string{"user_id", "entity", "number", "id"}},
			{Table: "change_counters", Owner: "user_id", Key: []string{"user_id"}},
		},
		Joins: []userdata.Join{
			{Name: "Person.friends", Table: "person_friends", Owner: "user_id", Ends: [2]userdata.End{
				{Column: "person_id", Table: "persons", ID: "id"},
				{Column: "friend_id", Table: "persons", ID: "id"},
			}},
			{Name: "Person.following", Table: "person_following", Owner: "user_id", Ends: [2]userdata.End{
				{Column: "person_id", Table: "persons", ID: "id"},
				{Column: "follower_id", Table: "persons", ID: "id"},
			}},
			{Name: "Task.tags", Table: "task_tags", Owner: "user_id", Ends: [2]userdata.End{
				{Column: "task_id", Table: "tasks", ID: "id"},
				{Column: "tag_id", Table: "tags", ID: "id"},
			}},
		},
	}
}

// exportCard writes a row with all that belongs to its owner.
func exportCard(w *jx.Writer, row *ent.Card, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"number":`)
	w.Str(row.Number)
	w.RawStr(`,"holder_id":`)
	reply.UUID(w, row.HolderID)
	w.ObjEnd()
}

// exportComment writes a row with all that belongs to its owner.
func exportComment(w *jx.Writer, row *ent.Comment, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"task_id":`)
	reply.UUID(w, row.TaskID)
	w.RawStr(`,"reply":`)
	w.Raw(value.Raw(raw.Value("reply")))
	w.ObjEnd()
}

// exportDraft writes a row with all that belongs to its owner.
func exportDraft(w *jx.Writer, row *ent.Draft, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"audit_id":`)
	if v := row.AuditID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"project_drafts":`)
	w.Raw(value.Raw(raw.Value("project_drafts")))
	w.ObjEnd()
}

// exportFolder writes a row with all that belongs to its owner.
func exportFolder(w *jx.Writer, row *ent.Folder, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.RawStr(`,"parent_id":`)
	if v := row.ParentID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportLetter writes a row with all that belongs to its owner.
func exportLetter(w *jx.Writer, row *ent.Letter, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"written_by":`)
	reply.UUID(w, row.WrittenBy)
	w.RawStr(`,"reviewer_id":`)
	if v := row.ReviewerID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportNote writes a row with all that belongs to its owner.
func exportNote(w *jx.Writer, row *ent.Note, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"folder_id":`)
	if v := row.FolderID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportPerson writes a row with all that belongs to its owner.
func exportPerson(w *jx.Writer, row *ent.Person, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.RawStr(`,"idol_id":`)
	if v := row.IdolID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportProject writes a row with all that belongs to its owner.
func exportProject(w *jx.Writer, row *ent.Project, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.ObjEnd()
}

// exportTag writes a row with all that belongs to its owner.
func exportTag(w *jx.Writer, row *ent.Tag, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.ObjEnd()
}

// exportTask writes a row with all that belongs to its owner.
func exportTask(w *jx.Writer, row *ent.Task, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"title":`)
	w.Str(row.Title)
	w.RawStr(`,"priority":`)
	w.Str(string(row.Priority))
	w.RawStr(`,"completed":`)
	w.Bool(row.Completed)
	w.RawStr(`,"completed_at":`)
	if v := row.CompletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"project_id":`)
	if v := row.ProjectID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}
