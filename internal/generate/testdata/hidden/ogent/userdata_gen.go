// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"encoding/json"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
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
				Name: "Book", Table: "books", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "shelf_id", To: "shelves", Nullable: true},
				},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Book.EachKept(ctx, within, read, func(row *ent.Book, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportBook(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Book
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Label", Table: "labels", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Label.EachKept(ctx, within, read, func(row *ent.Label, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportLabel(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Label
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Note", Table: "notes", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Links: []userdata.Link{
					{Column: "book_id", To: "books"},
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
				Name: "Shelf", Table: "shelves", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Shelf.EachKept(ctx, within, read, func(row *ent.Shelf, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportShelf(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Shelf
					return userdata.Values(raw, &row.ID)
				},
			},
		},
		Joins: []userdata.Join{
			{Name: "Book.labels", Table: "book_labels", Owner: "user_id", Ends: [2]userdata.End{
				{Column: "book_id", Table: "books", ID: "id"},
				{Column: "label_id", Table: "labels", ID: "id"},
			}},
		},
	}
}

// exportBook writes a row with all that belongs to its owner.
func exportBook(w *jx.Writer, row *ent.Book, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"title":`)
	w.Str(row.Title)
	w.RawStr(`,"finished":`)
	w.Bool(row.Finished)
	w.RawStr(`,"withdrawn":`)
	w.Bool(row.Withdrawn)
	w.RawStr(`,"shelf_id":`)
	if v := row.ShelfID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportLabel writes a row with all that belongs to its owner.
func exportLabel(w *jx.Writer, row *ent.Label, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"delete_time":`)
	if raw.IsNull("delete_time") {
		w.Null()
	} else {
		reply.Time(w, row.DeleteTime)
	}
	w.RawStr(`,"name":`)
	w.Str(row.Name)
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
	w.RawStr(`,"book_id":`)
	reply.UUID(w, row.BookID)
	w.ObjEnd()
}

// exportShelf writes a row with all that belongs to its owner.
func exportShelf(w *jx.Writer, row *ent.Shelf, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"delete_time":`)
	if raw.IsNull("delete_time") {
		w.Null()
	} else {
		reply.Time(w, row.DeleteTime)
	}
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.ObjEnd()
}
