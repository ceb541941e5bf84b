// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"net/http"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	enttask "github.com/entask/entask/internal/generate/testdata/graph/ent/task"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/feed"
	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsTask are what a list of Tasks can be ordered by.
var columnsTask = map[string]page.Column{
	"created_at": {Name: enttask.FieldCreatedAt, Time: true},
	"updated_at": {Name: enttask.FieldUpdatedAt, Time: true},
}

// ListTasks implements listTasks: one SELECT, and one more where count=true.
func (h *CRUD) ListTasks(ctx context.Context, params ListTasksParams) (*ListTasksOKHeaders, error) {
	return h.listTasks(ctx, params)
}

// listTasks lists those of the rows that pass the predicates.
func (h *CRUD) listTasks(ctx context.Context, params ListTasksParams, of ...predicate.Task) (*ListTasksOKHeaders, error) {
	p, err := page.New(columnsTask, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListTasksOKHeaders{}
	query := h.Client.Task.Query().Where(filtersTask(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandTask(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyTask, reply.Only(writeTask, params.Fields, "tags", "comments", "project"))
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

// keyTask returns where a row stands in the order of a column.
func keyTask(row *ent.Task, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case enttask.FieldCreatedAt:
		key.Value = row.CreatedAt
	case enttask.FieldUpdatedAt:
		key.Value = row.UpdatedAt
	}
	return key
}

// filtersTask are the predicates that the parameters ask for.
func filtersTask(params ListTasksParams) []predicate.Task {
	var where []predicate.Task
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(enttask.FieldID, values...))
	}
	if len(params.Priority) > 0 {
		values := make([]any, len(params.Priority))
		for i, v := range params.Priority {
			values[i] = v
		}
		where = append(where, statement.In(enttask.FieldPriority, values...))
	}
	if v, ok := params.ProjectID.Get(); ok {
		where = append(where, statement.EQ(enttask.FieldProjectID, v))
	}
	if v := params.Q.Value; v != "" {
		where = append(where, filter.Search(v, enttask.FieldTitle))
	}
	return where
}

// ListTaskChanges implements listTaskChanges: one SELECT.
func (h *CRUD) ListTaskChanges(ctx context.Context, params ListTaskChangesParams) (reply.JSON, error) {
	p, err := feed.New(ctx, params.Since.Value, params.Limit.Value)
	if err != nil {
		return reply.JSON{}, err
	}
	where := filtersTask(ListTasksParams{
		ID:        params.ID,
		Priority:  params.Priority,
		ProjectID: params.ProjectID,
		Q:         params.Q,
	})
	return feed.Reply(ctx, p, func(w *jx.Writer) error {
		return h.Client.Task.EachChange(ctx, p, w, writeTask, where...)
	})
}

// CreateTask implements createTask: one INSERT.
func (h *CRUD) CreateTask(ctx context.Context, req *TaskCreate, params CreateTaskParams) (*CreateTaskCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createTask", req, &answer, h.keptTask, func(ctx context.Context, client *ent.Client) error {
		created, err := buildTask(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeTask)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeTaskCreate(ctx, req, err)
	}
	return &CreateTaskCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/tasks/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildTask returns the builder of a new row.
func buildTask(client *ent.Client, req *TaskCreate) *ent.TaskCreate {
	builder := client.Task.Create()
	builder.SetTitle(req.Title)
	if v, ok := req.Priority.Get(); ok {
		builder.SetPriority(enttask.Priority(v))
	}
	if v, ok := req.Completed.Get(); ok {
		builder.SetCompleted(v)
	}
	if v, ok := req.ProjectID.Get(); ok {
		builder.SetProjectID(v)
	}
	builder.AddTagIDs(req.TagIds...)
	return builder
}

// ReadTask implements readTask: one SELECT.
func (h *CRUD) ReadTask(ctx context.Context, params ReadTaskParams) (ReadTaskRes, error) {
	query := h.Client.Task.Query().Where(statement.EQ(enttask.FieldID, params.TaskID))
	expandTask(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseTask(ctx, params.TaskID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadTaskNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyTask(ctx, row), nil
}

// refuseTask says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseTask(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Task.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(enttask.FieldVersion)
	}
}

// PutTask implements putTask: one UPDATE.
func (h *CRUD) PutTask(ctx context.Context, req *TaskUpdate, params PutTaskParams) (*TaskHeaders, error) {
	out, err := h.saveTask(ctx, params.TaskID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.TaskUpdateOne) {
		setTask(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeTaskUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateTask implements updateTask: one UPDATE.
func (h *CRUD) UpdateTask(ctx context.Context, req *TaskUpdate, params UpdateTaskParams) (*TaskHeaders, error) {
	out, err := h.saveTask(ctx, params.TaskID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.TaskUpdateOne) {
		setTask(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeTaskUpdate(ctx, req, err)
	}
	return out, nil
}

// ToggleTask implements toggleTask: one UPDATE, which flips completed where the body does not set it.
func (h *CRUD) ToggleTask(ctx context.Context, req OptTaskToggleCompleted, params ToggleTaskParams) (*TaskHeaders, error) {
	id, on := params.TaskID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.onceTask(ctx, params.IdempotencyKey, "toggleTask", id, on, [...]any{req.Set, &body}, changeToggleTask(req))
	}
	return h.saveTask(ctx, id, on, changeToggleTask(req))
}

// changeToggleTask sets completed to what the body says, or flips it.
func changeToggleTask(req OptTaskToggleCompleted) func(*ent.TaskUpdateOne) {
	return func(builder *ent.TaskUpdateOne) {
		if v, ok := req.Value.Completed.Get(); ok {
			builder.SetCompleted(v)
			return
		}
		builder.Flip(enttask.FieldCompleted)
	}
}

// saveTask changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveTask(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.TaskUpdateOne)) (*TaskHeaders, error) {
	builder := h.Client.Task.UpdateOneID(id).Where(condition.Where[predicate.Task](on, enttask.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseTask(ctx, id, on, err)
	}
	return replyTask(ctx, row), nil
}

// onceTask is saveTask at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) onceTask(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.TaskUpdateOne)) (*TaskHeaders, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptTask, func(ctx context.Context, client *ent.Client) error {
		builder := client.Task.UpdateOneID(id).Where(condition.Where[predicate.Task](on, enttask.FieldVersion)...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writeTask)
		return nil
	})
	if err != nil {
		return nil, h.refuseTask(ctx, id, on, err)
	}
	var row struct { // of the answer
		Version int `json:"version"`
	}
	if err := answer.Into(&row); err != nil {
		return nil, err
	}
	return &TaskHeaders{ETag: etag.Of(row.Version), Response: answer}, nil
}

// setTask sets what is present, clears what is null, and keeps what is absent.
func setTask(m *ent.TaskMutation, req *TaskUpdate) {
	if v, ok := req.Title.Get(); ok {
		m.SetTitle(v)
	}
	if v, ok := req.Priority.Get(); ok {
		m.SetPriority(enttask.Priority(v))
	}
	if v, ok := req.Completed.Get(); ok {
		m.SetCompleted(v)
	}
	if v, ok := req.ProjectID.Get(); ok {
		m.SetProjectID(v)
	} else if req.ProjectID.IsNull() {
		m.ClearProjectID()
	}
	if req.TagIds != nil {
		m.ClearTags()
		m.AddTagIDs(req.TagIds...)
	}
}

// DeleteTask implements deleteTask: one DELETE.
func (h *CRUD) DeleteTask(ctx context.Context, params DeleteTaskParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.deleteTask(ctx, params.TaskID, condition.Where[predicate.Task](on, enttask.FieldVersion)...)
	if err != nil {
		return h.refuseTask(ctx, params.TaskID, on, err)
	}
	return nil
}

// CreateTaskBatch implements createTaskBatch: one INSERT.
func (h *CRUD) CreateTaskBatch(ctx context.Context, req []TaskCreate, params CreateTaskBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.TaskCreate, len(req))
	err := h.atMostOnce(rememberTaskLinks(ctx, req), params.IdempotencyKey, "createTaskBatch", req, &answer, h.keptTask, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildTask(client, &req[i])
		}
		rows, at, err := client.Task.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Task) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeTask)
			return err
		}
		return fault.In(h.placeTaskCreate(ctx, &req[at], err), at)
	})
	at, err := relation.Explain(ctx, err, h.Client.Owners)
	if at >= 0 {
		return reply.JSON{}, fault.In(h.placeTaskCreate(ctx, &req[at], err), at)
	}
	return answer, err
}

// UpdateTaskBatch implements updateTaskBatch: one UPDATE.
func (h *CRUD) UpdateTaskBatch(ctx context.Context, req *TaskBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Task.Update().WhereAll(ids...)
	setTask(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(h.placeTaskUpdate(ctx, &req.Change, err), "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedTask(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Task) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeTask), nil
}

// DeleteTaskBatch implements deleteTaskBatch: one DELETE.
func (h *CRUD) DeleteTaskBatch(ctx context.Context, params DeleteTaskBatchParams) error {
	n, err := h.Client.Task.Delete().WhereAll(params.Ids...).Exec(ctx)
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedTask(ctx, params.Ids, "query", "ids")
}

// missedTask says why not all of the rows were found among the viewer's.
func (h *CRUD) missedTask(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Task.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachTask implements createEachTask: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachTask(ctx context.Context, req []jx.Raw, params CreateEachTaskParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[TaskCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.TaskCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(rememberTaskLinks(ctx, some), params.IdempotencyKey, "createEachTask", req, &answer, batch.Kept(h.keptTask), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildTask(client, &some[i])
			}
			rows, item, err := client.Task.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Task) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeTask(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachTask(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachTask refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachTask(ctx context.Context, out *batch.Outcomes, some []TaskCreate, builders []*ent.TaskCreate, at int, err error) error {
	left := out.Left()
	broken, err := relation.ExplainEach(ctx, err, h.Client.Owners)
	for i, why := range broken {
		if failed := out.Refuse(ctx, left[i], fault.In(h.placeTaskCreate(ctx, &some[i], why), left[i])); failed != nil {
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
	return out.Refuse(ctx, left[at], fault.In(h.placeTaskCreate(ctx, &some[at], err), left[at]))
}

// UpdateEachTask implements updateEachTask: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachTask(ctx context.Context, req *TaskEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Versions: batch.Ints(req.Versions), Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, versions []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Task.Update().Where(batch.Versions[predicate.Task](enttask.FieldID, enttask.FieldVersion, ids, versions)...).WhereAll(ids...)
			setTask(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			_, err = relation.Explain(ctx, err, h.Client.Owners)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(h.placeTaskUpdate(ctx, change, err), "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Task) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeTask(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenTask(ctx), Owners: h.Client.Task.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			params := UpdateTaskParams{TaskID: id}
			if version != nil {
				params.IfMatch = NewOptString(etag.Of(*version))
			}
			out, err := h.UpdateTask(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out.Response, nil
		},
	}.Do(ctx)
}

// DeleteEachTask implements deleteEachTask: one DELETE, and more where rows are refused.
func (h *CRUD) DeleteEachTask(ctx context.Context, params DeleteEachTaskParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Versions: batch.Ints(params.Versions), Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, versions []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			n, err = h.Client.Task.Delete().Where(batch.Versions[predicate.Task](enttask.FieldID, enttask.FieldVersion, ids, versions)...).WhereAll(ids...).Exec(ctx)
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenTask(ctx), Owners: h.Client.Task.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			one := DeleteTaskParams{TaskID: id}
			if version != nil {
				one.IfMatch = NewOptString(etag.Of(*version))
			}
			return nil, h.DeleteTask(ctx, one)
		},
	}.Do(ctx)
}

// seenTask returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenTask(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Task.Query().Where(enttask.IDIn(ids...))
		query.Select(enttask.FieldID, enttask.FieldVersion)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = int(row.Version)
		}
		return seen, err
	}
}

// keptTask refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptTask(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Task.Query().Where(enttask.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeTask writes a row as a reply shows it.
func writeTask(w *jx.Writer, row *ent.Task) {
	w.ObjStart()
	if all, err := row.Edges.CommentsOrErr(); err == nil {
		w.RawStr(`"comments":`)
		reply.List(w, all, writeComment)
		w.Comma()
	}
	w.RawStr(`"completed":`)
	w.Bool(row.Completed)
	w.RawStr(`,"completed_at":`)
	if v := row.CompletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"priority":`)
	w.Str(string(row.Priority))
	switch one, err := row.Edges.ProjectOrErr(); {
	case err == nil:
		w.RawStr(`,"project":`)
		writeProject(w, one)
	case ent.IsNotFound(err):
		w.RawStr(`,"project":null`)
	}
	w.RawStr(`,"project_id":`)
	if v := row.ProjectID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	if all, err := row.Edges.TagsOrErr(); err == nil {
		w.RawStr(`,"tags":`)
		reply.List(w, all, writeTag)
	}
	w.RawStr(`,"title":`)
	w.Str(row.Title)
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyTask returns a row as a reply, with its version in ETag.
func replyTask(ctx context.Context, row *ent.Task) *TaskHeaders {
	return &TaskHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeTask)}
}
