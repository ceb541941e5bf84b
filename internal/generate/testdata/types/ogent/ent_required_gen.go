// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/types/ent"
	"github.com/entask/entask/internal/generate/testdata/types/ent/predicate"
	entrequired "github.com/entask/entask/internal/generate/testdata/types/ent/required"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsRequired are what a list of Requireds can be ordered by.
var columnsRequired = map[string]page.Column{
	"id": {Name: entrequired.FieldID},
}

// ListRequireds implements listRequireds: one SELECT, and one more where count=true.
func (h *CRUD) ListRequireds(ctx context.Context, params ListRequiredsParams) (*ListRequiredsOKHeaders, error) {
	p, err := page.New(columnsRequired, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListRequiredsOKHeaders{}
	query := h.Client.Required.Query().Where(filtersRequired(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyRequired, reply.Only(writeRequired, params.Fields))
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

// keyRequired returns where a row stands in the order of a column.
func keyRequired(row *ent.Required, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entrequired.FieldID:
		key.Value = nil
	}
	return key
}

// filtersRequired are the predicates that the parameters ask for.
func filtersRequired(params ListRequiredsParams) []predicate.Required {
	var where []predicate.Required
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entrequired.FieldID, values...))
	}
	return where
}

// CreateRequired implements createRequired: one INSERT.
func (h *CRUD) CreateRequired(ctx context.Context, req *RequiredCreate, params CreateRequiredParams) (*CreateRequiredCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createRequired", req, &answer, h.keptRequired, func(ctx context.Context, client *ent.Client) error {
		created, err := buildRequired(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeRequired)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateRequiredCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/requireds/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildRequired returns the builder of a new row.
func buildRequired(client *ent.Client, req *RequiredCreate) *ent.RequiredCreate {
	builder := client.Required.Create()
	builder.SetVarchar(req.Varchar)
	builder.SetCode(req.Code)
	builder.SetText(req.Text)
	builder.SetEnum(entrequired.Enum(req.Enum))
	value.Text(builder.Mutation().SetLevel, req.Level)
	builder.SetBool(req.Bool)
	builder.SetInt(req.Int)
	builder.SetInt8(req.Int8)
	builder.SetInt16(req.Int16)
	builder.SetInt32(req.Int32)
	builder.SetInt64(req.Int64)
	builder.SetUint(req.Uint)
	builder.SetUint8(req.Uint8)
	builder.SetUint16(req.Uint16)
	builder.SetUint32(req.Uint32)
	builder.SetUint64(req.Uint64)
	value.JSON(builder.Mutation().SetFloat32, req.Float32)
	value.JSON(builder.Mutation().SetFloat64, req.Float64)
	builder.SetStars(req.Stars)
	value.JSON(builder.Mutation().SetRatio, req.Ratio)
	value.JSON(builder.Mutation().SetShare, req.Share)
	builder.SetSerial(req.Serial)
	builder.SetTime(time.Time(req.Time))
	builder.SetWhenDue(req.WhenDue)
	builder.SetUUID(req.UUID)
	value.JSON(builder.Mutation().SetBytes, req.Bytes)
	value.JSON(builder.Mutation().SetHash, req.Hash)
	value.JSON(builder.Mutation().SetStrings, req.Strings)
	value.JSON(builder.Mutation().SetTags, req.Tags)
	value.JSON(builder.Mutation().SetInts, req.Ints)
	value.JSON(builder.Mutation().SetFloats, req.Floats)
	value.JSON(builder.Mutation().SetAddress, req.Address)
	value.JSON(builder.Mutation().SetPointer, req.Pointer)
	value.JSON(builder.Mutation().SetMap, req.Map)
	value.JSON(builder.Mutation().SetMatrix, req.Matrix)
	value.JSON(builder.Mutation().SetInners, req.Inners)
	value.JSON(builder.Mutation().SetRaw, req.Raw)
	value.Text(builder.Mutation().SetOwnString, req.OwnString)
	value.Number(builder.Mutation().SetOwnInt, req.OwnInt)
	value.JSON(builder.Mutation().SetOwnFloat, req.OwnFloat)
	value.Bool(builder.Mutation().SetOwnBool, req.OwnBool)
	value.UUID(builder.Mutation().SetOwnUUID, req.OwnUUID)
	value.JSON(builder.Mutation().SetOwnBytes, req.OwnBytes)
	value.JSON(builder.Mutation().SetOwnText, req.OwnText)
	builder.SetStoredAs(req.StoredAs)
	builder.SetCitext(req.Citext)
	return builder
}

// ReadRequired implements readRequired: one SELECT.
func (h *CRUD) ReadRequired(ctx context.Context, params ReadRequiredParams) (ReadRequiredRes, error) {
	query := h.Client.Required.Query().Where(statement.EQ(entrequired.FieldID, params.RequiredID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseRequired(ctx, params.RequiredID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadRequiredNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyRequired(ctx, row), nil
}

// refuseRequired says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseRequired(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Required.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entrequired.FieldVersion)
	}
}

// PutRequired implements putRequired: one UPDATE.
func (h *CRUD) PutRequired(ctx context.Context, req *RequiredUpdate, params PutRequiredParams) (*RequiredHeaders, error) {
	return h.saveRequired(ctx, params.RequiredID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.RequiredUpdateOne) {
		setRequired(builder.Mutation(), req)
	})
}

// UpdateRequired implements updateRequired: one UPDATE.
func (h *CRUD) UpdateRequired(ctx context.Context, req *RequiredUpdate, params UpdateRequiredParams) (*RequiredHeaders, error) {
	return h.saveRequired(ctx, params.RequiredID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.RequiredUpdateOne) {
		setRequired(builder.Mutation(), req)
	})
}

// saveRequired changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveRequired(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.RequiredUpdateOne)) (*RequiredHeaders, error) {
	builder := h.Client.Required.UpdateOneID(id).Where(condition.Where[predicate.Required](on, entrequired.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseRequired(ctx, id, on, err)
	}
	return replyRequired(ctx, row), nil
}

// setRequired sets what is present, clears what is null, and keeps what is absent.
func setRequired(m *ent.RequiredMutation, req *RequiredUpdate) {
	if v, ok := req.Varchar.Get(); ok {
		m.SetVarchar(v)
	}
	if v, ok := req.Code.Get(); ok {
		m.SetCode(v)
	}
	if v, ok := req.Text.Get(); ok {
		m.SetText(v)
	}
	if v, ok := req.Enum.Get(); ok {
		m.SetEnum(entrequired.Enum(v))
	}
	if v, ok := req.Level.Get(); ok {
		value.Text(m.SetLevel, v)
	}
	if v, ok := req.Bool.Get(); ok {
		m.SetBool(v)
	}
	if v, ok := req.Int.Get(); ok {
		m.SetInt(v)
	}
	if v, ok := req.Int8.Get(); ok {
		m.SetInt8(v)
	}
	if v, ok := req.Int16.Get(); ok {
		m.SetInt16(v)
	}
	if v, ok := req.Int32.Get(); ok {
		m.SetInt32(v)
	}
	if v, ok := req.Int64.Get(); ok {
		m.SetInt64(v)
	}
	if v, ok := req.Uint.Get(); ok {
		m.SetUint(v)
	}
	if v, ok := req.Uint8.Get(); ok {
		m.SetUint8(v)
	}
	if v, ok := req.Uint16.Get(); ok {
		m.SetUint16(v)
	}
	if v, ok := req.Uint32.Get(); ok {
		m.SetUint32(v)
	}
	if v, ok := req.Uint64.Get(); ok {
		m.SetUint64(v)
	}
	if v := req.Float32; len(v) > 0 {
		value.JSON(m.SetFloat32, v)
	}
	if v := req.Float64; len(v) > 0 {
		value.JSON(m.SetFloat64, v)
	}
	if v, ok := req.Stars.Get(); ok {
		m.SetStars(v)
	}
	if v := req.Ratio; len(v) > 0 {
		value.JSON(m.SetRatio, v)
	}
	if v := req.Share; len(v) > 0 {
		value.JSON(m.SetShare, v)
	}
	if v, ok := req.Serial.Get(); ok {
		m.SetSerial(v)
	}
	if v, ok := req.Time.Get(); ok {
		m.SetTime(time.Time(v))
	}
	if v, ok := req.WhenDue.Get(); ok {
		m.SetWhenDue(v)
	}
	if v, ok := req.UUID.Get(); ok {
		m.SetUUID(v)
	}
	if v := req.Bytes; len(v) > 0 {
		value.JSON(m.SetBytes, v)
	}
	if v := req.Hash; len(v) > 0 {
		value.JSON(m.SetHash, v)
	}
	if v := req.Strings; len(v) > 0 {
		value.JSON(m.SetStrings, v)
	}
	if v := req.Tags; len(v) > 0 {
		value.JSON(m.SetTags, v)
	}
	if v := req.Ints; len(v) > 0 {
		value.JSON(m.SetInts, v)
	}
	if v := req.Floats; len(v) > 0 {
		value.JSON(m.SetFloats, v)
	}
	if v := req.Address; len(v) > 0 {
		value.JSON(m.SetAddress, v)
	}
	if v := req.Pointer; len(v) > 0 {
		value.JSON(m.SetPointer, v)
	}
	if v := req.Map; len(v) > 0 {
		value.JSON(m.SetMap, v)
	}
	if v := req.Matrix; len(v) > 0 {
		value.JSON(m.SetMatrix, v)
	}
	if v := req.Inners; len(v) > 0 {
		value.JSON(m.SetInners, v)
	}
	if v := req.Raw; len(v) > 0 {
		value.JSON(m.SetRaw, v)
	}
	if v, ok := req.OwnString.Get(); ok {
		value.Text(m.SetOwnString, v)
	}
	if v, ok := req.OwnInt.Get(); ok {
		value.Number(m.SetOwnInt, v)
	}
	if v := req.OwnFloat; len(v) > 0 {
		value.JSON(m.SetOwnFloat, v)
	}
	if v, ok := req.OwnBool.Get(); ok {
		value.Bool(m.SetOwnBool, v)
	}
	if v, ok := req.OwnUUID.Get(); ok {
		value.UUID(m.SetOwnUUID, v)
	}
	if v := req.OwnBytes; len(v) > 0 {
		value.JSON(m.SetOwnBytes, v)
	}
	if v := req.OwnText; len(v) > 0 {
		value.JSON(m.SetOwnText, v)
	}
	if v, ok := req.StoredAs.Get(); ok {
		m.SetStoredAs(v)
	}
	if v, ok := req.Citext.Get(); ok {
		m.SetCitext(v)
	}
}

// DeleteRequired implements deleteRequired: one DELETE.
func (h *CRUD) DeleteRequired(ctx context.Context, params DeleteRequiredParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Required.DeleteOneID(params.RequiredID).Where(condition.Where[predicate.Required](on, entrequired.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseRequired(ctx, params.RequiredID, on, err)
	}
	return nil
}

// keptRequired refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptRequired(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Required.Query().Where(entrequired.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeRequired writes a row as a reply shows it.
func writeRequired(w *jx.Writer, row *ent.Required) {
	w.ObjStart()
	w.RawStr(`"address":`)
	w.Raw(value.Raw(row.Address))
	w.RawStr(`,"bool":`)
	w.Bool(row.Bool)
	w.RawStr(`,"bytes":`)
	w.Raw(value.Bytes(row.Bytes))
	w.RawStr(`,"citext":`)
	w.Str(row.Citext)
	w.RawStr(`,"code":`)
	w.Str(row.Code)
	w.RawStr(`,"enum":`)
	w.Str(string(row.Enum))
	w.RawStr(`,"float32":`)
	w.Float32(row.Float32)
	w.RawStr(`,"float64":`)
	w.Float64(row.Float64)
	w.RawStr(`,"floats":`)
	w.Raw(value.Raw(row.Floats))
	w.RawStr(`,"hash":`)
	w.Raw(value.Bytes(row.Hash))
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"inners":`)
	w.Raw(value.Raw(row.Inners))
	w.RawStr(`,"int":`)
	w.Int64(int64(row.Int))
	w.RawStr(`,"int16":`)
	w.Int64(int64(row.Int16))
	w.RawStr(`,"int32":`)
	w.Int64(int64(row.Int32))
	w.RawStr(`,"int64":`)
	w.Int64(row.Int64)
	w.RawStr(`,"int8":`)
	w.Int64(int64(row.Int8))
	w.RawStr(`,"ints":`)
	w.Raw(value.Raw(row.Ints))
	w.RawStr(`,"level":`)
	w.Str(string(row.Level))
	w.RawStr(`,"map":`)
	w.Raw(value.Raw(row.Map))
	w.RawStr(`,"matrix":`)
	w.Raw(value.Raw(row.Matrix))
	w.RawStr(`,"own_bool":`)
	w.Bool(bool(row.OwnBool))
	w.RawStr(`,"own_bytes":`)
	w.Raw(value.Bytes(row.OwnBytes))
	w.RawStr(`,"own_float":`)
	w.Float32(float32(row.OwnFloat))
	w.RawStr(`,"own_int":`)
	w.Int64(int64(row.OwnInt))
	w.RawStr(`,"own_string":`)
	w.Str(string(row.OwnString))
	w.RawStr(`,"own_text":`)
	w.Raw(value.Raw(row.OwnText))
	w.RawStr(`,"own_uuid":`)
	reply.UUID(w, uuid.UUID(row.OwnUUID))
	w.RawStr(`,"pointer":`)
	w.Raw(value.Raw(row.Pointer))
	w.RawStr(`,"ratio":`)
	w.Float64(row.Ratio)
	w.RawStr(`,"raw":`)
	w.Raw(value.Raw(row.Raw))
	w.RawStr(`,"serial":`)
	w.UInt64(row.Serial)
	w.RawStr(`,"share":`)
	w.Float32(row.Share)
	w.RawStr(`,"stars":`)
	w.Int64(int64(row.Stars))
	w.RawStr(`,"stored_as":`)
	w.Str(row.StoredAs)
	w.RawStr(`,"strings":`)
	w.Raw(value.Raw(row.Strings))
	w.RawStr(`,"tags":`)
	w.Raw(value.Raw(row.Tags))
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"time":`)
	reply.Time(w, row.Time)
	w.RawStr(`,"uint":`)
	w.UInt64(uint64(row.Uint))
	w.RawStr(`,"uint16":`)
	w.UInt64(uint64(row.Uint16))
	w.RawStr(`,"uint32":`)
	w.UInt64(uint64(row.Uint32))
	w.RawStr(`,"uint64":`)
	w.UInt64(row.Uint64)
	w.RawStr(`,"uint8":`)
	w.UInt64(uint64(row.Uint8))
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"uuid":`)
	reply.UUID(w, row.UUID)
	w.RawStr(`,"varchar":`)
	w.Str(row.Varchar)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"when_due":`)
	w.Str(row.WhenDue)
	w.ObjEnd()
}

// replyRequired returns a row as a reply, with its version in ETag.
func replyRequired(ctx context.Context, row *ent.Required) *RequiredHeaders {
	return &RequiredHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeRequired)}
}
