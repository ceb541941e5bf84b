// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"net/http"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/published/ent"
	entpost "github.com/entask/entask/internal/generate/testdata/published/ent/post"
	"github.com/entask/entask/internal/generate/testdata/published/ent/predicate"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsPost are what a list of Posts can be ordered by.
var columnsPost = map[string]page.Column{
	"id":    {Name: entpost.FieldID},
	"title": {Name: entpost.FieldTitle},
}

// ListPosts implements listPosts: one SELECT, and one more where count=true.
func (h *CRUD) ListPosts(ctx context.Context, params ListPostsParams) (*ListPostsOKHeaders, error) {
	return h.listPosts(ctx, params)
}

// listPosts lists those of the rows that pass the predicates.
func (h *CRUD) listPosts(ctx context.Context, params ListPostsParams, of ...predicate.Post) (*ListPostsOKHeaders, error) {
	p, err := page.New(columnsPost, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListPostsOKHeaders{}
	query := h.Client.Post.Query().Where(filtersPost(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandPost(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyPost, reply.Only(writePost, params.Fields, "remarks", "topics", "folder"))
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

// keyPost returns where a row stands in the order of a column.
func keyPost(row *ent.Post, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entpost.FieldID:
		key.Value = nil
	case entpost.FieldTitle:
		key.Value = row.Title
	}
	return key
}

// filtersPost are the predicates that the parameters ask for.
func filtersPost(params ListPostsParams) []predicate.Post {
	var where []predicate.Post
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entpost.FieldID, values...))
	}
	if v, ok := params.UserID.Get(); ok {
		where = append(where, statement.EQ(entpost.FieldUserID, v))
	}
	if v, ok := params.Closed.Get(); ok {
		where = append(where, statement.EQ(entpost.FieldClosed, v))
	}
	if v, ok := params.FolderID.Get(); ok {
		where = append(where, statement.EQ(entpost.FieldFolderID, v))
	}
	if v := params.Q.Value; v != "" {
		where = append(where, filter.Search(v, entpost.FieldTitle))
	}
	return where
}

// CreatePost implements createPost: one INSERT.
func (h *CRUD) CreatePost(ctx context.Context, req *PostCreate, params CreatePostParams) (*CreatePostCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createPost", req, &answer, h.keptPost, func(ctx context.Context, client *ent.Client) error {
		created, err := buildPost(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writePost)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placePostCreate(ctx, req, err)
	}
	return &CreatePostCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/posts/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildPost returns the builder of a new row.
func buildPost(client *ent.Client, req *PostCreate) *ent.PostCreate {
	builder := client.Post.Create()
	builder.SetTitle(req.Title)
	if v, ok := req.Closed.Get(); ok {
		builder.SetClosed(v)
	}
	if v, ok := req.FolderID.Get(); ok {
		builder.SetFolderID(v)
	}
	builder.AddTopicIDs(req.TopicIds...)
	return builder
}

// ReadPost implements readPost: one SELECT.
func (h *CRUD) ReadPost(ctx context.Context, params ReadPostParams) (ReadPostRes, error) {
	query := h.Client.Post.Query().Where(statement.EQ(entpost.FieldID, params.PostID))
	expandPost(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refusePost(ctx, params.PostID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadPostNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyPost(ctx, row), nil
}

// refusePost says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refusePost(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Post.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entpost.FieldVersion)
	}
}

// PutPost implements putPost: one UPDATE.
func (h *CRUD) PutPost(ctx context.Context, req *PostUpdate, params PutPostParams) (*PostHeaders, error) {
	out, err := h.savePost(ctx, params.PostID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.PostUpdateOne) {
		setPost(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placePostUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdatePost implements updatePost: one UPDATE.
func (h *CRUD) UpdatePost(ctx context.Context, req *PostUpdate, params UpdatePostParams) (*PostHeaders, error) {
	out, err := h.savePost(ctx, params.PostID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.PostUpdateOne) {
		setPost(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placePostUpdate(ctx, req, err)
	}
	return out, nil
}

// ClosePost implements closePost: one UPDATE, which flips closed where the body does not set it.
func (h *CRUD) ClosePost(ctx context.Context, req OptPostToggleClosed, params ClosePostParams) (*PostHeaders, error) {
	id, on := params.PostID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.oncePost(ctx, params.IdempotencyKey, "closePost", id, on, [...]any{req.Set, &body}, changeClosePost(req))
	}
	return h.savePost(ctx, id, on, changeClosePost(req))
}

// changeClosePost sets closed to what the body says, or flips it.
func changeClosePost(req OptPostToggleClosed) func(*ent.PostUpdateOne) {
	return func(builder *ent.PostUpdateOne) {
		if v, ok := req.Value.Closed.Get(); ok {
			builder.SetClosed(v)
			return
		}
		builder.Flip(entpost.FieldClosed)
	}
}

// savePost changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) savePost(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.PostUpdateOne)) (*PostHeaders, error) {
	builder := h.Client.Post.UpdateOneID(id).Where(condition.Where[predicate.Post](on, entpost.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refusePost(ctx, id, on, err)
	}
	return replyPost(ctx, row), nil
}

// oncePost is savePost at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) oncePost(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.PostUpdateOne)) (*PostHeaders, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptPost, func(ctx context.Context, client *ent.Client) error {
		builder := client.Post.UpdateOneID(id).Where(condition.Where[predicate.Post](on, entpost.FieldVersion)...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writePost)
		return nil
	})
	if err != nil {
		return nil, h.refusePost(ctx, id, on, err)
	}
	var row struct { // of the answer
		Version int `json:"version"`
	}
	if err := answer.Into(&row); err != nil {
		return nil, err
	}
	return &PostHeaders{ETag: etag.Of(row.Version), Response: answer}, nil
}

// setPost sets what is present, clears what is null, and keeps what is absent.
func setPost(m *ent.PostMutation, req *PostUpdate) {
	if v, ok := req.Title.Get(); ok {
		m.SetTitle(v)
	}
	if v, ok := req.Closed.Get(); ok {
		m.SetClosed(v)
	}
	if v, ok := req.FolderID.Get(); ok {
		m.SetFolderID(v)
	} else if req.FolderID.IsNull() {
		m.ClearFolderID()
	}
	if req.TopicIds != nil {
		m.ClearTopics()
		m.AddTopicIDs(req.TopicIds...)
	}
}

// DeletePost implements deletePost: one DELETE.
func (h *CRUD) DeletePost(ctx context.Context, params DeletePostParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.deletePost(ctx, params.PostID, condition.Where[predicate.Post](on, entpost.FieldVersion)...)
	if err != nil {
		return h.refusePost(ctx, params.PostID, on, err)
	}
	return nil
}

// CreatePostBatch implements createPostBatch: one INSERT.
func (h *CRUD) CreatePostBatch(ctx context.Context, req []PostCreate, params CreatePostBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.PostCreate, len(req))
	err := h.atMostOnce(rememberPostLinks(ctx, req), params.IdempotencyKey, "createPostBatch", req, &answer, h.keptPost, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildPost(client, &req[i])
		}
		rows, at, err := client.Post.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Post) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writePost)
			return err
		}
		return fault.In(h.placePostCreate(ctx, &req[at], err), at)
	})
	at, err := relation.Explain(ctx, err, h.Client.Owners)
	if at >= 0 {
		return reply.JSON{}, fault.In(h.placePostCreate(ctx, &req[at], err), at)
	}
	return answer, err
}

// UpdatePostBatch implements updatePostBatch: one UPDATE.
func (h *CRUD) UpdatePostBatch(ctx context.Context, req *PostBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Post.Update().WhereAll(ids...)
	setPost(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(h.placePostUpdate(ctx, &req.Change, err), "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedPost(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Post) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writePost), nil
}

// DeletePostBatch implements deletePostBatch: one DELETE.
func (h *CRUD) DeletePostBatch(ctx context.Context, params DeletePostBatchParams) error {
	n, err := h.Client.Post.Delete().WhereAll(params.Ids...).Exec(ctx)
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedPost(ctx, params.Ids, "query", "ids")
}

// missedPost says why not all of the rows were found among the viewer's.
func (h *CRUD) missedPost(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Post.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachPost implements createEachPost: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachPost(ctx context.Context, req []jx.Raw, params CreateEachPostParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[PostCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.PostCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(rememberPostLinks(ctx, some), params.IdempotencyKey, "createEachPost", req, &answer, batch.Kept(h.keptPost), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildPost(client, &some[i])
			}
			rows, item, err := client.Post.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Post) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writePost(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachPost(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachPost refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachPost(ctx context.Context, out *batch.Outcomes, some []PostCreate, builders []*ent.PostCreate, at int, err error) error {
	left := out.Left()
	broken, err := relation.ExplainEach(ctx, err, h.Client.Owners)
	for i, why := range broken {
		if failed := out.Refuse(ctx, left[i], fault.In(h.placePostCreate(ctx, &some[i], why), left[i])); failed != nil {
			return failed
		}
	}
	if len(broken) > 0 {
		return nil
	}
	if ent.IsConstraintError(err) {
		return err
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(h.placePostCreate(ctx, &some[at], err), left[at]))
}

// UpdateEachPost implements updateEachPost: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachPost(ctx context.Context, req *PostEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Versions: batch.Ints(req.Versions), Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, versions []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Post.Update().Where(batch.Versions[predicate.Post](entpost.FieldID, entpost.FieldVersion, ids, versions)...).WhereAll(ids...)
			setPost(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			_, err = relation.Explain(ctx, err, h.Client.Owners)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(h.placePostUpdate(ctx, change, err), "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Post) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writePost(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenPost(ctx), Owners: h.Client.Post.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			params := UpdatePostParams{PostID: id}
			if version != nil {
				params.IfMatch = NewOptString(etag.Of(*version))
			}
			out, err := h.UpdatePost(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out.Response, nil
		},
	}.Do(ctx)
}

// DeleteEachPost implements deleteEachPost: one DELETE, and more where rows are refused.
func (h *CRUD) DeleteEachPost(ctx context.Context, params DeleteEachPostParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Versions: batch.Ints(params.Versions), Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, versions []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			n, err = h.Client.Post.Delete().Where(batch.Versions[predicate.Post](entpost.FieldID, entpost.FieldVersion, ids, versions)...).WhereAll(ids...).Exec(ctx)
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenPost(ctx), Owners: h.Client.Post.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			one := DeletePostParams{PostID: id}
			if version != nil {
				one.IfMatch = NewOptString(etag.Of(*version))
			}
			return nil, h.DeletePost(ctx, one)
		},
	}.Do(ctx)
}

// seenPost returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenPost(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Post.Query().Where(entpost.IDIn(ids...))
		v, _ := viewer.FromContext(ctx)
		query.Where(statement.EQ(entpost.FieldUserID, v.ID))
		query.Select(entpost.FieldID, entpost.FieldVersion)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = int(row.Version)
		}
		return seen, err
	}
}

// keptPost refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptPost(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Post.Query().Where(entpost.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writePost writes a row as a reply shows it.
func writePost(w *jx.Writer, row *ent.Post) {
	w.ObjStart()
	w.RawStr(`"closed":`)
	w.Bool(row.Closed)
	switch one, err := row.Edges.FolderOrErr(); {
	case err == nil:
		w.RawStr(`,"folder":`)
		writeFolder(w, one)
	case ent.IsNotFound(err):
		w.RawStr(`,"folder":null`)
	}
	w.RawStr(`,"folder_id":`)
	if v := row.FolderID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	if all, err := row.Edges.RemarksOrErr(); err == nil {
		w.RawStr(`,"remarks":`)
		reply.List(w, all, writeRemark)
	}
	w.RawStr(`,"title":`)
	w.Str(row.Title)
	if all, err := row.Edges.TopicsOrErr(); err == nil {
		w.RawStr(`,"topics":`)
		reply.List(w, all, writeTopic)
	}
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyPost returns a row as a reply, with its version in ETag.
func replyPost(ctx context.Context, row *ent.Post) *PostHeaders {
	return &PostHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writePost)}
}
