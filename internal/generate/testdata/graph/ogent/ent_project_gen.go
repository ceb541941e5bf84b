// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	entproject "github.com/entask/entask/internal/generate/testdata/graph/ent/project"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsProject are what a list of Projects can be ordered by.
var columnsProject = map[string]page.Column{
	"id": {Name: entproject.FieldID},
}

// ListProjects implements listProjects: one SELECT, and one more where count=true.
func (h *CRUD) ListProjects(ctx context.Context, params ListProjectsParams) (*ListProjectsOKHeaders, error) {
	p, err := page.New(columnsProject, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListProjectsOKHeaders{}
	query := h.Client.Project.Query().Where(filtersProject(params)...)
	if params.Count.Value {
		total, err := query.Clone().Count(ctx)
		if err != nil {
			return nil, err
		}
		out.XTotalCount = NewOptInt(total)
	}
	expandProject(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyProject, reply.Only(writeProject, params.Fields, "tasks"))
	err = list.Shrink(func() error { return query.Clone().EachWithin(ctx, &list.Bound, list.Add) })
	if err != nil {
		return nil, err
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

// keyProject returns where a row stands in the order of a column.
func keyProject(row *ent.Project, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entproject.FieldID:
		key.Value = nil
	}
	return key
}

// filtersProject are the predicates that the parameters ask for.
func filtersProject(params ListProjectsParams) []predicate.Project {
	var where []predicate.Project
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entproject.FieldID, values...))
	}
	return where
}

// CreateProject implements createProject: one INSERT.
func (h *CRUD) CreateProject(ctx context.Context, req *ProjectCreate, params CreateProjectParams) (*CreateProjectCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createProject", req, &answer, h.keptProject, func(ctx context.Context, client *ent.Client) error {
		created, err := buildProject(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeProject)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateProjectCreatedHeaders{
		Location: "/api/projects/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildProject returns the builder of a new row.
func buildProject(client *ent.Client, req *ProjectCreate) *ent.ProjectCreate {
	builder := client.Project.Create()
	builder.SetName(req.Name)
	return builder
}

// ReadProject implements readProject: one SELECT.
func (h *CRUD) ReadProject(ctx context.Context, params ReadProjectParams) (reply.JSON, error) {
	query := h.Client.Project.Query().Where(statement.EQ(entproject.FieldID, params.ProjectID))
	expandProject(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseProject(ctx, params.ProjectID, condition.Headers{}, err)
	}
	return replyProject(ctx, row), nil
}

// refuseProject says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseProject(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Project.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutProject implements putProject: one UPDATE.
func (h *CRUD) PutProject(ctx context.Context, req *ProjectUpdate, params PutProjectParams) (reply.JSON, error) {
	return h.saveProject(ctx, params.ProjectID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ProjectUpdateOne) {
		setProject(builder.Mutation(), req)
	})
}

// UpdateProject implements updateProject: one UPDATE.
func (h *CRUD) UpdateProject(ctx context.Context, req *ProjectUpdate, params UpdateProjectParams) (reply.JSON, error) {
	return h.saveProject(ctx, params.ProjectID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ProjectUpdateOne) {
		setProject(builder.Mutation(), req)
	})
}

// saveProject changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveProject(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.ProjectUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Project.UpdateOneID(id).Where(condition.Where[predicate.Project](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseProject(ctx, id, on, err)
	}
	return replyProject(ctx, row), nil
}

// setProject sets what is present, clears what is null, and keeps what is absent.
func setProject(m *ent.ProjectMutation, req *ProjectUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
}

// DeleteProject implements deleteProject: one DELETE.
func (h *CRUD) DeleteProject(ctx context.Context, params DeleteProjectParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.deleteProject(ctx, params.ProjectID, condition.Where[predicate.Project](on, "")...)
	if err != nil {
		return h.refuseProject(ctx, params.ProjectID, on, err)
	}
	return nil
}

// CreateProjectBatch implements createProjectBatch: one INSERT.
func (h *CRUD) CreateProjectBatch(ctx context.Context, req []ProjectCreate, params CreateProjectBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.ProjectCreate, len(req))
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createProjectBatch", req, &answer, h.keptProject, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildProject(client, &req[i])
		}
		rows, at, err := client.Project.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Project) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeProject)
			return err
		}
		return fault.In(err, at)
	})
	return answer, err
}

// UpdateProjectBatch implements updateProjectBatch: one UPDATE.
func (h *CRUD) UpdateProjectBatch(ctx context.Context, req *ProjectBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Project.Update().WhereAll(ids...)
	setProject(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(err, "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedProject(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Project) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeProject), nil
}

// DeleteProjectBatch implements deleteProjectBatch: one DELETE.
func (h *CRUD) DeleteProjectBatch(ctx context.Context, params DeleteProjectBatchParams) error {
	n, err := h.removeProject(ctx, params.Ids)
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedProject(ctx, params.Ids, "query", "ids")
}

// missedProject says why not all of the rows were found among the viewer's.
func (h *CRUD) missedProject(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Project.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// keptProject refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptProject(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Project.Query().Where(entproject.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeProject writes a row as a reply shows it.
func writeProject(w *jx.Writer, row *ent.Project) {
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

// replyProject returns a row as a reply.
func replyProject(ctx context.Context, row *ent.Project) reply.JSON {
	return reply.Of(ctx, row, writeProject)
}
