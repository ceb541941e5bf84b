// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"encoding/json"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/types/ent"
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
				Name: "Kept", Table: "kepts", Owner: "user_id",
				Key:     []string{"id"},
				Order:   []string{"id"},
				Omitted: []string{"secret", "secrets", "secret_once", "hidden_secret"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Kept.EachKept(ctx, within, read, func(row *ent.Kept, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportKept(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Kept
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Listed", Table: "listeds", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Listed.EachKept(ctx, within, read, func(row *ent.Listed, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportListed(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Listed
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
			{
				Name: "Required", Table: "requireds", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Required.EachKept(ctx, within, read, func(row *ent.Required, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportRequired(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Required
					return userdata.Values(raw, &row.ID)
				},
			},
		},
	}
}

// exportKept writes a row with all that belongs to its owner.
func exportKept(w *jx.Writer, row *ent.Kept, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"varchar":`)
	w.Str(row.Varchar)
	w.RawStr(`,"enum":`)
	w.Str(string(row.Enum))
	w.RawStr(`,"bool":`)
	w.Bool(row.Bool)
	w.RawStr(`,"int8":`)
	w.Int64(int64(row.Int8))
	w.RawStr(`,"uint64":`)
	w.UInt64(row.Uint64)
	w.RawStr(`,"float64":`)
	w.Float64(row.Float64)
	w.RawStr(`,"bytes":`)
	w.Raw(value.Bytes(row.Bytes))
	w.RawStr(`,"time":`)
	reply.Time(w, row.Time)
	w.RawStr(`,"uuid":`)
	reply.UUID(w, row.UUID)
	w.RawStr(`,"strings":`)
	w.Raw(value.Raw(row.Strings))
	w.RawStr(`,"inner":`)
	w.Raw(value.Raw(row.Inner))
	w.RawStr(`,"map":`)
	w.Raw(value.Raw(row.Map))
	w.RawStr(`,"own_string":`)
	w.Str(string(row.OwnString))
	w.RawStr(`,"once":`)
	w.Str(row.Once)
	w.RawStr(`,"once_int":`)
	if v := row.OnceInt; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"once_strings":`)
	if raw.IsNull("once_strings") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.OnceStrings))
	}
	w.RawStr(`,"shown":`)
	w.Str(row.Shown)
	w.RawStr(`,"shown_ints":`)
	w.Raw(value.Raw(row.ShownInts))
	w.RawStr(`,"shown_bytes":`)
	if raw.IsNull("shown_bytes") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.ShownBytes))
	}
	w.RawStr(`,"seen_at":`)
	reply.Time(w, row.SeenAt)
	w.RawStr(`,"hidden":`)
	w.Str(row.Hidden)
	w.RawStr(`,"hidden_channel":`)
	if raw.IsNull("hidden_channel") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.HiddenChannel))
	}
	w.ObjEnd()
}

// exportListed writes a row with all that belongs to its owner.
func exportListed(w *jx.Writer, row *ent.Listed, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"varchar":`)
	w.Str(row.Varchar)
	w.RawStr(`,"nullableString":`)
	if v := row.NullableString; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"enum":`)
	w.Str(string(row.Enum))
	w.RawStr(`,"level":`)
	if v := row.Level; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"bool":`)
	w.Bool(row.Bool)
	w.RawStr(`,"int":`)
	w.Int64(int64(row.Int))
	w.RawStr(`,"int8":`)
	if v := row.Int8; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"uint16":`)
	w.UInt64(uint64(row.Uint16))
	w.RawStr(`,"uint32":`)
	if v := row.Uint32; v != nil {
		w.UInt64(uint64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"uint64":`)
	w.UInt64(row.Uint64)
	w.RawStr(`,"float32":`)
	if v := row.Float32; v != nil {
		w.Float32(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"float64":`)
	w.Float64(row.Float64)
	w.RawStr(`,"time":`)
	reply.Time(w, row.Time)
	w.RawStr(`,"nullable_time":`)
	if v := row.NullableTime; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"due":`)
	if v := row.Due; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"uuid":`)
	reply.UUID(w, row.UUID)
	w.RawStr(`,"own_uuid":`)
	if v := row.OwnUUID; v != nil {
		reply.UUID(w, uuid.UUID(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_string":`)
	if v := row.OwnString; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_int":`)
	w.Int64(int64(row.OwnInt))
	w.ObjEnd()
}

// exportOptional writes a row with all that belongs to its owner.
func exportOptional(w *jx.Writer, row *ent.Optional, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
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
	w.RawStr(`,"level":`)
	if v := row.Level; v != nil {
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
	w.RawStr(`,"int8":`)
	if v := row.Int8; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"uint16":`)
	if v := row.Uint16; v != nil {
		w.UInt64(uint64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"uint64":`)
	if v := row.Uint64; v != nil {
		w.UInt64(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"float32":`)
	if v := row.Float32; v != nil {
		w.Float32(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"float64":`)
	if v := row.Float64; v != nil {
		w.Float64(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"stars":`)
	if v := row.Stars; v != nil {
		w.Int64(int64(*v))
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
	w.RawStr(`,"ints":`)
	if raw.IsNull("ints") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.Ints))
	}
	w.RawStr(`,"floats":`)
	if raw.IsNull("floats") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.Floats))
	}
	w.RawStr(`,"address":`)
	if raw.IsNull("address") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.Address))
	}
	w.RawStr(`,"map":`)
	if raw.IsNull("map") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.Map))
	}
	w.RawStr(`,"raw":`)
	if raw.IsNull("raw") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.Raw))
	}
	w.RawStr(`,"own_string":`)
	if v := row.OwnString; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_int":`)
	if v := row.OwnInt; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_bool":`)
	if v := row.OwnBool; v != nil {
		w.Bool(bool(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_uuid":`)
	if v := row.OwnUUID; v != nil {
		reply.UUID(w, uuid.UUID(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_text":`)
	if raw.IsNull("own_text") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.OwnText))
	}
	w.RawStr(`,"pointer":`)
	if v := row.Pointer; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// exportRequired writes a row with all that belongs to its owner.
func exportRequired(w *jx.Writer, row *ent.Required, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"varchar":`)
	w.Str(row.Varchar)
	w.RawStr(`,"code":`)
	w.Str(row.Code)
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"enum":`)
	w.Str(string(row.Enum))
	w.RawStr(`,"level":`)
	w.Str(string(row.Level))
	w.RawStr(`,"bool":`)
	w.Bool(row.Bool)
	w.RawStr(`,"int":`)
	w.Int64(int64(row.Int))
	w.RawStr(`,"int8":`)
	w.Int64(int64(row.Int8))
	w.RawStr(`,"int16":`)
	w.Int64(int64(row.Int16))
	w.RawStr(`,"int32":`)
	w.Int64(int64(row.Int32))
	w.RawStr(`,"int64":`)
	w.Int64(row.Int64)
	w.RawStr(`,"uint":`)
	w.UInt64(uint64(row.Uint))
	w.RawStr(`,"uint8":`)
	w.UInt64(uint64(row.Uint8))
	w.RawStr(`,"uint16":`)
	w.UInt64(uint64(row.Uint16))
	w.RawStr(`,"uint32":`)
	w.UInt64(uint64(row.Uint32))
	w.RawStr(`,"uint64":`)
	w.UInt64(row.Uint64)
	w.RawStr(`,"float32":`)
	w.Float32(row.Float32)
	w.RawStr(`,"float64":`)
	w.Float64(row.Float64)
	w.RawStr(`,"stars":`)
	w.Int64(int64(row.Stars))
	w.RawStr(`,"ratio":`)
	w.Float64(row.Ratio)
	w.RawStr(`,"share":`)
	w.Float32(row.Share)
	w.RawStr(`,"serial":`)
	w.UInt64(row.Serial)
	w.RawStr(`,"time":`)
	reply.Time(w, row.Time)
	w.RawStr(`,"when_due":`)
	w.Str(row.WhenDue)
	w.RawStr(`,"uuid":`)
	reply.UUID(w, row.UUID)
	w.RawStr(`,"bytes":`)
	w.Raw(value.Bytes(row.Bytes))
	w.RawStr(`,"hash":`)
	w.Raw(value.Bytes(row.Hash))
	w.RawStr(`,"strings":`)
	w.Raw(value.Raw(row.Strings))
	w.RawStr(`,"tags":`)
	w.Raw(value.Raw(row.Tags))
	w.RawStr(`,"ints":`)
	w.Raw(value.Raw(row.Ints))
	w.RawStr(`,"floats":`)
	w.Raw(value.Raw(row.Floats))
	w.RawStr(`,"address":`)
	w.Raw(value.Raw(row.Address))
	w.RawStr(`,"pointer":`)
	w.Raw(value.Raw(row.Pointer))
	w.RawStr(`,"map":`)
	w.Raw(value.Raw(row.Map))
	w.RawStr(`,"matrix":`)
	w.Raw(value.Raw(row.Matrix))
	w.RawStr(`,"inners":`)
	w.Raw(value.Raw(row.Inners))
	w.RawStr(`,"raw":`)
	w.Raw(value.Raw(row.Raw))
	w.RawStr(`,"own_string":`)
	w.Str(string(row.OwnString))
	w.RawStr(`,"own_int":`)
	w.Int64(int64(row.OwnInt))
	w.RawStr(`,"own_float":`)
	w.Float32(float32(row.OwnFloat))
	w.RawStr(`,"own_bool":`)
	w.Bool(bool(row.OwnBool))
	w.RawStr(`,"own_uuid":`)
	reply.UUID(w, uuid.UUID(row.OwnUUID))
	w.RawStr(`,"own_bytes":`)
	w.Raw(value.Bytes(row.OwnBytes))
	w.RawStr(`,"own_text":`)
	w.Raw(value.Raw(row.OwnText))
	w.RawStr(`,"stored_as":`)
	w.Str(row.StoredAs)
	w.RawStr(`,"citext":`)
	w.Str(row.Citext)
	w.ObjEnd()
}
