// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/bulk/ent"
	entlabel "github.com/entask/entask/internal/generate/testdata/bulk/ent/label"
	"github.com/entask/entask/internal/generate/testdata/bulk/ent/predicate"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/quota"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsLabel are what a list of Labels can be ordered by.
var columnsLabel = map[string]page.Column{
	"created_at": {Name: entlabel.FieldCreatedAt, Time: true},
	"updated_at": {Name: entlabel.FieldUpdatedAt, Time: true},
}

// ListLabels implements listLabels: one SELECT, and one more where count=true.
func (h *CRUD) ListLabels(ctx context.Context, params ListLabelsParams) (*ListLabelsOKHeaders, error) {
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
	query := h.Client.Label.Query().Where(filtersLabel(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyLabel, reply.Only(writeLabel, params.Fields))
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

// keyLabel returns where a row stands in the order of a column.
func keyLabel(row *ent.Label, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entlabel.FieldCreatedAt:
		key.Value = row.CreatedAt
	case entlabel.FieldUpdatedAt:
		key.Value = row.UpdatedAt
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
func (h *CRUD) CreateLabel(ctx context.Context, req *LabelCreate, params CreateLabelParams) (CreateLabelRes, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createLabel", req, &answer, h.keptLabel, func(ctx context.Context, client *ent.Client) error {
		builder := buildLabel(client, req)
		created, err := builder.Insert(ctx)
		if err != nil {
			return clientid.Refuse(err, builder.Mutation())
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeLabel)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if req.ID.Set && (ent.IsConstraintError(err) || quota.Full(err)) {
		again, why := h.againLabel(ctx, req, err)
		if again != nil {
			return again, nil
		}
		err = why
	}
	if err != nil {
		return nil, err
	}
	return &CreateLabelCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/labels/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildLabel returns the builder of a new row.
func buildLabel(client *ent.Client, req *LabelCreate) *ent.LabelCreate {
	builder := client.Label.Create()
	if v, ok := req.ID.Get(); ok {
		builder.SetID(clientid.Of(v))
	}
	builder.SetName(req.Name)
	if v, ok := req.Starred.Get(); ok {
		builder.SetStarred(v)
	}
	return builder
}

// agreesLabel says whether a row is what a request to create it asks for.
func agreesLabel(req *LabelCreate, m *ent.LabelMutation, row *ent.Label) bool {
	return true &&
		value.Same(m.Name, row.Name) &&
		value.Same(m.Starred, row.Starred)
}

// againLabel answers a create that the database refused with the row of its id, if that is
// what the request asks for; and otherwise says why it is refused.
func (h *CRUD) againLabel(ctx context.Context, req *LabelCreate, err error) (*CreateLabelOKHeaders, error) {
	refused, ok := errors.AsType[*clientid.Refused[*ent.LabelMutation]](err)
	if !ok {
		return nil, err
	}
	row, missing := h.Client.Label.Query().Where(statement.EQ(entlabel.FieldID, clientid.Of(req.ID.Value))).One(ctx)
	switch {
	case ent.IsNotFound(missing):
		return nil, err // another rule is broken, or the row is hidden
	case missing != nil:
		return nil, missing
	case !agreesLabel(req, refused.Mutation, row):
		return nil, clientid.Taken("Label")
	}
	return &CreateLabelOKHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/labels/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeLabel),
	}, nil
}

// againLabelBatch returns the rows of a batch that was done before, and nothing of one that
// the database refused for another reason than its ids.
func (h *CRUD) againLabelBatch(ctx context.Context, req []LabelCreate, builders []*ent.LabelCreate) ([]*ent.Label, error) {
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
	all, err := h.Client.Label.Query().Where(entlabel.IDIn(given...)).All(ctx)
	if err != nil {
		return nil, err
	}
	rows := make(map[uuid.UUID]*ent.Label, len(all))
	for _, row := range all {
		rows[row.ID] = row
	}
	return clientid.Again("Label", ids, rows, func(item int, row *ent.Label) bool {
		return agreesLabel(&req[item], builders[item].Mutation(), row)
	})
}

// putNewLabel creates a row with the id, if the viewer has none.
func (h *CRUD) putNewLabel(ctx context.Context, req *LabelUpdate, id uuid.UUID, on condition.Headers) (*PutLabelCreatedHeaders, error) {
	builder := h.Client.Label.Create().SetID(id)
	setLabel(builder.Mutation(), req)
	err := clientid.Whole(id, "label_id", map[string]bool{
		"name": req.Name.Set,
	})
	refused := err != nil
	var row *ent.Label
	if !refused {
		row, err = builder.Insert(ctx)
		refused = (ent.IsConstraintError(err) || quota.Full(err))
	}
	if refused {
		exists, failed := h.Client.Label.Query().Where(statement.EQ(entlabel.FieldID, id)).Exist(ctx)
		switch {
		case failed != nil:
			return nil, failed
		case exists:
			return nil, on.Refusal(entlabel.FieldVersion)
		}
	}
	if err != nil {
		return nil, err
	}
	return &PutLabelCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/labels/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeLabel),
	}, nil
}

// ReadLabel implements readLabel: one SELECT.
func (h *CRUD) ReadLabel(ctx context.Context, params ReadLabelParams) (ReadLabelRes, error) {
	query := h.Client.Label.Query().Where(statement.EQ(entlabel.FieldID, params.LabelID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseLabel(ctx, params.LabelID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadLabelNotModified{ETag: etag.Of(row.Version)}, nil
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
		return on.Refusal(entlabel.FieldVersion)
	}
}

// PutLabel implements putLabel: one UPDATE.
func (h *CRUD) PutLabel(ctx context.Context, req *LabelUpdate, params PutLabelParams) (PutLabelRes, error) {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if on.Creates() {
		return h.putNewLabel(ctx, req, params.LabelID, on)
	}
	out, err := h.saveLabel(ctx, params.LabelID, on, func(builder *ent.LabelUpdateOne) {
		setLabel(builder.Mutation(), req)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// UpdateLabel implements updateLabel: one UPDATE.
func (h *CRUD) UpdateLabel(ctx context.Context, req *LabelUpdate, params UpdateLabelParams) (*LabelHeaders, error) {
	return h.saveLabel(ctx, params.LabelID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.LabelUpdateOne) {
		setLabel(builder.Mutation(), req)
	})
}

// StarLabel implements starLabel: one UPDATE, which flips starred where the body does not set it.
func (h *CRUD) StarLabel(ctx context.Context, req OptLabelToggleStarred, params StarLabelParams) (*LabelHeaders, error) {
	id, on := params.LabelID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.onceLabel(ctx, params.IdempotencyKey, "starLabel", id, on, [...]any{req.Set, &body}, changeStarLabel(req))
	}
	return h.saveLabel(ctx, id, on, changeStarLabel(req))
}

// changeStarLabel sets starred to what the body says, or flips it.
func changeStarLabel(req OptLabelToggleStarred) func(*ent.LabelUpdateOne) {
	return func(builder *ent.LabelUpdateOne) {
		if v, ok := req.Value.Starred.Get(); ok {
			builder.SetStarred(v)
			return
		}
		builder.Flip(entlabel.FieldStarred)
	}
}

// saveLabel changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveLabel(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.LabelUpdateOne)) (*LabelHeaders, error) {
	builder := h.Client.Label.UpdateOneID(id).Where(condition.Where[predicate.Label](on, entlabel.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseLabel(ctx, id, on, err)
	}
	return replyLabel(ctx, row), nil
}

// onceLabel is saveLabel at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) onceLabel(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.LabelUpdateOne)) (*LabelHeaders, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptLabel, func(ctx context.Context, client *ent.Client) error {
		builder := client.Label.UpdateOneID(id).Where(condition.Where[predicate.Label](on, entlabel.FieldVersion)...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writeLabel)
		return nil
	})
	if err != nil {
		return nil, h.refuseLabel(ctx, id, on, err)
	}
	var row struct { // of the answer
		Version int `json:"version"`
	}
	if err := answer.Into(&row); err != nil {
		return nil, err
	}
	return &LabelHeaders{ETag: etag.Of(row.Version), Response: answer}, nil
}

// setLabel sets what is present, clears what is null, and keeps what is absent.
func setLabel(m *ent.LabelMutation, req *LabelUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
	if v, ok := req.Starred.Get(); ok {
		m.SetStarred(v)
	}
}

// DeleteLabel implements deleteLabel: one DELETE.
func (h *CRUD) DeleteLabel(ctx context.Context, params DeleteLabelParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Label.DeleteOneID(params.LabelID).Where(condition.Where[predicate.Label](on, entlabel.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseLabel(ctx, params.LabelID, on, err)
	}
	return nil
}

// CreateLabelBatch implements createLabelBatch: one INSERT.
func (h *CRUD) CreateLabelBatch(ctx context.Context, req []LabelCreate, params CreateLabelBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.LabelCreate, len(req))
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createLabelBatch", req, &answer, h.keptLabel, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildLabel(client, &req[i])
		}
		rows, at, err := client.Label.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Label) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeLabel)
			return err
		}
		return fault.In(err, at)
	})
	if ent.IsConstraintError(err) || quota.Full(err) {
		rows, why := h.againLabelBatch(ctx, req, builders)
		if rows != nil || why != nil {
			return reply.Each(ctx, rows, writeLabel), why
		}
	}
	if ent.IsConstraintError(err) {
		err = h.takenLabelBatch(ctx, builders, err)
	}
	return answer, err
}

// UpdateLabelBatch implements updateLabelBatch: one UPDATE.
func (h *CRUD) UpdateLabelBatch(ctx context.Context, req *LabelBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Label.Update().WhereAll(ids...)
	setLabel(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(err, "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedLabel(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Label) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeLabel), nil
}

// DeleteLabelBatch implements deleteLabelBatch: one DELETE.
func (h *CRUD) DeleteLabelBatch(ctx context.Context, params DeleteLabelBatchParams) error {
	n, err := h.Client.Label.Delete().WhereAll(params.Ids...).Exec(ctx)
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedLabel(ctx, params.Ids, "query", "ids")
}

// missedLabel says why not all of the rows were found among the viewer's.
func (h *CRUD) missedLabel(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Label.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachLabel implements createEachLabel: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachLabel(ctx context.Context, req []jx.Raw, params CreateEachLabelParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[LabelCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	if err := out.RefuseRepeated(ctx, func(i int) uuid.UUID { return clientid.Given(items[i].ID.Value) }); err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.LabelCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(ctx, params.IdempotencyKey, "createEachLabel", req, &answer, batch.Kept(h.keptLabel), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildLabel(client, &some[i])
			}
			rows, item, err := client.Label.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Label) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeLabel(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachLabel(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachLabel refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachLabel(ctx context.Context, out *batch.Outcomes, some []LabelCreate, builders []*ent.LabelCreate, at int, err error) error {
	left := out.Left()
	if ent.IsConstraintError(err) || quota.Full(err) {
		if failed := h.againEachLabel(ctx, out, some, builders); failed != nil || len(out.Left()) < len(left) {
			return failed
		}
	}
	if quota.Full(err) {
		v, _ := viewer.FromContext(ctx)
		room, failed := h.Client.Label.Room(ctx, v.ID)
		if failed != nil {
			return failed
		}
		return out.RefuseFrom(ctx, room, ent.LabelQuota.Exceeded())
	}
	if ent.IsConstraintError(err) {
		return out.RefuseAll(ctx, left, h.takenLabelBatch(ctx, builders, err))
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(err, left[at]))
}

// againEachLabel finds those of the items that are left whose ids exist: they were created
// before, or are refused.
func (h *CRUD) againEachLabel(ctx context.Context, out *batch.Outcomes, some []LabelCreate, builders []*ent.LabelCreate) error {
	ids := batch.Each(some, func(item LabelCreate) uuid.UUID { return clientid.Given(item.ID.Value) })
	rows, err := h.Client.Label.Query().Where(entlabel.IDIn(ids...)).All(ctx)
	if err != nil {
		return err
	}
	left := out.Left()
	for _, row := range rows {
		i := slices.Index(ids, row.ID)
		if agreesLabel(&some[i], builders[i].Mutation(), row) {
			made := reply.Of(ctx, row, writeLabel)
			out.Done(left[i], http.StatusOK, &made)
		} else if err := out.Refuse(ctx, left[i], fault.In(clientid.Taken("Label"), left[i])); err != nil {
			return err
		}
	}
	return nil
}

// UpdateEachLabel implements updateEachLabel: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachLabel(ctx context.Context, req *LabelEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Versions: batch.Ints(req.Versions), Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, versions []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Label.Update().Where(batch.Versions[predicate.Label](entlabel.FieldID, entlabel.FieldVersion, ids, versions)...).WhereAll(ids...)
			setLabel(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(err, "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Label) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeLabel(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenLabel(ctx), Owners: h.Client.Label.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			params := UpdateLabelParams{LabelID: id}
			if version != nil {
				params.IfMatch = NewOptString(etag.Of(*version))
			}
			out, err := h.UpdateLabel(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out.Response, nil
		},
	}.Do(ctx)
}

// DeleteEachLabel implements deleteEachLabel: one DELETE, and more where rows are refused.
func (h *CRUD) DeleteEachLabel(ctx context.Context, params DeleteEachLabelParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Versions: batch.Ints(params.Versions), Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, versions []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			n, err = h.Client.Label.Delete().Where(batch.Versions[predicate.Label](entlabel.FieldID, entlabel.FieldVersion, ids, versions)...).WhereAll(ids...).Exec(ctx)
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenLabel(ctx), Owners: h.Client.Label.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			one := DeleteLabelParams{LabelID: id}
			if version != nil {
				one.IfMatch = NewOptString(etag.Of(*version))
			}
			return nil, h.DeleteLabel(ctx, one)
		},
	}.Do(ctx)
}

// seenLabel returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenLabel(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Label.Query().Where(entlabel.IDIn(ids...))
		query.Select(entlabel.FieldID, entlabel.FieldVersion)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = int(row.Version)
		}
		return seen, err
	}
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

// uniquesLabel are what is unique among one owner's Labels.
var uniquesLabel = []unique.Index{
	{Entity: "Label", Name: "labels_pkey", Columns: "labels.user_id, labels.id", Fields: []string{"id"}},
	{Entity: "Label", Name: "label_user_id_name", Columns: "labels.user_id, labels.name", Fields: []string{"name"}},
}

// takenLabelBatch says which of the rows are taken that were refused together.
func (h *CRUD) takenLabelBatch(ctx context.Context, builders []*ent.LabelCreate, err error) error {
	rows := batch.Each(builders, func(builder *ent.LabelCreate) ent.Mutation { return builder.Mutation() })
	taken := unique.Items(uniquesLabel, rows, func(where, number func(*sql.Selector)) (items []int, err error) {
		err = h.Client.Label.Query().Where(where).Modify(number).Scan(ctx, &items)
		return items, err
	})
	return cmp.Or(taken, err)
}

// writeLabel writes a row as a reply shows it.
func writeLabel(w *jx.Writer, row *ent.Label) {
	w.ObjStart()
	w.RawStr(`"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.RawStr(`,"starred":`)
	w.Bool(row.Starred)
	w.RawStr(`,"starred_at":`)
	if v := row.StarredAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyLabel returns a row as a reply, with its version in ETag.
func replyLabel(ctx context.Context, row *ent.Label) *LabelHeaders {
	return &LabelHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeLabel)}
}
