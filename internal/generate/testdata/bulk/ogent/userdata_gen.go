// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"encoding/json"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/generate/testdata/bulk/ent"
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
				Name: "Receipt", Table: "receipts", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Receipt.EachKept(ctx, within, read, func(row *ent.Receipt, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportReceipt(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Receipt
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Seat", Table: "seats", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Seat.EachKept(ctx, within, read, func(row *ent.Seat, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportSeat(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Seat
					return userdata.Values(raw, &row.ID)
				},
			},
		},
	}
}

// exportLabel writes a row with all that belongs to its owner.
func exportLabel(w *jx.Writer, row *ent.Label, raw rows.Raw) {
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
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.RawStr(`,"starred":`)
	w.Bool(row.Starred)
	w.RawStr(`,"starred_at":`)
	if v := row.StarredAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportReceipt writes a row with all that belongs to its owner.
func exportReceipt(w *jx.Writer, row *ent.Receipt, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.ObjEnd()
}

// exportSeat writes a row with all that belongs to its owner.
func exportSeat(w *jx.Writer, row *ent.Seat, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"row":`)
	w.Str(row.Row)
	w.RawStr(`,"number":`)
	if v := row.Number; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"ticket":`)
	if v := row.Ticket; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"free":`)
	w.Bool(row.Free)
	w.RawStr(`,"free_since":`)
	if v := row.FreeSince; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}
