// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/names/ent"
	"github.com/entask/entask/internal/generate/testdata/names/ent/predicate"
	entrow "github.com/entask/entask/internal/generate/testdata/names/ent/row"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsRow are what a list of Rows can be ordered by.
var columnsRow = map[string]page.Column{
	"id": {Name: entrow.FieldID},
}

// ListRows implements listRows: one SELECT, and one more where count=true.
func (h *CRUD) ListRows(ctx context.Context, params ListRowsParams) (*ListRowsOKHeaders, error) {
	p, err := page.New(columnsRow, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListRowsOKHeaders{}
	query := h.Client.Row.Query().Where(filtersRow(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyRow, reply.Only(writeRow, params.Fields))
	if err := query.EachWithin(ctx, &list.Bound, list.Add); err != nil {
		return nil, err
	}
	if params.Count.Value {
		total, err := counted.Count(ctx)
		if err != nil {
			return nil, err
		}
		out.XTotalCount = NewOptInt(total)
	}
	next := ""
	if out.Response, next = list.End(); next != "" {
		out.Link = NewOptString(page.Link(request.URL(ctx), next))
	}
	if len(params.Fields) > 0 {
		out.Response = out.Response.AsPartial()
	}
	return out, nil
}

// keyRow returns where a row stands in the order of a column.
func keyRow(row *ent.Row, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entrow.FieldID:
		key.Value = nil
	}
	return key
}

// filtersRow are the predicates that the parameters ask for.
func filtersRow(params ListRowsParams) []predicate.Row {
	var where []predicate.Row
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entrow.FieldID, values...))
	}
	return where
}

// CreateRow implements createRow: one INSERT.
func (h *CRUD) CreateRow(ctx context.Context, req *RowCreate, params CreateRowParams) (*CreateRowCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createRow", req, &answer, h.keptRow, func(ctx context.Context, client *ent.Client) error {
		created, err := buildRow(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeRow)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateRowCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/rows/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildRow returns the builder of a new row.
func buildRow(client *ent.Client, req *RowCreate) *ent.RowCreate {
	builder := client.Row.Create()
	builder.SetError(entrow.Error(req.Error))
	return builder
}

// ReadRow implements readRow: one SELECT.
func (h *CRUD) ReadRow(ctx context.Context, params ReadRowParams) (ReadRowRes, error) {
	query := h.Client.Row.Query().Where(statement.EQ(entrow.FieldID, params.RowID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseRow(ctx, params.RowID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadRowNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyRow(ctx, row), nil
}

// refuseRow says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseRow(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Row.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	switch owner, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	case owner != v.ID:
		return fault.New(fault.Forbidden, "")
	default:
		return on.Refusal(entrow.FieldVersion)
	}
}

// PutRow implements putRow: one UPDATE.
func (h *CRUD) PutRow(ctx context.Context, req *RowUpdate, params PutRowParams) (*RowHeaders, error) {
	return h.saveRow(ctx, params.RowID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.RowUpdateOne) {
		setRow(builder.Mutation(), req)
	})
}

// UpdateRow implements updateRow: one UPDATE.
func (h *CRUD) UpdateRow(ctx context.Context, req *RowUpdate, params UpdateRowParams) (*RowHeaders, error) {
	return h.saveRow(ctx, params.RowID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.RowUpdateOne) {
		setRow(builder.Mutation(), req)
	})
}

// saveRow changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveRow(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.RowUpdateOne)) (*RowHeaders, error) {
	builder := h.Client.Row.UpdateOneID(id).Where(condition.Where[predicate.Row](on, entrow.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseRow(ctx, id, on, err)
	}
	return replyRow(ctx, row), nil
}

// setRow sets what is present, clears what is null, and keeps what is absent.
func setRow(m *ent.RowMutation, req *RowUpdate) {
	if v, ok := req.Error.Get(); ok {
		m.SetError(entrow.Error(v))
	}
}

// DeleteRow implements deleteRow: one DELETE.
func (h *CRUD) DeleteRow(ctx context.Context, params DeleteRowParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Row.DeleteOneID(params.RowID).Where(condition.Where[predicate.Row](on, entrow.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseRow(ctx, params.RowID, on, err)
	}
	return nil
}

// keptRow refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptRow(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Row.Query().Where(entrow.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeRow writes a row as a reply shows it.
func writeRow(w *jx.Writer, row *ent.Row) {
	w.ObjStart()
	w.RawStr(`"error":`)
	w.Str(string(row.Error))
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyRow returns a row as a reply, with its version in ETag.
func replyRow(ctx context.Context, row *ent.Row) *RowHeaders {
	return &RowHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeRow)}
}
