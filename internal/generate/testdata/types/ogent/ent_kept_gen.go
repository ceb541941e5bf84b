// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"errors"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/types/ent"
	entkept "github.com/entask/entask/internal/generate/testdata/types/ent/kept"
	"github.com/entask/entask/internal/generate/testdata/types/ent/predicate"
	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsKept are what a list of Kepts can be ordered by.
var columnsKept = map[string]page.Column{
	"created_at": {Name: entkept.FieldCreatedAt, Time: true},
	"updated_at": {Name: entkept.FieldUpdatedAt, Time: true},
}

// ListKepts implements listKepts: one SELECT, and one more where count=true.
func (h *CRUD) ListKepts(ctx context.Context, params ListKeptsParams) (*ListKeptsOKHeaders, error) {
	p, err := page.New(columnsKept, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListKeptsOKHeaders{}
	query := h.Client.Kept.Query().Where(filtersKept(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyKept, reply.Only(writeKept, params.Fields))
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

// keyKept returns where a row stands in the order of a column.
func keyKept(row *ent.Kept, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entkept.FieldCreatedAt:
		key.Value = row.CreatedAt
	case entkept.FieldUpdatedAt:
		key.Value = row.UpdatedAt
	}
	return key
}

// filtersKept are the predicates that the parameters ask for.
func filtersKept(params ListKeptsParams) []predicate.Kept {
	var where []predicate.Kept
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entkept.FieldID, values...))
	}
	return where
}

// CreateKept implements createKept: one INSERT.
func (h *CRUD) CreateKept(ctx context.Context, req *KeptCreate, params CreateKeptParams) (CreateKeptRes, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createKept", req, &answer, h.keptKept, func(ctx context.Context, client *ent.Client) error {
		builder := buildKept(client, req)
		created, err := builder.Insert(ctx)
		if err != nil {
			return clientid.Refuse(err, builder.Mutation())
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeKept)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if req.ID.Set && ent.IsConstraintError(err) {
		again, why := h.againKept(ctx, req, err)
		if again != nil {
			return again, nil
		}
		err = why
	}
	if err != nil {
		return nil, err
	}
	return &CreateKeptCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/kept-things/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildKept returns the builder of a new row.
func buildKept(client *ent.Client, req *KeptCreate) *ent.KeptCreate {
	builder := client.Kept.Create()
	if v, ok := req.ID.Get(); ok {
		builder.SetID(clientid.Of(v))
	}
	if v, ok := req.Varchar.Get(); ok {
		builder.SetVarchar(v)
	}
	if v, ok := req.Enum.Get(); ok {
		builder.SetEnum(entkept.Enum(v))
	}
	if v, ok := req.Bool.Get(); ok {
		builder.SetBool(v)
	}
	if v, ok := req.Int8.Get(); ok {
		builder.SetInt8(v)
	}
	if v, ok := req.Uint64.Get(); ok {
		builder.SetUint64(v)
	}
	if v := req.Float64; len(v) > 0 {
		value.JSON(builder.Mutation().SetFloat64, v)
	}
	if v := req.Bytes; len(v) > 0 {
		value.JSON(builder.Mutation().SetBytes, v)
	}
	if v, ok := req.Time.Get(); ok {
		builder.SetTime(time.Time(v))
	}
	if v, ok := req.UUID.Get(); ok {
		builder.SetUUID(v)
	}
	if v := req.Strings; len(v) > 0 {
		value.JSON(builder.Mutation().SetStrings, v)
	}
	if v := req.Inner; len(v) > 0 {
		value.JSON(builder.Mutation().SetInner, v)
	}
	if v := req.Map; len(v) > 0 {
		value.JSON(builder.Mutation().SetMap, v)
	}
	if v, ok := req.OwnString.Get(); ok {
		value.Text(builder.Mutation().SetOwnString, v)
	}
	builder.SetOnce(req.Once)
	if v, ok := req.OnceInt.Get(); ok {
		builder.SetOnceInt(v)
	}
	if v := req.OnceStrings; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetOnceStrings, v)
	}
	builder.SetSecret(req.Secret)
	if v := req.Secrets; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetSecrets, v)
	}
	if v, ok := req.SecretOnce.Get(); ok {
		builder.SetSecretOnce(v)
	}
	return builder
}

// agreesKept says whether a row is what a request to create it asks for.
func agreesKept(req *KeptCreate, m *ent.KeptMutation, row *ent.Kept) bool {
	return true &&
		value.Same(m.Varchar, row.Varchar) &&
		value.Same(m.Enum, row.Enum) &&
		value.Same(m.Bool, row.Bool) &&
		value.Same(m.Int8, row.Int8) &&
		value.Same(m.Uint64, row.Uint64) &&
		value.Same(m.Float64, row.Float64) &&
		value.Same(m.Bytes, row.Bytes) &&
		(!req.Time.Set || value.Same(m.Time, row.Time)) &&
		(!req.UUID.Set || value.Same(m.UUID, row.UUID)) &&
		value.Same(m.Strings, row.Strings) &&
		value.Same(m.Inner, row.Inner) &&
		value.Same(m.Map, row.Map) &&
		value.Same(m.OwnString, row.OwnString) &&
		value.Same(m.Once, row.Once) &&
		value.SameOrNull(m.OnceInt, row.OnceInt) &&
		value.Same(m.OnceStrings, row.OnceStrings) &&
		value.Same(m.Secret, row.Secret) &&
		value.Same(m.Secrets, row.Secrets) &&
		value.SameOrNull(m.SecretOnce, row.SecretOnce)
}

// againKept answers a create that the database refused with the row of its id, if that is
// what the request asks for; and otherwise says why it is refused.
func (h *CRUD) againKept(ctx context.Context, req *KeptCreate, err error) (*CreateKeptOKHeaders, error) {
	refused, ok := errors.AsType[*clientid.Refused[*ent.KeptMutation]](err)
	if !ok {
		return nil, err
	}
	row, missing := h.Client.Kept.Query().Where(statement.EQ(entkept.FieldID, clientid.Of(req.ID.Value))).One(ctx)
	switch {
	case ent.IsNotFound(missing):
		return nil, err // another rule is broken, or the row is hidden
	case missing != nil:
		return nil, missing
	case !agreesKept(req, refused.Mutation, row):
		return nil, clientid.Taken("Kept")
	}
	return &CreateKeptOKHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/kept-things/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeKept),
	}, nil
}

// ReadKept implements readKept: one SELECT.
func (h *CRUD) ReadKept(ctx context.Context, params ReadKeptParams) (ReadKeptRes, error) {
	query := h.Client.Kept.Query().Where(statement.EQ(entkept.FieldID, params.KeptID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseKept(ctx, params.KeptID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadKeptNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyKept(ctx, row), nil
}

// refuseKept says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseKept(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Kept.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entkept.FieldVersion)
	}
}

// PutKept implements putKept: one UPDATE.
func (h *CRUD) PutKept(ctx context.Context, req *KeptUpdate, params PutKeptParams) (*KeptHeaders, error) {
	return h.saveKept(ctx, params.KeptID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.KeptUpdateOne) {
		setKept(builder.Mutation(), req)
	})
}

// UpdateKept implements updateKept: one UPDATE.
func (h *CRUD) UpdateKept(ctx context.Context, req *KeptUpdate, params UpdateKeptParams) (*KeptHeaders, error) {
	return h.saveKept(ctx, params.KeptID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.KeptUpdateOne) {
		setKept(builder.Mutation(), req)
	})
}

// FlipKept implements flipKept: one UPDATE, which flips bool where the body does not set it.
func (h *CRUD) FlipKept(ctx context.Context, req OptKeptToggleBool, params FlipKeptParams) (*KeptHeaders, error) {
	id, on := params.KeptID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.onceKept(ctx, params.IdempotencyKey, "flipKept", id, on, [...]any{req.Set, &body}, changeFlipKept(req))
	}
	return h.saveKept(ctx, id, on, changeFlipKept(req))
}

// changeFlipKept sets bool to what the body says, or flips it.
func changeFlipKept(req OptKeptToggleBool) func(*ent.KeptUpdateOne) {
	return func(builder *ent.KeptUpdateOne) {
		if v, ok := req.Value.Bool.Get(); ok {
			builder.SetBool(v)
			return
		}
		builder.Flip(entkept.FieldBool)
	}
}

// saveKept changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveKept(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.KeptUpdateOne)) (*KeptHeaders, error) {
	builder := h.Client.Kept.UpdateOneID(id).Where(condition.Where[predicate.Kept](on, entkept.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseKept(ctx, id, on, err)
	}
	return replyKept(ctx, row), nil
}

// onceKept is saveKept at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) onceKept(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.KeptUpdateOne)) (*KeptHeaders, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptKept, func(ctx context.Context, client *ent.Client) error {
		builder := client.Kept.UpdateOneID(id).Where(condition.Where[predicate.Kept](on, entkept.FieldVersion)...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writeKept)
		return nil
	})
	if err != nil {
		return nil, h.refuseKept(ctx, id, on, err)
	}
	var row struct { // of the answer
		Version int `json:"version"`
	}
	if err := answer.Into(&row); err != nil {
		return nil, err
	}
	return &KeptHeaders{ETag: etag.Of(row.Version), Response: answer}, nil
}

// setKept sets what is present, clears what is null, and keeps what is absent.
func setKept(m *ent.KeptMutation, req *KeptUpdate) {
	if v, ok := req.Varchar.Get(); ok {
		m.SetVarchar(v)
	}
	if v, ok := req.Enum.Get(); ok {
		m.SetEnum(entkept.Enum(v))
	}
	if v, ok := req.Bool.Get(); ok {
		m.SetBool(v)
	}
	if v, ok := req.Int8.Get(); ok {
		m.SetInt8(v)
	}
	if v, ok := req.Uint64.Get(); ok {
		m.SetUint64(v)
	}
	if v := req.Float64; len(v) > 0 {
		value.JSON(m.SetFloat64, v)
	}
	if v := req.Bytes; len(v) > 0 {
		value.JSON(m.SetBytes, v)
	}
	if v, ok := req.Time.Get(); ok {
		m.SetTime(time.Time(v))
	}
	if v, ok := req.UUID.Get(); ok {
		m.SetUUID(v)
	}
	if v := req.Strings; len(v) > 0 {
		value.JSON(m.SetStrings, v)
	}
	if v := req.Inner; len(v) > 0 {
		value.JSON(m.SetInner, v)
	}
	if v := req.Map; len(v) > 0 {
		value.JSON(m.SetMap, v)
	}
	if v, ok := req.OwnString.Get(); ok {
		value.Text(m.SetOwnString, v)
	}
	if v, ok := req.Secret.Get(); ok {
		m.SetSecret(v)
	}
	if v := req.Secrets; value.IsNull(v) {
		m.ClearSecrets()
	} else if len(v) > 0 {
		value.JSON(m.SetSecrets, v)
	}
}

// DeleteKept implements deleteKept: one DELETE.
func (h *CRUD) DeleteKept(ctx context.Context, params DeleteKeptParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Kept.DeleteOneID(params.KeptID).Where(condition.Where[predicate.Kept](on, entkept.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseKept(ctx, params.KeptID, on, err)
	}
	return nil
}

// keptKept refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptKept(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Kept.Query().Where(entkept.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// uniquesKept are what is unique among one owner's Kepts.
var uniquesKept = []unique.Index{
	{Entity: "Kept", Name: "kepts_pkey", Columns: "kepts.user_id, kepts.id", Fields: []string{"id"}},
}

// writeKept writes a row as a reply shows it.
func writeKept(w *jx.Writer, row *ent.Kept) {
	w.ObjStart()
	w.RawStr(`"bool":`)
	w.Bool(row.Bool)
	w.RawStr(`,"bytes":`)
	w.Raw(value.Bytes(row.Bytes))
	w.RawStr(`,"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"enum":`)
	w.Str(string(row.Enum))
	w.RawStr(`,"float64":`)
	w.Float64(row.Float64)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"inner":`)
	w.Raw(value.Raw(row.Inner))
	w.RawStr(`,"int8":`)
	w.Int64(int64(row.Int8))
	w.RawStr(`,"map":`)
	w.Raw(value.Raw(row.Map))
	w.RawStr(`,"once":`)
	w.Str(row.Once)
	w.RawStr(`,"once_int":`)
	if v := row.OnceInt; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"once_strings":`)
	w.Raw(value.Raw(row.OnceStrings))
	w.RawStr(`,"own_string":`)
	w.Str(string(row.OwnString))
	w.RawStr(`,"seen_at":`)
	reply.Time(w, row.SeenAt)
	w.RawStr(`,"shown":`)
	w.Str(row.Shown)
	w.RawStr(`,"shown_bytes":`)
	w.Raw(value.Raw(row.ShownBytes))
	w.RawStr(`,"shown_ints":`)
	w.Raw(value.Raw(row.ShownInts))
	w.RawStr(`,"strings":`)
	w.Raw(value.Raw(row.Strings))
	w.RawStr(`,"time":`)
	reply.Time(w, row.Time)
	w.RawStr(`,"uint64":`)
	w.UInt64(row.Uint64)
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"uuid":`)
	reply.UUID(w, row.UUID)
	w.RawStr(`,"varchar":`)
	w.Str(row.Varchar)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyKept returns a row as a reply, with its version in ETag.
func replyKept(ctx context.Context, row *ent.Kept) *KeptHeaders {
	return &KeptHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeKept)}
}
