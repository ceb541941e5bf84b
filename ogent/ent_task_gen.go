// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/predicate"
	enttask "github.com/entask/entask/ent/task"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/feed"
	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/quota"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsTask are what a list of Tasks can be ordered by.
var columnsTask = map[string]page.Column{
	"created_at": {Name: enttask.FieldCreatedAt, Time: true},
	"updated_at": {Name: enttask.FieldUpdatedAt, Time: true},
	"title":      {Name: enttask.FieldTitle},
	"due_date":   {Name: enttask.FieldDueDate, Time: true, Nullable: true},
}

// ListTasks implements listTasks: one SELECT, and one more where count=true.
func (h *CRUD) ListTasks(ctx context.Context, params ListTasksParams) (*ListTasksOKHeaders, error) {
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
	deleted := trash.Asked(string(params.Deleted.Value))
	query := h.Client.Task.Query().InTrash(deleted).Where(filtersTask(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone().InTrash(deleted)
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyTask, reply.Only(writeTask, params.Fields))
	list.Revalidate(ctx)
	if err := query.EachWithin(ctx, &list.Bound, list.Add); err != nil {
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
	case enttask.FieldTitle:
		key.Value = row.Title
	case enttask.FieldDueDate:
		key.Value = page.Time(row.DueDate)
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
	if v, ok := params.Completed.Get(); ok {
		where = append(where, statement.EQ(enttask.FieldCompleted, v))
	}
	if len(params.Priority) > 0 {
		values := make([]any, len(params.Priority))
		for i, v := range params.Priority {
			values[i] = v
		}
		where = append(where, statement.In(enttask.FieldPriority, values...))
	}
	if v, ok := params.DueBefore.Get(); ok {
		where = append(where, statement.LT(enttask.FieldDueDate, time.Time(v)))
	}
	if v, ok := params.DueAfter.Get(); ok {
		where = append(where, statement.GTE(enttask.FieldDueDate, time.Time(v)))
	}
	if v := params.Q.Value; v != "" {
		where = append(where, filter.Search(v, enttask.FieldTitle, enttask.FieldDescription))
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
		Completed: params.Completed,
		DueAfter:  params.DueAfter,
		DueBefore: params.DueBefore,
		ID:        params.ID,
		Priority:  params.Priority,
		Q:         params.Q,
	})
	return feed.Reply(ctx, p, func(w *jx.Writer) error {
		return h.Client.Task.EachChange(ctx, p, w, writeTask, where...)
	})
}

// CreateTask implements createTask: one INSERT.
func (h *CRUD) CreateTask(ctx context.Context, req *TaskCreate, params CreateTaskParams) (CreateTaskRes, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createTask", req, &answer, h.keptTask, func(ctx context.Context, client *ent.Client) error {
		builder := buildTask(client, req)
		created, err := builder.Insert(ctx)
		if err != nil {
			return clientid.Refuse(err, builder.Mutation())
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeTask)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if req.ID.Set && (ent.IsConstraintError(err) || quota.Full(err)) {
		again, why := h.againTask(ctx, req, err)
		if again != nil {
			return again, nil
		}
		err = why
	}
	if err != nil {
		return nil, err
	}
	return &CreateTaskCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/v1/tasks/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildTask returns the builder of a new row.
func buildTask(client *ent.Client, req *TaskCreate) *ent.TaskCreate {
	builder := client.Task.Create()
	if v, ok := req.ID.Get(); ok {
		builder.SetID(clientid.Of(v))
	}
	builder.SetTitle(req.Title)
	if v, ok := req.Description.Get(); ok {
		builder.SetDescription(v)
	}
	if v, ok := req.Completed.Get(); ok {
		builder.SetCompleted(v)
	}
	if v, ok := req.Priority.Get(); ok {
		builder.SetPriority(enttask.Priority(v))
	}
	if v, ok := req.DueDate.Get(); ok {
		builder.SetDueDate(time.Time(v))
	}
	return builder
}

// agreesTask says whether a row is what a request to create it asks for.
func agreesTask(req *TaskCreate, m *ent.TaskMutation, row *ent.Task) bool {
	return true &&
		value.Same(m.Title, row.Title) &&
		value.SameOrNull(m.Description, row.Description) &&
		value.Same(m.Completed, row.Completed) &&
		value.Same(m.Priority, row.Priority) &&
		value.SameOrNull(m.DueDate, row.DueDate)
}

// againTask answers a create that the database refused with the row of its id, if that is
// what the request asks for; and otherwise says why it is refused.
func (h *CRUD) againTask(ctx context.Context, req *TaskCreate, err error) (*CreateTaskOKHeaders, error) {
	refused, ok := errors.AsType[*clientid.Refused[*ent.TaskMutation]](err)
	if !ok {
		return nil, err
	}
	row, missing := h.Client.Task.Query().InTrash(trash.With).Where(statement.EQ(enttask.FieldID, clientid.Of(req.ID.Value))).One(ctx)
	switch {
	case ent.IsNotFound(missing):
		return nil, err // another rule is broken, or the row is hidden
	case missing != nil:
		return nil, missing
	case row.DeletedAt != nil || !agreesTask(req, refused.Mutation, row):
		return nil, clientid.Taken("Task")
	}
	return &CreateTaskOKHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/v1/tasks/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeTask),
	}, nil
}

// againTaskBatch returns the rows of a batch that was done before, and nothing of one that
// the database refused for another reason than its ids.
func (h *CRUD) againTaskBatch(ctx context.Context, req []TaskCreate, builders []*ent.TaskCreate) ([]*ent.Task, error) {
	ids, given := make([]uuid.UUID, len(req)), []uuid.UUID{}
	for i := range req {
		if text, ok := req[i].ID.Get(); ok {
			ids[i] = clientid.Of(text)
			given = append(given, ids[i])
		}
	}
	if len(given) == 0 {
		return nil, nil
	}
	all, err := h.Client.Task.Query().InTrash(trash.With).Where(enttask.IDIn(given...)).All(ctx)
	if err != nil {
		return nil, err
	}
	rows := make(map[uuid.UUID]*ent.Task, len(all))
	for _, row := range all {
		rows[row.ID] = row
	}
	return clientid.Again("Task", ids, rows, func(item int, row *ent.Task) bool {
		return row.DeletedAt == nil && agreesTask(&req[item], builders[item].Mutation(), row)
	})
}

// putNewTask creates a row with the id, if the viewer has none.
func (h *CRUD) putNewTask(ctx context.Context, req *TaskUpdate, id uuid.UUID, on condition.Headers) (*PutTaskCreatedHeaders, error) {
	builder := h.Client.Task.Create().SetID(id)
	setTask(builder.Mutation(), req)
	err := clientid.Whole(id, "task_id", map[string]bool{
		"title": req.Title.Set,
	})
	refused := err != nil
	var row *ent.Task
	if !refused {
		row, err = builder.Insert(ctx)
		refused = (ent.IsConstraintError(err) || quota.Full(err))
	}
	if refused {
		exists, failed := h.Client.Task.Query().Where(statement.EQ(enttask.FieldID, id)).Exist(ctx)
		switch {
		case failed != nil:
			return nil, failed
		case exists:
			return nil, on.Refusal(enttask.FieldVersion)
		}
	}
	if err != nil {
		return nil, err
	}
	return &PutTaskCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/v1/tasks/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeTask),
	}, nil
}

// ReadTask implements readTask: one SELECT.
func (h *CRUD) ReadTask(ctx context.Context, params ReadTaskParams) (ReadTaskRes, error) {
	query := h.Client.Task.Query().InTrash(trash.Asked(string(params.Deleted.Value))).Where(statement.EQ(enttask.FieldID, params.TaskID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseTask(ctx, params.TaskID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
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
func (h *CRUD) PutTask(ctx context.Context, req *TaskUpdate, params PutTaskParams) (PutTaskRes, error) {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if on.Creates() {
		return h.putNewTask(ctx, req, params.TaskID, on)
	}
	out, err := h.saveTask(ctx, params.TaskID, on, func(builder *ent.TaskUpdateOne) {
		setTask(builder.Mutation(), req)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// UpdateTask implements updateTask: one UPDATE.
func (h *CRUD) UpdateTask(ctx context.Context, req *TaskUpdate, params UpdateTaskParams) (*TaskHeaders, error) {
	return h.saveTask(ctx, params.TaskID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.TaskUpdateOne) {
		setTask(builder.Mutation(), req)
	})
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
	if v, ok := req.Description.Get(); ok {
		m.SetDescription(v)
	} else if req.Description.IsNull() {
		m.ClearDescription()
	}
	if v, ok := req.Completed.Get(); ok {
		m.SetCompleted(v)
	}
	if v, ok := req.Priority.Get(); ok {
		m.SetPriority(enttask.Priority(v))
	}
	if v, ok := req.DueDate.Get(); ok {
		m.SetDueDate(time.Time(v))
	} else if req.DueDate.IsNull() {
		m.ClearDueDate()
	}
}

// DeleteTask implements deleteTask: one UPDATE, or one DELETE for good.
func (h *CRUD) DeleteTask(ctx context.Context, params DeleteTaskParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if !params.Permanent.Value {
		return h.trashTask(ctx, params.TaskID, on)
	}
	err := h.Client.Task.DeleteOneID(params.TaskID).InTrash(trash.With).Where(condition.Where[predicate.Task](on, enttask.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseTrashedTask(ctx, params.TaskID, on, trash.With, err)
	}
	return nil
}

// RestoreTask implements restoreTask: one UPDATE.
func (h *CRUD) RestoreTask(ctx context.Context, params RestoreTaskParams) (*TaskHeaders, error) {
	id, on := params.TaskID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	update := h.Client.Task.UpdateOneID(id).Where(condition.Where[predicate.Task](on, enttask.FieldVersion)...).Restore()
	row, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return nil, trash.Held(failed, trash.Parted)
		}
	}
	if err != nil {
		return nil, h.refuseTrashedTask(ctx, id, on, trash.Only, err)
	}
	return replyTask(ctx, row), nil
}

// trashTask moves one row to the trash.
func (h *CRUD) trashTask(ctx context.Context, id uuid.UUID, on condition.Headers) error {
	update := h.Client.Task.UpdateOneID(id).Where(condition.Where[predicate.Task](on, enttask.FieldVersion)...).Trash()
	_, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return trash.Held(failed, "Something leads to it")
		}
	}
	return h.refuseTask(ctx, id, on, err)
}

// refuseTrashedTask is refuseTask for an operation that finds rows in the trash.
func (h *CRUD) refuseTrashedTask(ctx context.Context, id uuid.UUID, on condition.Headers, which trash.Which, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	found, failed := h.Client.Task.Query().InTrash(which).Where(enttask.ID(id)).Exist(ctx)
	switch {
	case failed != nil:
		return failed
	case found && (on.IfMatch.Set || on.IfNoneMatch.Set):
		return on.Refusal(enttask.FieldVersion)
	default:
		return h.refuseTask(ctx, id, condition.Headers{}, err)
	}
}

// trashTasks moves all of the rows to the trash, or none, and returns how many it found.
func (h *CRUD) trashTasks(ctx context.Context, ids []uuid.UUID, where ...predicate.Task) (int, error) {
	update := h.Client.Task.Update().Where(where...).WhereAll(ids...).Trash()
	rows, err := update.SaveReturning(ctx)
	if err != nil || len(rows) == len(ids) {
		return len(rows), err
	}
	if held, failed := update.Held(ctx); held || failed != nil {
		err = trash.Held(failed, "Something leads to it")
	}
	return 0, err
}

// RestoreTaskBatch implements restoreTaskBatch: one UPDATE.
func (h *CRUD) RestoreTaskBatch(ctx context.Context, params RestoreTaskBatchParams) (reply.JSON, error) {
	update := h.Client.Task.Update().WhereAll(params.Ids...).Restore()
	rows, err := update.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, err
	}
	if len(rows) < len(params.Ids) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return reply.JSON{}, trash.Held(failed, trash.Parted)
		}
		return reply.JSON{}, h.missedTrashedTask(ctx, params.Ids, "query", "ids")
	}
	batch.InOrder(rows, params.Ids, func(row *ent.Task) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeTask), nil
}

// missedTrashedTask says why not all of the rows were found among the viewer's in the trash.
func (h *CRUD) missedTrashedTask(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Task.Owners(ctx, ids)
	if err != nil {
		return err
	}
	there, err := h.seenTask(ctx, trash.Only)(ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, batch.Among(there, owners, v.ID), v.ID, loc...)
}

// purgeTask deletes for good those of the rows that are in the trash and that no living row
// belongs to, and returns how many.
func (h *CRUD) purgeTask(ctx context.Context, ids []uuid.UUID) (n int, err error) {
	return h.Client.Task.Delete().InTrash(trash.Only).Where(enttask.IDIn(ids...), h.Client.Task.Unneeded()).Exec(ctx)
}

// CreateTaskBatch implements createTaskBatch: one INSERT.
func (h *CRUD) CreateTaskBatch(ctx context.Context, req []TaskCreate, params CreateTaskBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.TaskCreate, len(req))
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createTaskBatch", req, &answer, h.keptTask, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildTask(client, &req[i])
		}
		rows, at, err := client.Task.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Task) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeTask)
			return err
		}
		return fault.In(err, at)
	})
	if ent.IsConstraintError(err) || quota.Full(err) {
		rows, why := h.againTaskBatch(ctx, req, builders)
		if rows != nil || why != nil {
			return reply.Each(ctx, rows, writeTask), why
		}
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
		return reply.JSON{}, fault.In(err, "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedTask(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Task) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeTask), nil
}

// DeleteTaskBatch implements deleteTaskBatch: one UPDATE, or one DELETE for good.
func (h *CRUD) DeleteTaskBatch(ctx context.Context, params DeleteTaskBatchParams) error {
	var n int
	var err error
	if params.Permanent.Value {
		n, err = h.Client.Task.Delete().InTrash(trash.With).WhereAll(params.Ids...).Exec(ctx)
	} else {
		n, err = h.trashTasks(ctx, params.Ids)
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
	if err := out.RefuseRepeated(ctx, func(i int) uuid.UUID { return clientid.Given(items[i].ID.Value) }); err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.TaskCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(ctx, params.IdempotencyKey, "createEachTask", req, &answer, batch.Kept(h.keptTask), func(ctx context.Context, client *ent.Client) error {
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
	if ent.IsConstraintError(err) || quota.Full(err) {
		if failed := h.againEachTask(ctx, out, some, builders); failed != nil || len(out.Left()) < len(left) {
			return failed
		}
	}
	if quota.Full(err) {
		v, _ := viewer.FromContext(ctx)
		room, failed := h.Client.Task.Room(ctx, v.ID)
		if failed != nil {
			return failed
		}
		return out.RefuseFrom(ctx, room, ent.TaskQuota.Exceeded())
	}
	if ent.IsConstraintError(err) {
		return err
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(err, left[at]))
}

// againEachTask finds those of the items that are left whose ids exist: they were created
// before, or are refused.
func (h *CRUD) againEachTask(ctx context.Context, out *batch.Outcomes, some []TaskCreate, builders []*ent.TaskCreate) error {
	ids := batch.Each(some, func(item TaskCreate) uuid.UUID { return clientid.Given(item.ID.Value) })
	rows, err := h.Client.Task.Query().InTrash(trash.With).Where(enttask.IDIn(ids...)).All(ctx)
	if err != nil {
		return err
	}
	left := out.Left()
	for _, row := range rows {
		i := slices.Index(ids, row.ID)
		if row.DeletedAt == nil && agreesTask(&some[i], builders[i].Mutation(), row) {
			made := reply.Of(ctx, row, writeTask)
			out.Done(left[i], http.StatusOK, &made)
		} else if err := out.Refuse(ctx, left[i], fault.In(clientid.Taken("Task"), left[i])); err != nil {
			return err
		}
	}
	return nil
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
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(err, "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Task) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeTask(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenTask(ctx, trash.Living), Owners: h.Client.Task.Owners,
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

// DeleteEachTask implements deleteEachTask: one UPDATE, or one DELETE for good, and more where rows are refused.
func (h *CRUD) DeleteEachTask(ctx context.Context, params DeleteEachTaskParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Versions: batch.Ints(params.Versions), Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, versions []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			if params.Permanent.Value {
				n, err = h.Client.Task.Delete().InTrash(trash.With).Where(batch.Versions[predicate.Task](enttask.FieldID, enttask.FieldVersion, ids, versions)...).WhereAll(ids...).Exec(ctx)
			} else {
				n, err = h.trashTasks(ctx, ids, batch.Versions[predicate.Task](enttask.FieldID, enttask.FieldVersion, ids, versions)...)
			}
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenTask(ctx, trash.Taking(params.Permanent.Value)), Owners: h.Client.Task.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			one := DeleteTaskParams{TaskID: id, Permanent: params.Permanent}
			if version != nil {
				one.IfMatch = NewOptString(etag.Of(*version))
			}
			return nil, h.DeleteTask(ctx, one)
		},
	}.Do(ctx)
}

// seenTask returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenTask(ctx context.Context, which trash.Which) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Task.Query().InTrash(which).Where(enttask.IDIn(ids...))
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

// uniquesTask are what is unique among one owner's Tasks.
var uniquesTask = []unique.Index{
	{Entity: "Task", Name: "tasks_pkey", Columns: "tasks.user_id, tasks.id", Fields: []string{"id"}},
}

// writeTask writes a row as a reply shows it.
func writeTask(w *jx.Writer, row *ent.Task) {
	w.ObjStart()
	w.RawStr(`"completed":`)
	w.Bool(row.Completed)
	w.RawStr(`,"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"description":`)
	if v := row.Description; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"due_date":`)
	if v := row.DueDate; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"priority":`)
	w.Str(string(row.Priority))
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
