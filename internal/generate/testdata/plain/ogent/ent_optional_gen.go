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

	"github.com/entask/entask/internal/generate/testdata/plain/ent"
	entoptional "github.com/entask/entask/internal/generate/testdata/plain/ent/optional"
	"github.com/entask/entask/internal/generate/testdata/plain/ent/predicate"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsOptional are what a list of Optionals can be ordered by.
var columnsOptional = map[string]page.Column{
	"created_at": {Name: entoptional.FieldCreatedAt, Time: true},
	"updated_at": {Name: entoptional.FieldUpdatedAt, Time: true},
}

// ListOptionals implements listOptionals: one SELECT, and one more where count=true.
func (h *CRUD) ListOptionals(ctx context.Context, params ListOptionalsParams) (*ListOptionalsOKHeaders, error) {
	p, err := page.New(columnsOptional, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListOptionalsOKHeaders{}
	query := h.Client.Optional.Query().Where(filtersOptional(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyOptional, reply.Only(writeOptional, params.Fields))
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

// keyOptional returns where a row stands in the order of a column.
func keyOptional(row *ent.Optional, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entoptional.FieldCreatedAt:
		key.Value = row.CreatedAt
	case entoptional.FieldUpdatedAt:
		key.Value = row.UpdatedAt
	}
	return key
}

// filtersOptional are the predicates that the parameters ask for.
func filtersOptional(params ListOptionalsParams) []predicate.Optional {
	var where []predicate.Optional
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entoptional.FieldID, values...))
	}
	return where
}

// CreateOptional implements createOptional: one INSERT.
func (h *CRUD) CreateOptional(ctx context.Context, req *OptionalCreate, params CreateOptionalParams) (CreateOptionalRes, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createOptional", req, &answer, h.keptOptional, func(ctx context.Context, client *ent.Client) error {
		builder := buildOptional(client, req)
		created, err := builder.Insert(ctx)
		if err != nil {
			return clientid.Refuse(err, builder.Mutation())
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeOptional)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if req.ID.Set && ent.IsConstraintError(err) {
		again, why := h.againOptional(ctx, req, err)
		if again != nil {
			return again, nil
		}
		err = why
	}
	if err != nil {
		return nil, err
	}
	return &CreateOptionalCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/optionals/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildOptional returns the builder of a new row.
func buildOptional(client *ent.Client, req *OptionalCreate) *ent.OptionalCreate {
	builder := client.Optional.Create()
	if v, ok := req.ID.Get(); ok {
		builder.SetID(clientid.Of(v))
	}
	if v, ok := req.Varchar.Get(); ok {
		builder.SetVarchar(v)
	}
	if v, ok := req.Enum.Get(); ok {
		builder.SetEnum(entoptional.Enum(v))
	}
	if v, ok := req.Bool.Get(); ok {
		builder.SetBool(v)
	}
	if v, ok := req.Int.Get(); ok {
		builder.SetInt(v)
	}
	if v := req.Float; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetFloat, v)
	}
	if v, ok := req.Time.Get(); ok {
		builder.SetTime(time.Time(v))
	}
	if v, ok := req.UUID.Get(); ok {
		builder.SetUUID(v)
	}
	if v := req.Bytes; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetBytes, v)
	}
	if v := req.Strings; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetStrings, v)
	}
	if v, ok := req.DefaultVarchar.Get(); ok {
		builder.SetDefaultVarchar(v)
	} else if req.DefaultVarchar.IsNull() {
		builder.NullDefaultVarchar()
	}
	if v, ok := req.DefaultEnum.Get(); ok {
		builder.SetDefaultEnum(entoptional.DefaultEnum(v))
	} else if req.DefaultEnum.IsNull() {
		builder.NullDefaultEnum()
	}
	if v, ok := req.DefaultBool.Get(); ok {
		builder.SetDefaultBool(v)
	} else if req.DefaultBool.IsNull() {
		builder.NullDefaultBool()
	}
	if v, ok := req.DefaultInt.Get(); ok {
		builder.SetDefaultInt(v)
	} else if req.DefaultInt.IsNull() {
		builder.NullDefaultInt()
	}
	if v := req.DefaultFloat; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetDefaultFloat, v)
	} else if value.IsNull(v) {
		builder.NullDefaultFloat()
	}
	if v, ok := req.DefaultTime.Get(); ok {
		builder.SetDefaultTime(time.Time(v))
	} else if req.DefaultTime.IsNull() {
		builder.NullDefaultTime()
	}
	if v := req.DefaultBytes; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetDefaultBytes, v)
	} else if value.IsNull(v) {
		builder.NullDefaultBytes()
	}
	if v := req.DefaultStrings; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetDefaultStrings, v)
	} else if value.IsNull(v) {
		builder.NullDefaultStrings()
	}
	if v, ok := req.DefaultOnce.Get(); ok {
		builder.SetDefaultOnce(v)
	} else if req.DefaultOnce.IsNull() {
		builder.NullDefaultOnce()
	}
	return builder
}

// agreesOptional says whether a row is what a request to create it asks for.
func agreesOptional(req *OptionalCreate, m *ent.OptionalMutation, row *ent.Optional) bool {
	return true &&
		value.SameOrNull(m.Varchar, row.Varchar) &&
		value.SameOrNull(m.Enum, row.Enum) &&
		value.SameOrNull(m.Bool, row.Bool) &&
		value.SameOrNull(m.Int, row.Int) &&
		value.SameOrNull(m.Float, row.Float) &&
		value.SameOrNull(m.Time, row.Time) &&
		value.SameOrNull(m.UUID, row.UUID) &&
		value.SameOrNull(m.Bytes, row.Bytes) &&
		value.Same(m.Strings, row.Strings) &&
		value.SameOrNull(m.DefaultVarchar, row.DefaultVarchar) &&
		value.SameOrNull(m.DefaultEnum, row.DefaultEnum) &&
		value.SameOrNull(m.DefaultBool, row.DefaultBool) &&
		value.SameOrNull(m.DefaultInt, row.DefaultInt) &&
		value.SameOrNull(m.DefaultFloat, row.DefaultFloat) &&
		(!req.DefaultTime.Set || value.SameOrNull(m.DefaultTime, row.DefaultTime)) &&
		value.SameOrNull(m.DefaultBytes, row.DefaultBytes) &&
		value.Same(m.DefaultStrings, row.DefaultStrings) &&
		value.SameOrNull(m.DefaultOnce, row.DefaultOnce)
}

// againOptional answers a create that the database refused with the row of its id, if that is
// what the request asks for; and otherwise says why it is refused.
func (h *CRUD) againOptional(ctx context.Context, req *OptionalCreate, err error) (*CreateOptionalOKHeaders, error) {
	refused, ok := errors.AsType[*clientid.Refused[*ent.OptionalMutation]](err)
	if !ok {
		return nil, err
	}
	row, missing := h.Client.Optional.Query().Where(statement.EQ(entoptional.FieldID, clientid.Of(req.ID.Value))).One(ctx)
	switch {
	case ent.IsNotFound(missing):
		return nil, err // another rule is broken, or the row is hidden
	case missing != nil:
		return nil, missing
	case !agreesOptional(req, refused.Mutation, row):
		return nil, clientid.Taken("Optional")
	}
	return &CreateOptionalOKHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/optionals/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeOptional),
	}, nil
}

// againOptionalBatch returns the rows of a batch that was done before, and nothing of one that
// the database refused for another reason than its ids.
func (h *CRUD) againOptionalBatch(ctx context.Context, req []OptionalCreate, builders []*ent.OptionalCreate) ([]*ent.Optional, error) {
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
	all, err := h.Client.Optional.Query().Where(entoptional.IDIn(given...)).All(ctx)
	if err != nil {
		return nil, err
	}
	rows := make(map[uuid.UUID]*ent.Optional, len(all))
	for _, row := range all {
		rows[row.ID] = row
	}
	return clientid.Again("Optional", ids, rows, func(item int, row *ent.Optional) bool {
		return agreesOptional(&req[item], builders[item].Mutation(), row)
	})
}

// putNewOptional creates a row with the id, if the viewer has none.
func (h *CRUD) putNewOptional(ctx context.Context, req *OptionalUpdate, id uuid.UUID, on condition.Headers) (*PutOptionalCreatedHeaders, error) {
	builder := h.Client.Optional.Create().SetID(id)
	setOptional(builder.Mutation(), req)
	if req.DefaultVarchar.IsNull() {
		builder.NullDefaultVarchar()
	}
	if req.DefaultEnum.IsNull() {
		builder.NullDefaultEnum()
	}
	if req.DefaultBool.IsNull() {
		builder.NullDefaultBool()
	}
	if req.DefaultInt.IsNull() {
		builder.NullDefaultInt()
	}
	if value.IsNull(req.DefaultFloat) {
		builder.NullDefaultFloat()
	}
	if req.DefaultTime.IsNull() {
		builder.NullDefaultTime()
	}
	if value.IsNull(req.DefaultBytes) {
		builder.NullDefaultBytes()
	}
	if value.IsNull(req.DefaultStrings) {
		builder.NullDefaultStrings()
	}
	err := clientid.Whole(id, "optional_id", map[string]bool{})
	refused := err != nil
	var row *ent.Optional
	if !refused {
		row, err = builder.Insert(ctx)
		refused = ent.IsConstraintError(err)
	}
	if refused {
		exists, failed := h.Client.Optional.Query().Where(statement.EQ(entoptional.FieldID, id)).Exist(ctx)
		switch {
		case failed != nil:
			return nil, failed
		case exists:
			return nil, on.Refusal(entoptional.FieldVersion)
		}
	}
	if err != nil {
		return nil, err
	}
	return &PutOptionalCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/optionals/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeOptional),
	}, nil
}

// ReadOptional implements readOptional: one SELECT.
func (h *CRUD) ReadOptional(ctx context.Context, params ReadOptionalParams) (ReadOptionalRes, error) {
	query := h.Client.Optional.Query().Where(statement.EQ(entoptional.FieldID, params.OptionalID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseOptional(ctx, params.OptionalID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadOptionalNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyOptional(ctx, row), nil
}

// refuseOptional says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseOptional(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Optional.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entoptional.FieldVersion)
	}
}

// PutOptional implements putOptional: one UPDATE.
func (h *CRUD) PutOptional(ctx context.Context, req *OptionalUpdate, params PutOptionalParams) (PutOptionalRes, error) {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if on.Creates() {
		return h.putNewOptional(ctx, req, params.OptionalID, on)
	}
	out, err := h.saveOptional(ctx, params.OptionalID, on, func(builder *ent.OptionalUpdateOne) {
		setOptional(builder.Mutation(), req)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// UpdateOptional implements updateOptional: one UPDATE.
func (h *CRUD) UpdateOptional(ctx context.Context, req *OptionalUpdate, params UpdateOptionalParams) (*OptionalHeaders, error) {
	return h.saveOptional(ctx, params.OptionalID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.OptionalUpdateOne) {
		setOptional(builder.Mutation(), req)
	})
}

// saveOptional changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveOptional(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.OptionalUpdateOne)) (*OptionalHeaders, error) {
	builder := h.Client.Optional.UpdateOneID(id).Where(condition.Where[predicate.Optional](on, entoptional.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseOptional(ctx, id, on, err)
	}
	return replyOptional(ctx, row), nil
}

// setOptional sets what is present, clears what is null, and keeps what is absent.
func setOptional(m *ent.OptionalMutation, req *OptionalUpdate) {
	if v, ok := req.Varchar.Get(); ok {
		m.SetVarchar(v)
	} else if req.Varchar.IsNull() {
		m.ClearVarchar()
	}
	if v, ok := req.Enum.Get(); ok {
		m.SetEnum(entoptional.Enum(v))
	} else if req.Enum.IsNull() {
		m.ClearEnum()
	}
	if v, ok := req.Bool.Get(); ok {
		m.SetBool(v)
	} else if req.Bool.IsNull() {
		m.ClearBool()
	}
	if v, ok := req.Int.Get(); ok {
		m.SetInt(v)
	} else if req.Int.IsNull() {
		m.ClearInt()
	}
	if v := req.Float; value.IsNull(v) {
		m.ClearFloat()
	} else if len(v) > 0 {
		value.JSON(m.SetFloat, v)
	}
	if v, ok := req.Time.Get(); ok {
		m.SetTime(time.Time(v))
	} else if req.Time.IsNull() {
		m.ClearTime()
	}
	if v, ok := req.UUID.Get(); ok {
		m.SetUUID(v)
	} else if req.UUID.IsNull() {
		m.ClearUUID()
	}
	if v := req.Bytes; value.IsNull(v) {
		m.ClearBytes()
	} else if len(v) > 0 {
		value.JSON(m.SetBytes, v)
	}
	if v := req.Strings; value.IsNull(v) {
		m.ClearStrings()
	} else if len(v) > 0 {
		value.JSON(m.SetStrings, v)
	}
	if v, ok := req.DefaultVarchar.Get(); ok {
		m.SetDefaultVarchar(v)
	} else if req.DefaultVarchar.IsNull() {
		m.ClearDefaultVarchar()
	}
	if v, ok := req.DefaultEnum.Get(); ok {
		m.SetDefaultEnum(entoptional.DefaultEnum(v))
	} else if req.DefaultEnum.IsNull() {
		m.ClearDefaultEnum()
	}
	if v, ok := req.DefaultBool.Get(); ok {
		m.SetDefaultBool(v)
	} else if req.DefaultBool.IsNull() {
		m.ClearDefaultBool()
	}
	if v, ok := req.DefaultInt.Get(); ok {
		m.SetDefaultInt(v)
	} else if req.DefaultInt.IsNull() {
		m.ClearDefaultInt()
	}
	if v := req.DefaultFloat; value.IsNull(v) {
		m.ClearDefaultFloat()
	} else if len(v) > 0 {
		value.JSON(m.SetDefaultFloat, v)
	}
	if v, ok := req.DefaultTime.Get(); ok {
		m.SetDefaultTime(time.Time(v))
	} else if req.DefaultTime.IsNull() {
		m.ClearDefaultTime()
	}
	if v := req.DefaultBytes; value.IsNull(v) {
		m.ClearDefaultBytes()
	} else if len(v) > 0 {
		value.JSON(m.SetDefaultBytes, v)
	}
	if v := req.DefaultStrings; value.IsNull(v) {
		m.ClearDefaultStrings()
	} else if len(v) > 0 {
		value.JSON(m.SetDefaultStrings, v)
	}
}

// DeleteOptional implements deleteOptional: one DELETE.
func (h *CRUD) DeleteOptional(ctx context.Context, params DeleteOptionalParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Optional.DeleteOneID(params.OptionalID).Where(condition.Where[predicate.Optional](on, entoptional.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseOptional(ctx, params.OptionalID, on, err)
	}
	return nil
}

// CreateOptionalBatch implements createOptionalBatch: one INSERT.
func (h *CRUD) CreateOptionalBatch(ctx context.Context, req []OptionalCreate, params CreateOptionalBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.OptionalCreate, len(req))
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createOptionalBatch", req, &answer, h.keptOptional, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildOptional(client, &req[i])
		}
		rows, at, err := client.Optional.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Optional) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeOptional)
			return err
		}
		return fault.In(err, at)
	})
	if ent.IsConstraintError(err) {
		rows, why := h.againOptionalBatch(ctx, req, builders)
		if rows != nil || why != nil {
			return reply.Each(ctx, rows, writeOptional), why
		}
	}
	return answer, err
}

// UpdateOptionalBatch implements updateOptionalBatch: one UPDATE.
func (h *CRUD) UpdateOptionalBatch(ctx context.Context, req *OptionalBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Optional.Update().WhereAll(ids...)
	setOptional(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(err, "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedOptional(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Optional) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeOptional), nil
}

// DeleteOptionalBatch implements deleteOptionalBatch: one DELETE.
func (h *CRUD) DeleteOptionalBatch(ctx context.Context, params DeleteOptionalBatchParams) error {
	n, err := h.Client.Optional.Delete().WhereAll(params.Ids...).Exec(ctx)
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedOptional(ctx, params.Ids, "query", "ids")
}

// missedOptional says why not all of the rows were found among the viewer's.
func (h *CRUD) missedOptional(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Optional.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachOptional implements createEachOptional: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachOptional(ctx context.Context, req []jx.Raw, params CreateEachOptionalParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[OptionalCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	if err := out.RefuseRepeated(ctx, func(i int) uuid.UUID { return clientid.Given(items[i].ID.Value) }); err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.OptionalCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(ctx, params.IdempotencyKey, "createEachOptional", req, &answer, batch.Kept(h.keptOptional), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildOptional(client, &some[i])
			}
			rows, item, err := client.Optional.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Optional) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeOptional(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachOptional(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachOptional refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachOptional(ctx context.Context, out *batch.Outcomes, some []OptionalCreate, builders []*ent.OptionalCreate, at int, err error) error {
	left := out.Left()
	if ent.IsConstraintError(err) {
		if failed := h.againEachOptional(ctx, out, some, builders); failed != nil || len(out.Left()) < len(left) {
			return failed
		}
	}
	if ent.IsConstraintError(err) {
		return err
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(err, left[at]))
}

// againEachOptional finds those of the items that are left whose ids exist: they were created
// before, or are refused.
func (h *CRUD) againEachOptional(ctx context.Context, out *batch.Outcomes, some []OptionalCreate, builders []*ent.OptionalCreate) error {
	ids := batch.Each(some, func(item OptionalCreate) uuid.UUID { return clientid.Given(item.ID.Value) })
	rows, err := h.Client.Optional.Query().Where(entoptional.IDIn(ids...)).All(ctx)
	if err != nil {
		return err
	}
	left := out.Left()
	for _, row := range rows {
		i := slices.Index(ids, row.ID)
		if agreesOptional(&some[i], builders[i].Mutation(), row) {
			made := reply.Of(ctx, row, writeOptional)
			out.Done(left[i], http.StatusOK, &made)
		} else if err := out.Refuse(ctx, left[i], fault.In(clientid.Taken("Optional"), left[i])); err != nil {
			return err
		}
	}
	return nil
}

// UpdateEachOptional implements updateEachOptional: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachOptional(ctx context.Context, req *OptionalEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Versions: batch.Ints(req.Versions), Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, versions []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Optional.Update().Where(batch.Versions[predicate.Optional](entoptional.FieldID, entoptional.FieldVersion, ids, versions)...).WhereAll(ids...)
			setOptional(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(err, "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Optional) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeOptional(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenOptional(ctx), Owners: h.Client.Optional.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			params := UpdateOptionalParams{OptionalID: id}
			if version != nil {
				params.IfMatch = NewOptString(etag.Of(*version))
			}
			out, err := h.UpdateOptional(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out.Response, nil
		},
	}.Do(ctx)
}

// DeleteEachOptional implements deleteEachOptional: one DELETE, and more where rows are refused.
func (h *CRUD) DeleteEachOptional(ctx context.Context, params DeleteEachOptionalParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Versions: batch.Ints(params.Versions), Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, versions []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			n, err = h.Client.Optional.Delete().Where(batch.Versions[predicate.Optional](entoptional.FieldID, entoptional.FieldVersion, ids, versions)...).WhereAll(ids...).Exec(ctx)
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenOptional(ctx), Owners: h.Client.Optional.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			one := DeleteOptionalParams{OptionalID: id}
			if version != nil {
				one.IfMatch = NewOptString(etag.Of(*version))
			}
			return nil, h.DeleteOptional(ctx, one)
		},
	}.Do(ctx)
}

// seenOptional returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenOptional(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Optional.Query().Where(entoptional.IDIn(ids...))
		query.Select(entoptional.FieldID, entoptional.FieldVersion)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = int(row.Version)
		}
		return seen, err
	}
}

// keptOptional refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptOptional(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Optional.Query().Where(entoptional.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// uniquesOptional are what is unique among one owner's Optionals.
var uniquesOptional = []unique.Index{
	{Entity: "Optional", Name: "optionals_pkey", Columns: "optionals.user_id, optionals.id", Fields: []string{"id"}},
}

// writeOptional writes a row as a reply shows it.
func writeOptional(w *jx.Writer, row *ent.Optional) {
	w.ObjStart()
	w.RawStr(`"bool":`)
	if v := row.Bool; v != nil {
		w.Bool(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"bytes":`)
	w.Raw(value.Raw(row.Bytes))
	w.RawStr(`,"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"default_bool":`)
	if v := row.DefaultBool; v != nil {
		w.Bool(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"default_bytes":`)
	w.Raw(value.Raw(row.DefaultBytes))
	w.RawStr(`,"default_enum":`)
	if v := row.DefaultEnum; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"default_float":`)
	if v := row.DefaultFloat; v != nil {
		w.Float64(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"default_int":`)
	if v := row.DefaultInt; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"default_once":`)
	if v := row.DefaultOnce; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"default_strings":`)
	w.Raw(value.Raw(row.DefaultStrings))
	w.RawStr(`,"default_time":`)
	if v := row.DefaultTime; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"default_varchar":`)
	if v := row.DefaultVarchar; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"enum":`)
	if v := row.Enum; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"float":`)
	if v := row.Float; v != nil {
		w.Float64(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"int":`)
	if v := row.Int; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"strings":`)
	w.Raw(value.Raw(row.Strings))
	w.RawStr(`,"time":`)
	if v := row.Time; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"uuid":`)
	if v := row.UUID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"varchar":`)
	if v := row.Varchar; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyOptional returns a row as a reply, with its version in ETag.
func replyOptional(ctx context.Context, row *ent.Optional) *OptionalHeaders {
	return &OptionalHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeOptional)}
}
