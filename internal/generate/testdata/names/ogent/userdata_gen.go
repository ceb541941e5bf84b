// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"encoding/json"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/generate/testdata/names/ent"
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
				Name: "Context", Table: "contexts", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Context.EachKept(ctx, within, read, func(row *ent.Context, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportContext(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Context
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "List", Table: "lists", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).List.EachKept(ctx, within, read, func(row *ent.List, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportList(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.List
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Me", Table: "mes", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Me.EachKept(ctx, within, read, func(row *ent.Me, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportMe(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Me
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Page", Table: "pages", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Page.EachKept(ctx, within, read, func(row *ent.Page, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportPage(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Page
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Request", Table: "requests", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Request.EachKept(ctx, within, read, func(row *ent.Request, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportRequest(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Request
					return userdata.Values(raw, &row.ID)
				},
			},
			{
				Name: "Row", Table: "rows", Owner: "user_id",
				Key:   []string{"id"},
				Order: []string{"id"},
				Each: func(ctx context.Context, within *rows.Bound, read func(*sql.Selector), fn func(userdata.Row) error) error {
					return ent.NewClient(ent.Driver(drv)).Row.EachKept(ctx, within, read, func(row *ent.Row, raw rows.Raw) error {
						return fn(userdata.Row{
							ID:    row.ID,
							Order: []any{row.ID},
							Write: func(w *jx.Writer) { exportRow(w, row, raw) },
						})
					})
				},
				At: func(raw []json.RawMessage) ([]any, error) {
					var row ent.Row
					return userdata.Values(raw, &row.ID)
				},
			},
		},
	}
}

// exportContext writes a row with all that belongs to its owner.
func exportContext(w *jx.Writer, row *ent.Context, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"at":`)
	reply.Time(w, row.At)
	w.ObjEnd()
}

// exportList writes a row with all that belongs to its owner.
func exportList(w *jx.Writer, row *ent.List, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// exportMe writes a row with all that belongs to its owner.
func exportMe(w *jx.Writer, row *ent.Me, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"exported":`)
	w.Bool(row.Exported)
	w.RawStr(`,"erased":`)
	w.Bool(row.Erased)
	w.ObjEnd()
}

// exportPage writes a row with all that belongs to its owner.
func exportPage(w *jx.Writer, row *ent.Page, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"type":`)
	w.Int64(int64(row.Type))
	w.RawStr(`,"func":`)
	w.Int64(int64(row.Func))
	w.RawStr(`,"order":`)
	w.Int64(int64(row.Order))
	w.RawStr(`,"select":`)
	w.Int64(int64(row.Select))
	w.RawStr(`,"context":`)
	w.Int64(int64(row.Context))
	w.RawStr(`,"query":`)
	w.Int64(int64(row.Query))
	w.RawStr(`,"client":`)
	w.Int64(int64(row.Client))
	w.RawStr(`,"h":`)
	w.Int64(int64(row.H))
	w.RawStr(`,"req":`)
	w.Int64(int64(row.Req))
	w.RawStr(`,"params":`)
	w.Int64(int64(row.Params))
	w.RawStr(`,"row":`)
	w.Int64(int64(row.Row))
	w.RawStr(`,"out":`)
	w.Int64(int64(row.Out))
	w.RawStr(`,"m":`)
	w.Int64(int64(row.M))
	w.RawStr(`,"v":`)
	w.Int64(int64(row.V))
	w.RawStr(`,"ok":`)
	w.Int64(int64(row.Ok))
	w.RawStr(`,"builder":`)
	w.Int64(int64(row.Builder))
	w.RawStr(`,"answer":`)
	w.Int64(int64(row.Answer))
	w.RawStr(`,"err":`)
	w.Int64(int64(row.Err))
	w.RawStr(`,"nil":`)
	w.Int64(int64(row.Nil))
	w.RawStr(`,"len":`)
	w.Int64(int64(row.Len))
	w.RawStr(`,"any":`)
	w.Int64(int64(row.Any))
	w.RawStr(`,"page":`)
	w.Int64(int64(row.Page))
	w.RawStr(`,"range":`)
	w.Int64(int64(row.Range))
	w.RawStr(`,"map":`)
	w.Int64(int64(row.Map))
	w.RawStr(`,"interface":`)
	w.Int64(int64(row.Interface))
	w.RawStr(`,"key":`)
	w.Int64(int64(row.Key))
	w.RawStr(`,"user":`)
	w.Int64(int64(row.User))
	w.RawStr(`,"table":`)
	w.Int64(int64(row.Table))
	w.RawStr(`,"group":`)
	w.Int64(int64(row.Group))
	w.RawStr(`,"camelCase":`)
	if v := row.CamelCase; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"PascalCase":`)
	if v := row.PascalCase; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"HTTPLinks":`)
	if raw.IsNull("http_links") {
		w.Null()
	} else {
		w.Raw(value.Raw(row.HTTPLinks))
	}
	w.RawStr(`,"x1_y2":`)
	w.Str(row.X1Y2)
	w.RawStr(`,"default":`)
	w.Bool(row.Default)
	w.ObjEnd()
}

// exportRequest writes a row with all that belongs to its owner.
func exportRequest(w *jx.Writer, row *ent.Request, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// exportRow writes a row with all that belongs to its owner.
func exportRow(w *jx.Writer, row *ent.Row, raw rows.Raw) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"error":`)
	w.Str(string(row.Error))
	w.ObjEnd()
}
