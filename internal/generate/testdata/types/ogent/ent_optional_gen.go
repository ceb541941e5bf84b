// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/types/ent"
	entoptional "github.com/entask/entask/internal/generate/testdata/types/ent/optional"
	"github.com/entask/entask/internal/generate/testdata/types/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsOptional are what a list of Optionals can be ordered by.
var columnsOptional = map[string]page.Column{
	"id": {Name: entoptional.FieldID},
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
	case entoptional.FieldID:
		key.Value = nil
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
func (h *CRUD) CreateOptional(ctx context.Context, req *OptionalCreate, params CreateOptionalParams) (*CreateOptionalCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createOptional", req, &answer, h.keptOptional, func(ctx context.Context, client *ent.Client) error {
		created, err := buildOptional(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeOptional)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateOptionalCreatedHeaders{
		Location: "/api/optionals/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildOptional returns the builder of a new row.
func buildOptional(client *ent.Client, req *OptionalCreate) *ent.OptionalCreate {
	builder := client.Optional.Create()
	if v, ok := req.Varchar.Get(); ok {
		builder.SetVarchar(v)
	}
	if v, ok := req.Enum.Get(); ok {
		builder.SetEnum(entoptional.Enum(v))
	}
	if v, ok := req.Level.Get(); ok {
		value.Text(builder.Mutation().SetLevel, v)
	}
	if v, ok := req.Bool.Get(); ok {
		builder.SetBool(v)
	}
	if v, ok := req.Int.Get(); ok {
		builder.SetInt(v)
	}
	if v, ok := req.Int8.Get(); ok {
		builder.SetInt8(v)
	}
	if v, ok := req.Uint16.Get(); ok {
		builder.SetUint16(v)
	}
	if v, ok := req.Uint64.Get(); ok {
		builder.SetUint64(v)
	}
	if v := req.Float32; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetFloat32, v)
	}
	if v := req.Float64; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetFloat64, v)
	}
	if v, ok := req.Stars.Get(); ok {
		builder.SetStars(v)
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
	if v := req.Ints; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetInts, v)
	}
	if v := req.Floats; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetFloats, v)
	}
	if v := req.Address; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetAddress, v)
	}
	if v := req.Map; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetMap, v)
	}
	if v := req.Raw; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetRaw, v)
	}
	if v, ok := req.OwnString.Get(); ok {
		value.Text(builder.Mutation().SetOwnString, v)
	}
	if v, ok := req.OwnInt.Get(); ok {
		value.Number(builder.Mutation().SetOwnInt, v)
	}
	if v, ok := req.OwnBool.Get(); ok {
		value.Bool(builder.Mutation().SetOwnBool, v)
	}
	if v, ok := req.OwnUUID.Get(); ok {
		value.UUID(builder.Mutation().SetOwnUUID, v)
	}
	if v := req.OwnText; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetOwnText, v)
	}
	builder.SetPointer(req.Pointer)
	return builder
}

// ReadOptional implements readOptional: one SELECT.
func (h *CRUD) ReadOptional(ctx context.Context, params ReadOptionalParams) (reply.JSON, error) {
	query := h.Client.Optional.Query().Where(statement.EQ(entoptional.FieldID, params.OptionalID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseOptional(ctx, params.OptionalID, condition.Headers{}, err)
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
		return on.Refusal("")
	}
}

// PutOptional implements putOptional: one UPDATE.
func (h *CRUD) PutOptional(ctx context.Context, req *OptionalUpdate, params PutOptionalParams) (reply.JSON, error) {
	return h.saveOptional(ctx, params.OptionalID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.OptionalUpdateOne) {
		setOptional(builder.Mutation(), req)
	})
}

// UpdateOptional implements updateOptional: one UPDATE.
func (h *CRUD) UpdateOptional(ctx context.Context, req *OptionalUpdate, params UpdateOptionalParams) (reply.JSON, error) {
	return h.saveOptional(ctx, params.OptionalID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.OptionalUpdateOne) {
		setOptional(builder.Mutation(), req)
	})
}

// saveOptional changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveOptional(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.OptionalUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Optional.UpdateOneID(id).Where(condition.Where[predicate.Optional](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseOptional(ctx, id, on, err)
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
	if v, ok := req.Level.Get(); ok {
		value.Text(m.SetLevel, v)
	} else if req.Level.IsNull() {
		m.ClearLevel()
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
	if v, ok := req.Int8.Get(); ok {
		m.SetInt8(v)
	} else if req.Int8.IsNull() {
		m.ClearInt8()
	}
	if v, ok := req.Uint16.Get(); ok {
		m.SetUint16(v)
	} else if req.Uint16.IsNull() {
		m.ClearUint16()
	}
	if v, ok := req.Uint64.Get(); ok {
		m.SetUint64(v)
	} else if req.Uint64.IsNull() {
		m.ClearUint64()
	}
	if v := req.Float32; value.IsNull(v) {
		m.ClearFloat32()
	} else if len(v) > 0 {
		value.JSON(m.SetFloat32, v)
	}
	if v := req.Float64; value.IsNull(v) {
		m.ClearFloat64()
	} else if len(v) > 0 {
		value.JSON(m.SetFloat64, v)
	}
	if v, ok := req.Stars.Get(); ok {
		m.SetStars(v)
	} else if req.Stars.IsNull() {
		m.ClearStars()
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
	if v := req.Ints; value.IsNull(v) {
		m.ClearInts()
	} else if len(v) > 0 {
		value.JSON(m.SetInts, v)
	}
	if v := req.Floats; value.IsNull(v) {
		m.ClearFloats()
	} else if len(v) > 0 {
		value.JSON(m.SetFloats, v)
	}
	if v := req.Address; value.IsNull(v) {
		m.ClearAddress()
	} else if len(v) > 0 {
		value.JSON(m.SetAddress, v)
	}
	if v := req.Map; value.IsNull(v) {
		m.ClearMap()
	} else if len(v) > 0 {
		value.JSON(m.SetMap, v)
	}
	if v := req.Raw; value.IsNull(v) {
		m.ClearRaw()
	} else if len(v) > 0 {
		value.JSON(m.SetRaw, v)
	}
	if v, ok := req.OwnString.Get(); ok {
		value.Text(m.SetOwnString, v)
	} else if req.OwnString.IsNull() {
		m.ClearOwnString()
	}
	if v, ok := req.OwnInt.Get(); ok {
		value.Number(m.SetOwnInt, v)
	} else if req.OwnInt.IsNull() {
		m.ClearOwnInt()
	}
	if v, ok := req.OwnBool.Get(); ok {
		value.Bool(m.SetOwnBool, v)
	} else if req.OwnBool.IsNull() {
		m.ClearOwnBool()
	}
	if v, ok := req.OwnUUID.Get(); ok {
		value.UUID(m.SetOwnUUID, v)
	} else if req.OwnUUID.IsNull() {
		m.ClearOwnUUID()
	}
	if v := req.OwnText; value.IsNull(v) {
		m.ClearOwnText()
	} else if len(v) > 0 {
		value.JSON(m.SetOwnText, v)
	}
	if v, ok := req.Pointer.Get(); ok {
		m.SetPointer(v)
	}
}

// DeleteOptional implements deleteOptional: one DELETE.
func (h *CRUD) DeleteOptional(ctx context.Context, params DeleteOptionalParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Optional.DeleteOneID(params.OptionalID).Where(condition.Where[predicate.Optional](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseOptional(ctx, params.OptionalID, on, err)
	}
	return nil
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

// writeOptional writes a row as a reply shows it.
func writeOptional(w *jx.Writer, row *ent.Optional) {
	w.ObjStart()
	w.RawStr(`"address":`)
	w.Raw(value.Raw(row.Address))
	w.RawStr(`,"bool":`)
	if v := row.Bool; v != nil {
		w.Bool(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"bytes":`)
	w.Raw(value.Raw(row.Bytes))
	w.RawStr(`,"enum":`)
	if v := row.Enum; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"float32":`)
	if v := row.Float32; v != nil {
		w.Float32(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"float64":`)
	if v := row.Float64; v != nil {
		w.Float64(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"floats":`)
	w.Raw(value.Raw(row.Floats))
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"int":`)
	if v := row.Int; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"int8":`)
	if v := row.Int8; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"ints":`)
	w.Raw(value.Raw(row.Ints))
	w.RawStr(`,"level":`)
	if v := row.Level; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"map":`)
	w.Raw(value.Raw(row.Map))
	w.RawStr(`,"own_bool":`)
	if v := row.OwnBool; v != nil {
		w.Bool(bool(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_int":`)
	if v := row.OwnInt; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_string":`)
	if v := row.OwnString; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_text":`)
	w.Raw(value.Raw(row.OwnText))
	w.RawStr(`,"own_uuid":`)
	if v := row.OwnUUID; v != nil {
		reply.UUID(w, uuid.UUID(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"pointer":`)
	if v := row.Pointer; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"raw":`)
	w.Raw(value.Raw(row.Raw))
	w.RawStr(`,"stars":`)
	if v := row.Stars; v != nil {
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
	w.RawStr(`,"uint16":`)
	if v := row.Uint16; v != nil {
		w.UInt64(uint64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"uint64":`)
	if v := row.Uint64; v != nil {
		w.UInt64(*v)
	} else {
		w.Null()
	}
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
	w.ObjEnd()
}

// replyOptional returns a row as a reply.
func replyOptional(ctx context.Context, row *ent.Optional) reply.JSON {
	return reply.Of(ctx, row, writeOptional)
}
