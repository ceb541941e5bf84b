// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"net/http"

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
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandProject(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyProject, reply.Only(writeProject, params.Fields, "tasks"))
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

// CreateEachProject implements createEachProject: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachProject(ctx context.Context, req []jx.Raw, params CreateEachProjectParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[ProjectCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.ProjectCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(ctx, params.IdempotencyKey, "createEachProject", req, &answer, batch.Kept(h.keptProject), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildProject(client, &some[i])
			}
			rows, item, err := client.Project.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Project) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeProject(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachProject(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachProject refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachProject(ctx context.Context, out *batch.Outcomes, some []ProjectCreate, builders []*ent.ProjectCreate, at int, err error) error {
	left := out.Left()
	if ent.IsConstraintError(err) {
		return err
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(err, left[at]))
}

// UpdateEachProject implements updateEachProject: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachProject(ctx context.Context, req *ProjectEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, _ []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Project.Update().WhereAll(ids...)
			setProject(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(err, "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Project) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeProject(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenProject(ctx), Owners: h.Client.Project.Owners,
		One: func(id uuid.UUID, _ *int) (*reply.JSON, error) {
			params := UpdateProjectParams{ProjectID: id}
			out, err := h.UpdateProject(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out, nil
		},
	}.Do(ctx)
}

// DeleteEachProject implements deleteEachProject: one DELETE, and more where rows are refused.
func (h *CRUD) DeleteEachProject(ctx context.Context, params DeleteEachProjectParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, _ []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			n, err = h.removeProject(ctx, ids)
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenProject(ctx), Owners: h.Client.Project.Owners,
		One: func(id uuid.UUID, _ *int) (*reply.JSON, error) {
			one := DeleteProjectParams{ProjectID: id}
			return nil, h.DeleteProject(ctx, one)
		},
	}.Do(ctx)
}

// seenProject returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenProject(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Project.Query().Where(entproject.IDIn(ids...))
		query.Select(entproject.FieldID)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = 0
		}
		return seen, err
	}
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
