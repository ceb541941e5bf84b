// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"net/http"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/names/ent"
	entme "github.com/entask/entask/internal/generate/testdata/names/ent/me"
	"github.com/entask/entask/internal/generate/testdata/names/ent/predicate"
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

// columnsMe are what a list of Mes can be ordered by.
var columnsMe = map[string]page.Column{
	"id": {Name: entme.FieldID},
}

// ListMes implements listMes: one SELECT, and one more where count=true.
func (h *CRUD) ListMes(ctx context.Context, params ListMesParams) (*ListMesOKHeaders, error) {
	p, err := page.New(columnsMe, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListMesOKHeaders{}
	query := h.Client.Me.Query().Where(filtersMe(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyMe, reply.Only(writeMe, params.Fields))
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

// keyMe returns where a row stands in the order of a column.
func keyMe(row *ent.Me, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entme.FieldID:
		key.Value = nil
	}
	return key
}

// filtersMe are the predicates that the parameters ask for.
func filtersMe(params ListMesParams) []predicate.Me {
	var where []predicate.Me
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entme.FieldID, values...))
	}
	return where
}

// CreateMe implements createMe: one INSERT.
func (h *CRUD) CreateMe(ctx context.Context, req *MeCreate, params CreateMeParams) (*CreateMeCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createMe", req, &answer, h.keptMe, func(ctx context.Context, client *ent.Client) error {
		created, err := buildMe(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeMe)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateMeCreatedHeaders{
		Location: "/api/me/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildMe returns the builder of a new row.
func buildMe(client *ent.Client, req *MeCreate) *ent.MeCreate {
	builder := client.Me.Create()
	if v, ok := req.Exported.Get(); ok {
		builder.SetExported(v)
	}
	if v, ok := req.Erased.Get(); ok {
		builder.SetErased(v)
	}
	return builder
}

// ReadMe implements readMe: one SELECT.
func (h *CRUD) ReadMe(ctx context.Context, params ReadMeParams) (reply.JSON, error) {
	query := h.Client.Me.Query().Where(statement.EQ(entme.FieldID, params.MeID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseMe(ctx, params.MeID, condition.Headers{}, err)
	}
	return replyMe(ctx, row), nil
}

// refuseMe says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseMe(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Me.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutMe implements putMe: one UPDATE.
func (h *CRUD) PutMe(ctx context.Context, req *MeUpdate, params PutMeParams) (reply.JSON, error) {
	return h.saveMe(ctx, params.MeID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.MeUpdateOne) {
		setMe(builder.Mutation(), req)
	})
}

// UpdateMe implements updateMe: one UPDATE.
func (h *CRUD) UpdateMe(ctx context.Context, req *MeUpdate, params UpdateMeParams) (reply.JSON, error) {
	return h.saveMe(ctx, params.MeID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.MeUpdateOne) {
		setMe(builder.Mutation(), req)
	})
}

// ExportOfMe implements exportOfMe: one UPDATE, which flips exported where the body does not set it.
func (h *CRUD) ExportOfMe(ctx context.Context, req OptMeToggleExported, params ExportOfMeParams) (reply.JSON, error) {
	id, on := params.MeID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.onceMe(ctx, params.IdempotencyKey, "exportOfMe", id, on, [...]any{req.Set, &body}, changeExportOfMe(req))
	}
	return h.saveMe(ctx, id, on, changeExportOfMe(req))
}

// changeExportOfMe sets exported to what the body says, or flips it.
func changeExportOfMe(req OptMeToggleExported) func(*ent.MeUpdateOne) {
	return func(builder *ent.MeUpdateOne) {
		if v, ok := req.Value.Exported.Get(); ok {
			builder.SetExported(v)
			return
		}
		builder.Flip(entme.FieldExported)
	}
}

// EraseOfMe implements eraseOfMe: one UPDATE, which flips erased where the body does not set it.
func (h *CRUD) EraseOfMe(ctx context.Context, req OptMeToggleErased, params EraseOfMeParams) (reply.JSON, error) {
	id, on := params.MeID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.onceMe(ctx, params.IdempotencyKey, "eraseOfMe", id, on, [...]any{req.Set, &body}, changeEraseOfMe(req))
	}
	return h.saveMe(ctx, id, on, changeEraseOfMe(req))
}

// changeEraseOfMe sets erased to what the body says, or flips it.
func changeEraseOfMe(req OptMeToggleErased) func(*ent.MeUpdateOne) {
	return func(builder *ent.MeUpdateOne) {
		if v, ok := req.Value.Erased.Get(); ok {
			builder.SetErased(v)
			return
		}
		builder.Flip(entme.FieldErased)
	}
}

// saveMe changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveMe(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.MeUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Me.UpdateOneID(id).Where(condition.Where[predicate.Me](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseMe(ctx, id, on, err)
	}
	return replyMe(ctx, row), nil
}

// onceMe is saveMe at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) onceMe(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.MeUpdateOne)) (reply.JSON, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptMe, func(ctx context.Context, client *ent.Client) error {
		builder := client.Me.UpdateOneID(id).Where(condition.Where[predicate.Me](on, "")...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writeMe)
		return nil
	})
	if err != nil {
		return reply.JSON{}, h.refuseMe(ctx, id, on, err)
	}
	return answer, nil
}

// setMe sets what is present, clears what is null, and keeps what is absent.
func setMe(m *ent.MeMutation, req *MeUpdate) {
	if v, ok := req.Exported.Get(); ok {
		m.SetExported(v)
	}
	if v, ok := req.Erased.Get(); ok {
		m.SetErased(v)
	}
}

// DeleteMe implements deleteMe: one DELETE.
func (h *CRUD) DeleteMe(ctx context.Context, params DeleteMeParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Me.DeleteOneID(params.MeID).Where(condition.Where[predicate.Me](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseMe(ctx, params.MeID, on, err)
	}
	return nil
}

// CreateMeBatch implements createMeBatch: one INSERT.
func (h *CRUD) CreateMeBatch(ctx context.Context, req []MeCreate, params CreateMeBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.MeCreate, len(req))
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createMeBatch", req, &answer, h.keptMe, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildMe(client, &req[i])
		}
		rows, at, err := client.Me.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Me) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeMe)
			return err
		}
		return fault.In(err, at)
	})
	return answer, err
}

// UpdateMeBatch implements updateMeBatch: one UPDATE.
func (h *CRUD) UpdateMeBatch(ctx context.Context, req *MeBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Me.Update().WhereAll(ids...)
	setMe(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(err, "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedMe(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Me) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeMe), nil
}

// DeleteMeBatch implements deleteMeBatch: one DELETE.
func (h *CRUD) DeleteMeBatch(ctx context.Context, params DeleteMeBatchParams) error {
	n, err := h.Client.Me.Delete().WhereAll(params.Ids...).Exec(ctx)
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedMe(ctx, params.Ids, "query", "ids")
}

// missedMe says why not all of the rows were found among the viewer's.
func (h *CRUD) missedMe(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Me.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachMe implements createEachMe: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachMe(ctx context.Context, req []jx.Raw, params CreateEachMeParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[MeCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.MeCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(ctx, params.IdempotencyKey, "createEachMe", req, &answer, batch.Kept(h.keptMe), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildMe(client, &some[i])
			}
			rows, item, err := client.Me.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Me) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeMe(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachMe(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachMe refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachMe(ctx context.Context, out *batch.Outcomes, some []MeCreate, builders []*ent.MeCreate, at int, err error) error {
	left := out.Left()
	if ent.IsConstraintError(err) {
		return err
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(err, left[at]))
}

// UpdateEachMe implements updateEachMe: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachMe(ctx context.Context, req *MeEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, _ []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Me.Update().WhereAll(ids...)
			setMe(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(err, "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Me) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeMe(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenMe(ctx), Owners: h.Client.Me.Owners,
		One: func(id uuid.UUID, _ *int) (*reply.JSON, error) {
			params := UpdateMeParams{MeID: id}
			out, err := h.UpdateMe(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out, nil
		},
	}.Do(ctx)
}

// DeleteEachMe implements deleteEachMe: one DELETE, and more where rows are refused.
func (h *CRUD) DeleteEachMe(ctx context.Context, params DeleteEachMeParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, _ []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			n, err = h.Client.Me.Delete().WhereAll(ids...).Exec(ctx)
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenMe(ctx), Owners: h.Client.Me.Owners,
		One: func(id uuid.UUID, _ *int) (*reply.JSON, error) {
			one := DeleteMeParams{MeID: id}
			return nil, h.DeleteMe(ctx, one)
		},
	}.Do(ctx)
}

// seenMe returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenMe(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Me.Query().Where(entme.IDIn(ids...))
		query.Select(entme.FieldID)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = 0
		}
		return seen, err
	}
}

// keptMe refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptMe(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Me.Query().Where(entme.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeMe writes a row as a reply shows it.
func writeMe(w *jx.Writer, row *ent.Me) {
	w.ObjStart()
	w.RawStr(`"erased":`)
	w.Bool(row.Erased)
	w.RawStr(`,"exported":`)
	w.Bool(row.Exported)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyMe returns a row as a reply.
func replyMe(ctx context.Context, row *ent.Me) reply.JSON {
	return reply.Of(ctx, row, writeMe)
}
