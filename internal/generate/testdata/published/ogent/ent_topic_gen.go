// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/published/ent"
	"github.com/entask/entask/internal/generate/testdata/published/ent/predicate"
	enttopic "github.com/entask/entask/internal/generate/testdata/published/ent/topic"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsTopic are what a list of Topics can be ordered by.
var columnsTopic = map[string]page.Column{
	"id": {Name: enttopic.FieldID},
}

// ListTopics implements listTopics: one SELECT, and one more where count=true.
func (h *CRUD) ListTopics(ctx context.Context, params ListTopicsParams) (*ListTopicsOKHeaders, error) {
	return h.listTopics(ctx, params)
}

// listTopics lists those of the rows that pass the predicates.
func (h *CRUD) listTopics(ctx context.Context, params ListTopicsParams, of ...predicate.Topic) (*ListTopicsOKHeaders, error) {
	p, err := page.New(columnsTopic, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListTopicsOKHeaders{}
	query := h.Client.Topic.Query().Where(filtersTopic(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandTopic(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyTopic, reply.Only(writeTopic, params.Fields, "posts"))
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

// keyTopic returns where a row stands in the order of a column.
func keyTopic(row *ent.Topic, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case enttopic.FieldID:
		key.Value = nil
	}
	return key
}

// filtersTopic are the predicates that the parameters ask for.
func filtersTopic(params ListTopicsParams) []predicate.Topic {
	var where []predicate.Topic
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(enttopic.FieldID, values...))
	}
	if v, ok := params.UserID.Get(); ok {
		where = append(where, statement.EQ(enttopic.FieldUserID, v))
	}
	return where
}

// CreateTopic implements createTopic: one INSERT.
func (h *CRUD) CreateTopic(ctx context.Context, req *TopicCreate, params CreateTopicParams) (*CreateTopicCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createTopic", req, &answer, h.keptTopic, func(ctx context.Context, client *ent.Client) error {
		created, err := buildTopic(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeTopic)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeTopicCreate(ctx, req, err)
	}
	return &CreateTopicCreatedHeaders{
		Location: "/api/topics/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildTopic returns the builder of a new row.
func buildTopic(client *ent.Client, req *TopicCreate) *ent.TopicCreate {
	builder := client.Topic.Create()
	builder.SetName(req.Name)
	builder.AddPostIDs(req.PostIds...)
	return builder
}

// ReadTopic implements readTopic: one SELECT.
func (h *CRUD) ReadTopic(ctx context.Context, params ReadTopicParams) (reply.JSON, error) {
	query := h.Client.Topic.Query().Where(statement.EQ(enttopic.FieldID, params.TopicID))
	expandTopic(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseTopic(ctx, params.TopicID, condition.Headers{}, err)
	}
	return replyTopic(ctx, row), nil
}

// refuseTopic says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseTopic(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Topic.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutTopic implements putTopic: one UPDATE.
func (h *CRUD) PutTopic(ctx context.Context, req *TopicUpdate, params PutTopicParams) (reply.JSON, error) {
	out, err := h.saveTopic(ctx, params.TopicID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.TopicUpdateOne) {
		setTopic(builder.Mutation(), req)
	})
	if err != nil {
		return reply.JSON{}, h.placeTopicUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateTopic implements updateTopic: one UPDATE.
func (h *CRUD) UpdateTopic(ctx context.Context, req *TopicUpdate, params UpdateTopicParams) (reply.JSON, error) {
	out, err := h.saveTopic(ctx, params.TopicID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.TopicUpdateOne) {
		setTopic(builder.Mutation(), req)
	})
	if err != nil {
		return reply.JSON{}, h.placeTopicUpdate(ctx, req, err)
	}
	return out, nil
}

// saveTopic changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveTopic(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.TopicUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Topic.UpdateOneID(id).Where(condition.Where[predicate.Topic](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseTopic(ctx, id, on, err)
	}
	return replyTopic(ctx, row), nil
}

// setTopic sets what is present, clears what is null, and keeps what is absent.
func setTopic(m *ent.TopicMutation, req *TopicUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
	if req.PostIds != nil {
		m.ClearPosts()
		m.AddPostIDs(req.PostIds...)
	}
}

// DeleteTopic implements deleteTopic: one DELETE.
func (h *CRUD) DeleteTopic(ctx context.Context, params DeleteTopicParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Topic.DeleteOneID(params.TopicID).Where(condition.Where[predicate.Topic](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseTopic(ctx, params.TopicID, on, err)
	}
	return nil
}

// keptTopic refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptTopic(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Topic.Query().Where(enttopic.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeTopic writes a row as a reply shows it.
func writeTopic(w *jx.Writer, row *ent.Topic) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	if all, err := row.Edges.PostsOrErr(); err == nil {
		w.RawStr(`,"posts":`)
		reply.List(w, all, writePost)
	}
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyTopic returns a row as a reply.
func replyTopic(ctx context.Context, row *ent.Topic) reply.JSON {
	return reply.Of(ctx, row, writeTopic)
}
