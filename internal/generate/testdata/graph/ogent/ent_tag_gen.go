// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	enttag "github.com/entask/entask/internal/generate/testdata/graph/ent/tag"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsTag are what a list of Tags can be ordered by.
var columnsTag = map[string]page.Column{
	"id": {Name: enttag.FieldID},
}

// ListTags implements listTags: one SELECT, and one more where count=true.
func (h *CRUD) ListTags(ctx context.Context, params ListTagsParams) (*ListTagsOKHeaders, error) {
	return h.listTags(ctx, params)
}

// listTags lists those of the rows that pass the predicates.
func (h *CRUD) listTags(ctx context.Context, params ListTagsParams, of ...predicate.Tag) (*ListTagsOKHeaders, error) {
	p, err := page.New(columnsTag, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListTagsOKHeaders{}
	query := h.Client.Tag.Query().Where(filtersTag(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandTag(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyTag, reply.Only(writeTag, params.Fields, "tasks"))
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

// keyTag returns where a row stands in the order of a column.
func keyTag(row *ent.Tag, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case enttag.FieldID:
		key.Value = nil
	}
	return key
}

// filtersTag are the predicates that the parameters ask for.
func filtersTag(params ListTagsParams) []predicate.Tag {
	var where []predicate.Tag
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(enttag.FieldID, values...))
	}
	return where
}

// CreateTag implements createTag: one INSERT.
func (h *CRUD) CreateTag(ctx context.Context, req *TagCreate, params CreateTagParams) (*CreateTagCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createTag", req, &answer, h.keptTag, func(ctx context.Context, client *ent.Client) error {
		created, err := buildTag(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeTag)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeTagCreate(ctx, req, err)
	}
	return &CreateTagCreatedHeaders{
		Location: "/api/tags/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildTag returns the builder of a new row.
func buildTag(client *ent.Client, req *TagCreate) *ent.TagCreate {
	builder := client.Tag.Create()
	builder.SetName(req.Name)
	builder.AddTaskIDs(req.TaskIds...)
	return builder
}

// ReadTag implements readTag: one SELECT.
func (h *CRUD) ReadTag(ctx context.Context, params ReadTagParams) (reply.JSON, error) {
	query := h.Client.Tag.Query().Where(statement.EQ(enttag.FieldID, params.TagID))
	expandTag(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseTag(ctx, params.TagID, condition.Headers{}, err)
	}
	return replyTag(ctx, row), nil
}

// refuseTag says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseTag(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Tag.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutTag implements putTag: one UPDATE.
func (h *CRUD) PutTag(ctx context.Context, req *TagUpdate, params PutTagParams) (reply.JSON, error) {
	out, err := h.saveTag(ctx, params.TagID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.TagUpdateOne) {
		setTag(builder.Mutation(), req)
	})
	if err != nil {
		return reply.JSON{}, h.placeTagUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateTag implements updateTag: one UPDATE.
func (h *CRUD) UpdateTag(ctx context.Context, req *TagUpdate, params UpdateTagParams) (reply.JSON, error) {
	out, err := h.saveTag(ctx, params.TagID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.TagUpdateOne) {
		setTag(builder.Mutation(), req)
	})
	if err != nil {
		return reply.JSON{}, h.placeTagUpdate(ctx, req, err)
	}
	return out, nil
}

// saveTag changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveTag(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.TagUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Tag.UpdateOneID(id).Where(condition.Where[predicate.Tag](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseTag(ctx, id, on, err)
	}
	return replyTag(ctx, row), nil
}

// setTag sets what is present, clears what is null, and keeps what is absent.
func setTag(m *ent.TagMutation, req *TagUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
	if req.TaskIds != nil {
		m.ClearTasks()
		m.AddTaskIDs(req.TaskIds...)
	}
}

// DeleteTag implements deleteTag: one DELETE.
func (h *CRUD) DeleteTag(ctx context.Context, params DeleteTagParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Tag.DeleteOneID(params.TagID).Where(condition.Where[predicate.Tag](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseTag(ctx, params.TagID, on, err)
	}
	return nil
}

// keptTag refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptTag(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Tag.Query().Where(enttag.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeTag writes a row as a reply shows it.
func writeTag(w *jx.Writer, row *ent.Tag) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	if all, err := row.Edges.TasksOrErr(); err == nil {
		w.RawStr(`,"tasks":`)
		reply.List(w, all, writeTask)
	}
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyTag returns a row as a reply.
func replyTag(ctx context.Context, row *ent.Tag) reply.JSON {
	return reply.Of(ctx, row, writeTag)
}
