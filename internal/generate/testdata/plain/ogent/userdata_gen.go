// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"encoding/json"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/generate/testdata/plain/ent"
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
				Name: "Booking", Table: "bookings", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Booking.EachKept(ctx, within, read, func(row *ent.Booking, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportBooking(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Booking
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Bounded", Table: "boundeds", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Bounded.EachKept(ctx, within, read, func(row *ent.Bounded, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportBounded(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Bounded
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Note", Table: "notes", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
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
				Name: "Optional", Table: "optionals", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Optional.EachKept(ctx, within, read, func(row *ent.Optional, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportOptional(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Optional
					return userdata.Values(raw, &row.ID)
				},
			},
		},
	}
}

// exportBooking writes a row with all that belongs to its owner.
func exportBooking(w *jx.Writer, row *ent.Booking, raw rows.Raw) {
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
	w.RawStr(`,"room":`)
	w.Str(row.Room)
	w.RawStr(`,"seats":`)
	if v := row.Seats; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"slug":`)
	w.Str(string(row.Slug))
	w.RawStr(`,"guests":`)
	w.Raw(value.Raw(row.Guests))
	w.RawStr(`,"key":`)
	if raw.IsNull("key") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.Key))
	}
	w.RawStr(`,"starts_at":`)
	reply.Time(w, row.StartsAt)
	w.RawStr(`,"ends_at":`)
	reply.Time(w, row.EndsAt)
	w.RawStr(`,"confirmed":`)
	w.Bool(row.Confirmed)
	w.ObjEnd()
}

// exportBounded writes a row with all that belongs to its owner.
func exportBounded(w *jx.Writer, row *ent.Bounded, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"not_empty":`)
	w.Str(row.NotEmpty)
	w.RawStr(`,"min_len":`)
	w.Str(row.MinLen)
	w.RawStr(`,"max_len":`)
	w.Str(row.MaxLen)
	w.RawStr(`,"runes":`)
	w.Str(row.Runes)
	w.RawStr(`,"several":`)
	if v := row.Several; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"code":`)
	w.Str(row.Code)
	w.RawStr(`,"word":`)
	w.Str(row.Word)
	w.RawStr(`,"own":`)
	w.Str(string(row.Own))
	w.RawStr(`,"text":`)
	if v := row.Text; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"both":`)
	w.Str(row.Both)
	w.RawStr(`,"range":`)
	w.Int64(int64(row.Range))
	w.RawStr(`,"years":`)
	if v := row.Years; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"positive":`)
	w.Int64(row.Positive)
	w.RawStr(`,"negative":`)
	w.Int64(int64(row.Negative))
	w.RawStr(`,"non_negative":`)
	w.Int64(int64(row.NonNegative))
	w.RawStr(`,"min":`)
	w.Int64(int64(row.Min))
	w.RawStr(`,"max":`)
	w.UInt64(uint64(row.Max))
	w.RawStr(`,"share":`)
	w.Float64(row.Share)
	w.RawStr(`,"weight":`)
	w.Float64(row.Weight)
	w.RawStr(`,"depth":`)
	if v := row.Depth; v != nil {
		w.Float32(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"bytes":`)
	w.Raw(value.Bytes(row.Bytes))
	w.RawStr(`,"some_bytes":`)
	w.Raw(value.Bytes(row.SomeBytes))
	w.RawStr(`,"four_bytes":`)
	w.Raw(value.Bytes(row.FourBytes))
	w.ObjEnd()
}

// exportNote writes a row with all that belongs to its owner.
func exportNote(w *jx.Writer, row *ent.Note, raw rows.Raw) {
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
	w.RawStr(`,"done":`)
	w.Bool(row.Done)
	w.RawStr(`,"due_at":`)
	if v := row.DueAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportOptional writes a row with all that belongs to its owner.
func exportOptional(w *jx.Writer, row *ent.Optional, raw rows.Raw) {
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
	w.RawStr(`,"varchar":`)
	if v := row.Varchar; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"enum":`)
	if v := row.Enum; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"bool":`)
	if v := row.Bool; v != nil {
		w.Bool(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"int":`)
	if v := row.Int; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"float":`)
	if v := row.Float; v != nil {
		w.Float64(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"time":`)
	if v := row.Time; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"uuid":`)
	if v := row.UUID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"bytes":`)
	if raw.IsNull("bytes") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.Bytes))
	}
	w.RawStr(`,"strings":`)
	if raw.IsNull("strings") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.Strings))
	}
	w.RawStr(`,"default_varchar":`)
	if v := row.DefaultVarchar; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"default_enum":`)
	if v := row.DefaultEnum; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"default_bool":`)
	if v := row.DefaultBool; v != nil {
		w.Bool(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"default_int":`)
	if v := row.DefaultInt; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"default_float":`)
	if v := row.DefaultFloat; v != nil {
		w.Float64(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"default_time":`)
	if v := row.DefaultTime; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"default_bytes":`)
	if raw.IsNull("default_bytes") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.DefaultBytes))
	}
	w.RawStr(`,"default_strings":`)
	if raw.IsNull("default_strings") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.DefaultStrings))
	}
	w.RawStr(`,"default_once":`)
	if v := row.DefaultOnce; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}
