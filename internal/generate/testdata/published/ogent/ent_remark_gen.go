// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/published/ent"
	"github.com/entask/entask/internal/generate/testdata/published/ent/predicate"
	entremark "github.com/entask/entask/internal/generate/testdata/published/ent/remark"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsRemark are what a list of Remarks can be ordered by.
var columnsRemark = map[string]page.Column{
	"id": {Name: entremark.FieldID},
}

// ListRemarks implements listRemarks: one SELECT, and one more where count=true.
func (h *CRUD) ListRemarks(ctx context.Context, params ListRemarksParams) (*ListRemarksOKHeaders, error) {
	return h.listRemarks(ctx, params)
}

// listRemarks lists those of the rows that pass the predicates.
func (h *CRUD) listRemarks(ctx context.Context, params ListRemarksParams, of ...predicate.Remark) (*ListRemarksOKHeaders, error) {
	p, err := page.New(columnsRemark, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListRemarksOKHeaders{}
	query := h.Client.Remark.Query().Where(filtersRemark(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandRemark(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyRemark, reply.Only(writeRemark, params.Fields, "post"))
	err = list.Shrink(func() error { return query.Clone().EachWithin(ctx, &list.Bound, list.Add) })
	if err != nil {
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

// keyRemark returns where a row stands in the order of a column.
func keyRemark(row *ent.Remark, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entremark.FieldID:
		key.Value = nil
	}
	return key
}

// filtersRemark are the predicates that the parameters ask for.
func filtersRemark(params ListRemarksParams) []predicate.Remark {
	var where []predicate.Remark
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entremark.FieldID, values...))
	}
	if v, ok := params.PostID.Get(); ok {
		where = append(where, statement.EQ(entremark.FieldPostID, v))
	}
	return where
}

// CreateRemark implements createRemark: one INSERT.
func (h *CRUD) CreateRemark(ctx context.Context, req *RemarkCreate, params CreateRemarkParams) (*CreateRemarkCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createRemark", req, &answer, h.keptRemark, func(ctx context.Context, client *ent.Client) error {
		created, err := buildRemark(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeRemark)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeRemarkCreate(ctx, req, err)
	}
	return &CreateRemarkCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/remarks/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildRemark returns the builder of a new row.
func buildRemark(client *ent.Client, req *RemarkCreate) *ent.RemarkCreate {
	builder := client.Remark.Create()
	builder.SetText(req.Text)
	builder.SetPostID(req.PostID)
	return builder
}

// ReadRemark implements readRemark: one SELECT.
func (h *CRUD) ReadRemark(ctx context.Context, params ReadRemarkParams) (ReadRemarkRes, error) {
	query := h.Client.Remark.Query().Where(statement.EQ(entremark.FieldID, params.RemarkID))
	expandRemark(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseRemark(ctx, params.RemarkID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadRemarkNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyRemark(ctx, row), nil
}

// refuseRemark says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseRemark(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Remark.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entremark.FieldVersion)
	}
}

// PutRemark implements putRemark: one UPDATE.
func (h *CRUD) PutRemark(ctx context.Context, req *RemarkUpdate, params PutRemarkParams) (*RemarkHeaders, error) {
	out, err := h.saveRemark(ctx, params.RemarkID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.RemarkUpdateOne) {
		setRemark(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeRemarkUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateRemark implements updateRemark: one UPDATE.
func (h *CRUD) UpdateRemark(ctx context.Context, req *RemarkUpdate, params UpdateRemarkParams) (*RemarkHeaders, error) {
	out, err := h.saveRemark(ctx, params.RemarkID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.RemarkUpdateOne) {
		setRemark(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeRemarkUpdate(ctx, req, err)
	}
	return out, nil
}

// saveRemark changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveRemark(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.RemarkUpdateOne)) (*RemarkHeaders, error) {
	builder := h.Client.Remark.UpdateOneID(id).Where(condition.Where[predicate.Remark](on, entremark.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseRemark(ctx, id, on, err)
	}
	return replyRemark(ctx, row), nil
}

// setRemark sets what is present, clears what is null, and keeps what is absent.
func setRemark(m *ent.RemarkMutation, req *RemarkUpdate) {
	if v, ok := req.Text.Get(); ok {
		m.SetText(v)
	}
	if v, ok := req.PostID.Get(); ok {
		m.SetPostID(v)
	}
}

// DeleteRemark implements deleteRemark: one DELETE.
func (h *CRUD) DeleteRemark(ctx context.Context, params DeleteRemarkParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Remark.DeleteOneID(params.RemarkID).Where(condition.Where[predicate.Remark](on, entremark.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseRemark(ctx, params.RemarkID, on, err)
	}
	return nil
}

// keptRemark refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptRemark(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Remark.Query().Where(entremark.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeRemark writes a row as a reply shows it.
func writeRemark(w *jx.Writer, row *ent.Remark) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	if one, err := row.Edges.PostOrErr(); err == nil { // a hidden row is not shown
		w.RawStr(`,"post":`)
		writePost(w, one)
	}
	w.RawStr(`,"post_id":`)
	reply.UUID(w, row.PostID)
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyRemark returns a row as a reply, with its version in ETag.
func replyRemark(ctx context.Context, row *ent.Remark) *RemarkHeaders {
	return &RemarkHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeRemark)}
}
