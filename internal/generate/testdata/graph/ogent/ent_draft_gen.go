// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	entdraft "github.com/entask/entask/internal/generate/testdata/graph/ent/draft"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsDraft are what a list of Drafts can be ordered by.
var columnsDraft = map[string]page.Column{
	"id": {Name: entdraft.FieldID},
}

// ListDrafts implements listDrafts: one SELECT, and one more where count=true.
func (h *CRUD) ListDrafts(ctx context.Context, params ListDraftsParams) (*ListDraftsOKHeaders, error) {
	p, err := page.New(columnsDraft, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListDraftsOKHeaders{}
	query := h.Client.Draft.Query().Where(filtersDraft(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyDraft, reply.Only(writeDraft, params.Fields))
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

// keyDraft returns where a row stands in the order of a column.
func keyDraft(row *ent.Draft, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entdraft.FieldID:
		key.Value = nil
	}
	return key
}

// filtersDraft are the predicates that the parameters ask for.
func filtersDraft(params ListDraftsParams) []predicate.Draft {
	var where []predicate.Draft
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entdraft.FieldID, values...))
	}
	return where
}

// CreateDraft implements createDraft: one INSERT.
func (h *CRUD) CreateDraft(ctx context.Context, req *DraftCreate, params CreateDraftParams) (*CreateDraftCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createDraft", req, &answer, h.keptDraft, func(ctx context.Context, client *ent.Client) error {
		created, err := buildDraft(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeDraft)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateDraftCreatedHeaders{
		Location: "/api/drafts/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildDraft returns the builder of a new row.
func buildDraft(client *ent.Client, req *DraftCreate) *ent.DraftCreate {
	builder := client.Draft.Create()
	builder.SetText(req.Text)
	return builder
}

// ReadDraft implements readDraft: one SELECT.
func (h *CRUD) ReadDraft(ctx context.Context, params ReadDraftParams) (reply.JSON, error) {
	query := h.Client.Draft.Query().Where(statement.EQ(entdraft.FieldID, params.DraftID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseDraft(ctx, params.DraftID, condition.Headers{}, err)
	}
	return replyDraft(ctx, row), nil
}

// refuseDraft says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseDraft(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Draft.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutDraft implements putDraft: one UPDATE.
func (h *CRUD) PutDraft(ctx context.Context, req *DraftUpdate, params PutDraftParams) (reply.JSON, error) {
	return h.saveDraft(ctx, params.DraftID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.DraftUpdateOne) {
		setDraft(builder.Mutation(), req)
	})
}

// UpdateDraft implements updateDraft: one UPDATE.
func (h *CRUD) UpdateDraft(ctx context.Context, req *DraftUpdate, params UpdateDraftParams) (reply.JSON, error) {
	return h.saveDraft(ctx, params.DraftID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.DraftUpdateOne) {
		setDraft(builder.Mutation(), req)
	})
}

// saveDraft changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveDraft(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.DraftUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Draft.UpdateOneID(id).Where(condition.Where[predicate.Draft](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseDraft(ctx, id, on, err)
	}
	return replyDraft(ctx, row), nil
}

// setDraft sets what is present, clears what is null, and keeps what is absent.
func setDraft(m *ent.DraftMutation, req *DraftUpdate) {
	if v, ok := req.Text.Get(); ok {
		m.SetText(v)
	}
}

// DeleteDraft implements deleteDraft: one DELETE.
func (h *CRUD) DeleteDraft(ctx context.Context, params DeleteDraftParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Draft.DeleteOneID(params.DraftID).Where(condition.Where[predicate.Draft](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseDraft(ctx, params.DraftID, on, err)
	}
	return nil
}

// keptDraft refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptDraft(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Draft.Query().Where(entdraft.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeDraft writes a row as a reply shows it.
func writeDraft(w *jx.Writer, row *ent.Draft) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyDraft returns a row as a reply.
func replyDraft(ctx context.Context, row *ent.Draft) reply.JSON {
	return reply.Of(ctx, row, writeDraft)
}
