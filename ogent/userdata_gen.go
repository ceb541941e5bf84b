// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"encoding/json"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/ent"
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
				Name: "IdempotencyKey", Table: "idempotency_keys", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).IdempotencyKey.EachKept(ctx, within, read, func(row *ent.IdempotencyKey, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportIdempotencyKey(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.IdempotencyKey
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Task", Table: "tasks", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
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
	}
}

// exportIdempotencyKey writes a row with all that belongs to its owner.
func exportIdempotencyKey(w *jx.Writer, row *ent.IdempotencyKey, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"key":`)
	w.Str(row.Key)
	w.RawStr(`,"fingerprint":`)
	w.Raw(value.Bytes(row.Fingerprint))
	w.RawStr(`,"answer":`)
	if raw.IsNull("answer") {
		w.Null()
	} else {
		w.Raw(value.Bytes(row.Answer))
	}
	w.RawStr(`,"locked_until":`)
	if v := row.LockedUntil; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"expires_at":`)
	reply.Time(w, row.ExpiresAt)
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
	w.RawStr(`,"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"title":`)
	w.Str(row.Title)
	w.RawStr(`,"description":`)
	if v := row.Description; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"completed":`)
	w.Bool(row.Completed)
	w.RawStr(`,"priority":`)
	w.Str(string(row.Priority))
	w.RawStr(`,"due_date":`)
	if v := row.DueDate; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}
