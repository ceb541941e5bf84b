// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/names/ent"
	entcontext "github.com/entask/entask/internal/generate/testdata/names/ent/context"
	"github.com/entask/entask/internal/generate/testdata/names/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsContext are what a list of Contexts can be ordered by.
var columnsContext = map[string]page.Column{
	"id": {Name: entcontext.FieldID},
}

// ListContexts implements listContexts: one SELECT, and one more where count=true.
func (h *CRUD) ListContexts(ctx context.Context, params ListContextsParams) (*ListContextsOKHeaders, error) {
	p, err := page.New(columnsContext, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListContextsOKHeaders{}
	query := h.Client.Context.Query().Where(filtersContext(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyContext, reply.Only(writeContext, params.Fields))
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

// keyContext returns where a row stands in the order of a column.
func keyContext(row *ent.Context, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entcontext.FieldID:
		key.Value = nil
	}
	return key
}

// filtersContext are the predicates that the parameters ask for.
func filtersContext(params ListContextsParams) []predicate.Context {
	var where []predicate.Context
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entcontext.FieldID, values...))
	}
	return where
}

// CreateContext implements createContext: one INSERT.
func (h *CRUD) CreateContext(ctx context.Context, req *ContextCreate, params CreateContextParams) (*CreateContextCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createContext", req, &answer, h.keptContext, func(ctx context.Context, client *ent.Client) error {
		created, err := buildContext(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeContext)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateContextCreatedHeaders{
		Location: "/api/contexts/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildContext returns the builder of a new row.
func buildContext(client *ent.Client, req *ContextCreate) *ent.ContextCreate {
	builder := client.Context.Create()
	builder.SetAt(time.Time(req.At))
	return builder
}

// ReadContext implements readContext: one SELECT.
func (h *CRUD) ReadContext(ctx context.Context, params ReadContextParams) (reply.JSON, error) {
	query := h.Client.Context.Query().Where(statement.EQ(entcontext.FieldID, params.ContextID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseContext(ctx, params.ContextID, condition.Headers{}, err)
	}
	return replyContext(ctx, row), nil
}

// refuseContext says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseContext(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Context.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal("")
	}
}

// PutContext implements putContext: one UPDATE.
func (h *CRUD) PutContext(ctx context.Context, req *ContextUpdate, params PutContextParams) (reply.JSON, error) {
	return h.saveContext(ctx, params.ContextID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ContextUpdateOne) {
		setContext(builder.Mutation(), req)
	})
}

// UpdateContext implements updateContext: one UPDATE.
func (h *CRUD) UpdateContext(ctx context.Context, req *ContextUpdate, params UpdateContextParams) (reply.JSON, error) {
	return h.saveContext(ctx, params.ContextID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ContextUpdateOne) {
		setContext(builder.Mutation(), req)
	})
}

// saveContext changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveContext(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.ContextUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Context.UpdateOneID(id).Where(condition.Where[predicate.Context](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseContext(ctx, id, on, err)
	}
	return replyContext(ctx, row), nil
}

// setContext sets what is present, clears what is null, and keeps what is absent.
func setContext(m *ent.ContextMutation, req *ContextUpdate) {
	if v, ok := req.At.Get(); ok {
		m.SetAt(time.Time(v))
	}
}

// DeleteContext implements deleteContext: one DELETE.
func (h *CRUD) DeleteContext(ctx context.Context, params DeleteContextParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Context.DeleteOneID(params.ContextID).Where(condition.Where[predicate.Context](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseContext(ctx, params.ContextID, on, err)
	}
	return nil
}

// keptContext refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptContext(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Context.Query().Where(entcontext.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeContext writes a row as a reply shows it.
func writeContext(w *jx.Writer, row *ent.Context) {
	w.ObjStart()
	w.RawStr(`"at":`)
	reply.Time(w, row.At)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyContext returns a row as a reply.
func replyContext(ctx context.Context, row *ent.Context) reply.JSON {
	return reply.Of(ctx, row, writeContext)
}
