// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/names/ent"
	"github.com/entask/entask/internal/generate/testdata/names/ent/predicate"
	entrequest "github.com/entask/entask/internal/generate/testdata/names/ent/request"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsRequest are what a list of Requests can be ordered by.
var columnsRequest = map[string]page.Column{
	"id": {Name: entrequest.FieldID},
}

// ListRequests implements listRequests: one SELECT, and one more where count=true.
func (h *CRUD) ListRequests(ctx context.Context, params ListRequestsParams) (*ListRequestsOKHeaders, error) {
	p, err := page.New(columnsRequest, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListRequestsOKHeaders{}
	query := h.Client.Request.Query().Where(filtersRequest(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyRequest, reply.Only(writeRequest, params.Fields))
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

// keyRequest returns where a row stands in the order of a column.
func keyRequest(row *ent.Request, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entrequest.FieldID:
		key.Value = nil
	}
	return key
}

// filtersRequest are the predicates that the parameters ask for.
func filtersRequest(params ListRequestsParams) []predicate.Request {
	var where []predicate.Request
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entrequest.FieldID, values...))
	}
	return where
}

// CreateRequest implements createRequest: one INSERT.
func (h *CRUD) CreateRequest(ctx context.Context, req *RequestCreate, params CreateRequestParams) (*CreateRequestCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createRequest", req, &answer, h.keptRequest, func(ctx context.Context, client *ent.Client) error {
		created, err := buildRequest(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeRequest)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateRequestCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/requests/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildRequest returns the builder of a new row.
func buildRequest(client *ent.Client, req *RequestCreate) *ent.RequestCreate {
	builder := client.Request.Create()
	return builder
}

// ReadRequest implements readRequest: one SELECT.
func (h *CRUD) ReadRequest(ctx context.Context, params ReadRequestParams) (ReadRequestRes, error) {
	query := h.Client.Request.Query().Where(statement.EQ(entrequest.FieldID, params.RequestID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseRequest(ctx, params.RequestID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadRequestNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyRequest(ctx, row), nil
}

// refuseRequest says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseRequest(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Request.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entrequest.FieldVersion)
	}
}

// PutRequest implements putRequest: one UPDATE.
func (h *CRUD) PutRequest(ctx context.Context, req *RequestUpdate, params PutRequestParams) (*RequestHeaders, error) {
	return h.saveRequest(ctx, params.RequestID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.RequestUpdateOne) {
		setRequest(builder.Mutation(), req)
	})
}

// UpdateRequest implements updateRequest: one UPDATE.
func (h *CRUD) UpdateRequest(ctx context.Context, req *RequestUpdate, params UpdateRequestParams) (*RequestHeaders, error) {
	return h.saveRequest(ctx, params.RequestID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.RequestUpdateOne) {
		setRequest(builder.Mutation(), req)
	})
}

// saveRequest changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveRequest(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.RequestUpdateOne)) (*RequestHeaders, error) {
	builder := h.Client.Request.UpdateOneID(id).Where(condition.Where[predicate.Request](on, entrequest.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseRequest(ctx, id, on, err)
	}
	return replyRequest(ctx, row), nil
}

// setRequest sets what is present, clears what is null, and keeps what is absent.
func setRequest(m *ent.RequestMutation, req *RequestUpdate) {
}

// DeleteRequest implements deleteRequest: one DELETE.
func (h *CRUD) DeleteRequest(ctx context.Context, params DeleteRequestParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Request.DeleteOneID(params.RequestID).Where(condition.Where[predicate.Request](on, entrequest.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseRequest(ctx, params.RequestID, on, err)
	}
	return nil
}

// keptRequest refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptRequest(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Request.Query().Where(entrequest.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeRequest writes a row as a reply shows it.
func writeRequest(w *jx.Writer, row *ent.Request) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyRequest returns a row as a reply, with its version in ETag.
func replyRequest(ctx context.Context, row *ent.Request) *RequestHeaders {
	return &RequestHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeRequest)}
}
