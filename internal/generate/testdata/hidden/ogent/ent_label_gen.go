// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
	entlabel "github.com/entask/entask/internal/generate/testdata/hidden/ent/label"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsLabel are what a list of Labels can be ordered by.
var columnsLabel = map[string]page.Column{
	"id": {Name: entlabel.FieldID},
}

// ListLabels implements listLabels: one SELECT, and one more where count=true.
func (h *CRUD) ListLabels(ctx context.Context, params ListLabelsParams) (*ListLabelsOKHeaders, error) {
	return h.listLabels(ctx, params)
}

// listLabels lists those of the rows that pass the predicates.
func (h *CRUD) listLabels(ctx context.Context, params ListLabelsParams, of ...predicate.Label) (*ListLabelsOKHeaders, error) {
	p, err := page.New(columnsLabel, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListLabelsOKHeaders{}
	query := h.Client.Label.Query().Where(filtersLabel(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandLabel(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyLabel, reply.Only(writeLabel, params.Fields, "books"))
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

// keyLabel returns where a row stands in the order of a column.
func keyLabel(row *ent.Label, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entlabel.FieldID:
		key.Value = nil
	}
	return key
}

// filtersLabel are the predicates that the parameters ask for.
func filtersLabel(params ListLabelsParams) []predicate.Label {
	var where []predicate.Label
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entlabel.FieldID, values...))
	}
	return where
}

// CreateLabel implements createLabel: one INSERT.
func (h *CRUD) CreateLabel(ctx context.Context, req *LabelCreate, params CreateLabelParams) (*CreateLabelCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createLabel", req, &answer, h.keptLabel, func(ctx context.Context, client *ent.Client) error {
		created, err := buildLabel(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeLabel)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeLabelCreate(ctx, req, err)
	}
	return &CreateLabelCreatedHeaders{
		Location: "/api/labels/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildLabel returns the builder of a new row.
func buildLabel(client *ent.Client, req *LabelCreate) *ent.LabelCreate {
	builder := client.Label.Create()
	builder.SetName(req.Name)
	builder.AddBookIDs(req.BookIds...)
	return builder
}

// ReadLabel implements readLabel: one SELECT.
func (h *CRUD) ReadLabel(ctx context.Context, params ReadLabelParams) (reply.JSON, error) {
	query := h.Client.Label.Query().Where(statement.EQ(entlabel.FieldID, params.LabelID))
	expandLabel(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseLabel(ctx, params.LabelID, condition.Headers{}, err)
	}
	return replyLabel(ctx, row), nil
}

// refuseLabel says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseLabel(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Label.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutLabel implements putLabel: one UPDATE.
func (h *CRUD) PutLabel(ctx context.Context, req *LabelUpdate, params PutLabelParams) (reply.JSON, error) {
	out, err := h.saveLabel(ctx, params.LabelID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.LabelUpdateOne) {
		setLabel(builder.Mutation(), req)
	})
	if err != nil {
		return reply.JSON{}, h.placeLabelUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateLabel implements updateLabel: one UPDATE.
func (h *CRUD) UpdateLabel(ctx context.Context, req *LabelUpdate, params UpdateLabelParams) (reply.JSON, error) {
	out, err := h.saveLabel(ctx, params.LabelID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.LabelUpdateOne) {
		setLabel(builder.Mutation(), req)
	})
	if err != nil {
		return reply.JSON{}, h.placeLabelUpdate(ctx, req, err)
	}
	return out, nil
}

// saveLabel changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveLabel(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.LabelUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Label.UpdateOneID(id).Where(condition.Where[predicate.Label](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseLabel(ctx, id, on, err)
	}
	return replyLabel(ctx, row), nil
}

// setLabel sets what is present, clears what is null, and keeps what is absent.
func setLabel(m *ent.LabelMutation, req *LabelUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
	if req.BookIds != nil {
		m.ClearBooks()
		m.AddBookIDs(req.BookIds...)
	}
}

// DeleteLabel implements deleteLabel: one DELETE.
func (h *CRUD) DeleteLabel(ctx context.Context, params DeleteLabelParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Label.DeleteOneID(params.LabelID).Where(condition.Where[predicate.Label](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseLabel(ctx, params.LabelID, on, err)
	}
	return nil
}

// keptLabel refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptLabel(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Label.Query().Where(entlabel.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeLabel writes a row as a reply shows it.
func writeLabel(w *jx.Writer, row *ent.Label) {
	w.ObjStart()
	if all, err := row.Edges.BooksOrErr(); err == nil {
		w.RawStr(`"books":`)
		reply.List(w, all, writeBook)
		w.Comma()
	}
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyLabel returns a row as a reply.
func replyLabel(ctx context.Context, row *ent.Label) reply.JSON {
	return reply.Of(ctx, row, writeLabel)
}
