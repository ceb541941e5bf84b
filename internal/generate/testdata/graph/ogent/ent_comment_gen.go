// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	entcomment "github.com/entask/entask/internal/generate/testdata/graph/ent/comment"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/feed"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsComment are what a list of Comments can be ordered by.
var columnsComment = map[string]page.Column{
	"id": {Name: entcomment.FieldID},
}

// ListComments implements listComments: one SELECT, and one more where count=true.
func (h *CRUD) ListComments(ctx context.Context, params ListCommentsParams) (*ListCommentsOKHeaders, error) {
	return h.listComments(ctx, params)
}

// listComments lists those of the rows that pass the predicates.
func (h *CRUD) listComments(ctx context.Context, params ListCommentsParams, of ...predicate.Comment) (*ListCommentsOKHeaders, error) {
	p, err := page.New(columnsComment, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListCommentsOKHeaders{}
	query := h.Client.Comment.Query().Where(filtersComment(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandComment(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyComment, reply.Only(writeComment, params.Fields, "task"))
	if len(of) == 0 && len(params.Expand) == 0 {
		list.Revalidate(ctx)
	}
	err = list.Shrink(func() error { return query.Clone().EachWithin(ctx, &list.Bound, list.Add) })
	if err != nil {
		return nil, err
	}
	if params.Count.Value && !list.Unchanged() {
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

// keyComment returns where a row stands in the order of a column.
func keyComment(row *ent.Comment, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entcomment.FieldID:
		key.Value = nil
	}
	return key
}

// filtersComment are the predicates that the parameters ask for.
func filtersComment(params ListCommentsParams) []predicate.Comment {
	var where []predicate.Comment
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entcomment.FieldID, values...))
	}
	if v, ok := params.TaskID.Get(); ok {
		where = append(where, statement.EQ(entcomment.FieldTaskID, v))
	}
	return where
}

// ListCommentChanges implements listCommentChanges: one SELECT.
func (h *CRUD) ListCommentChanges(ctx context.Context, params ListCommentChangesParams) (reply.JSON, error) {
	p, err := feed.New(ctx, params.Since.Value, params.Limit.Value)
	if err != nil {
		return reply.JSON{}, err
	}
	where := filtersComment(ListCommentsParams{
		ID:     params.ID,
		TaskID: params.TaskID,
	})
	return feed.Reply(ctx, p, func(w *jx.Writer) error {
		return h.Client.Comment.EachChange(ctx, p, w, writeComment, where...)
	})
}

// CreateComment implements createComment: one INSERT.
func (h *CRUD) CreateComment(ctx context.Context, req *CommentCreate, params CreateCommentParams) (*CreateCommentCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createComment", req, &answer, h.keptComment, func(ctx context.Context, client *ent.Client) error {
		created, err := buildComment(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeComment)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeCommentCreate(ctx, req, err)
	}
	return &CreateCommentCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/comments/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildComment returns the builder of a new row.
func buildComment(client *ent.Client, req *CommentCreate) *ent.CommentCreate {
	builder := client.Comment.Create()
	builder.SetText(req.Text)
	builder.SetTaskID(req.TaskID)
	return builder
}

// ReadComment implements readComment: one SELECT.
func (h *CRUD) ReadComment(ctx context.Context, params ReadCommentParams) (ReadCommentRes, error) {
	query := h.Client.Comment.Query().Where(statement.EQ(entcomment.FieldID, params.CommentID))
	expandComment(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseComment(ctx, params.CommentID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadCommentNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyComment(ctx, row), nil
}

// refuseComment says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseComment(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Comment.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entcomment.FieldVersion)
	}
}

// PutComment implements putComment: one UPDATE.
func (h *CRUD) PutComment(ctx context.Context, req *CommentUpdate, params PutCommentParams) (*CommentHeaders, error) {
	return h.saveComment(ctx, params.CommentID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.CommentUpdateOne) {
		setComment(builder.Mutation(), req)
	})
}

// UpdateComment implements updateComment: one UPDATE.
func (h *CRUD) UpdateComment(ctx context.Context, req *CommentUpdate, params UpdateCommentParams) (*CommentHeaders, error) {
	return h.saveComment(ctx, params.CommentID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.CommentUpdateOne) {
		setComment(builder.Mutation(), req)
	})
}

// saveComment changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveComment(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.CommentUpdateOne)) (*CommentHeaders, error) {
	builder := h.Client.Comment.UpdateOneID(id).Where(condition.Where[predicate.Comment](on, entcomment.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseComment(ctx, id, on, err)
	}
	return replyComment(ctx, row), nil
}

// setComment sets what is present, clears what is null, and keeps what is absent.
func setComment(m *ent.CommentMutation, req *CommentUpdate) {
	if v, ok := req.Text.Get(); ok {
		m.SetText(v)
	}
}

// DeleteComment implements deleteComment: one DELETE.
func (h *CRUD) DeleteComment(ctx context.Context, params DeleteCommentParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Comment.DeleteOneID(params.CommentID).Where(condition.Where[predicate.Comment](on, entcomment.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseComment(ctx, params.CommentID, on, err)
	}
	return nil
}

// keptComment refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptComment(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Comment.Query().Where(entcomment.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeComment writes a row as a reply shows it.
func writeComment(w *jx.Writer, row *ent.Comment) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	if one, err := row.Edges.TaskOrErr(); err == nil { // a hidden row is not shown
		w.RawStr(`,"task":`)
		writeTask(w, one)
	}
	w.RawStr(`,"task_id":`)
	reply.UUID(w, row.TaskID)
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyComment returns a row as a reply, with its version in ETag.
func replyComment(ctx context.Context, row *ent.Comment) *CommentHeaders {
	return &CommentHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeComment)}
}
