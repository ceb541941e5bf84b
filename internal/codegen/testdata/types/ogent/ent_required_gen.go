// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/codegen/testdata/types/ent"
	"github.com/entask/entask/internal/codegen/testdata/types/ent/predicate"
	"github.com/entask/entask/internal/codegen/testdata/types/ent/required"
	"github.com/entask/entask/internal/etag"
	"github.com/entask/entask/internal/fault"
	"github.com/entask/entask/internal/instant"
	"github.com/entask/entask/internal/page"
	"github.com/entask/entask/internal/request"
	"github.com/entask/entask/internal/value"
	"github.com/entask/entask/internal/viewer"
)

// requiredColumns are what a list of Requireds can be ordered by.
var requiredColumns = map[string]page.Column{
	"id": {Name: required.FieldID},
}

// ListRequireds implements listRequireds: one SELECT, and one more where count=true.
func (h *CRUD) ListRequireds(ctx context.Context, params ListRequiredsParams) (*ListRequiredsOKHeaders, error) {
	p, err := page.New(requiredColumns, page.Request{
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
	query := h.Client.Required.Query().Where(requiredFilters(params)...)
	if params.Count.Value {
		total, err := query.Clone().Count(ctx)
		if err != nil {
			return nil, err
		}
		out.XTotalCount = NewOptInt(total)
	}
	query.Modify(p.Apply)
	rows, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	rows, next := page.Cut(p, rows, requiredKey)
	if next != "" {
		out.Link = NewOptString(page.Link(request.FromContext(ctx).Request.URL, next))
	}
	out.Response = make([]Required, len(rows))
	for i, row := range rows {
		out.Response[i] = newRequired(row)
	}
	return out, nil
}

// requiredKey returns where a row stands in the order of a column.
func requiredKey(row *ent.Required, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case required.FieldID:
		key.Value = nil
	}
	return key
}

// requiredFilters are the predicates that the parameters ask for.
func requiredFilters(params ListRequiredsParams) []predicate.Required {
	var where []predicate.Required
	return where
}

// CreateRequired implements createRequired: one INSERT.
func (h *CRUD) CreateRequired(ctx context.Context, req *RequiredCreate, params CreateRequiredParams) (*RequiredHeaders, error) {
	var answer Required
	err := h.create(ctx, params.IdempotencyKey, "createRequired", req, &answer, func(ctx context.Context, client *ent.Client) error {
		row, err := buildRequired(client, req).Save(ctx)
		if err != nil {
			return err
		}
		answer = newRequired(row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &RequiredHeaders{
		ETag:     etag.Of(answer.Version),
		Location: "/api/requireds/" + answer.ID.String(),
		Response: answer,
	}, nil
}

// buildRequired returns the builder of a new row.
func buildRequired(client *ent.Client, req *RequiredCreate) *ent.RequiredCreate {
	builder := client.Required.Create()
	builder.SetVarchar(req.Varchar)
	builder.SetCode(req.Code)
	builder.SetText(req.Text)
	builder.SetEnum(required.Enum(req.Enum))
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
	row, err := h.Client.Required.Get(ctx, params.RequiredID)
	if err != nil {
		return nil, h.refuseRequired(ctx, params.RequiredID, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadRequiredNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyRequired(row), nil
}

// refuseRequired says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition on its version does not hold.
func (h *CRUD) refuseRequired(ctx context.Context, id uuid.UUID, err error) error {
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
		return fault.New(fault.Precondition, "")
	}
}

// PutRequired implements putRequired: one UPDATE.
func (h *CRUD) PutRequired(ctx context.Context, req *RequiredUpdate, params PutRequiredParams) (*RequiredHeaders, error) {
	return h.saveRequired(ctx, params.RequiredID, params.IfMatch, func(builder *ent.RequiredUpdateOne) {
		setRequired(builder.Mutation(), req)
	})
}

// UpdateRequired implements updateRequired: one UPDATE.
func (h *CRUD) UpdateRequired(ctx context.Context, req *RequiredUpdate, params UpdateRequiredParams) (*RequiredHeaders, error) {
	return h.saveRequired(ctx, params.RequiredID, params.IfMatch, func(builder *ent.RequiredUpdateOne) {
		setRequired(builder.Mutation(), req)
	})
}

// saveRequired changes one row, if it is the viewer's and its version is one that the
// header If-Match names.
func (h *CRUD) saveRequired(ctx context.Context, id uuid.UUID, ifMatch OptString, change func(*ent.RequiredUpdateOne)) (*RequiredHeaders, error) {
	builder := h.Client.Required.UpdateOneID(id).Where(requiredCondition(ifMatch)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseRequired(ctx, id, err)
	}
	return replyRequired(row), nil
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
		m.SetEnum(required.Enum(v))
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
	err := h.Client.Required.DeleteOneID(params.RequiredID).Where(requiredCondition(params.IfMatch)...).Exec(ctx)
	if err != nil {
		return h.refuseRequired(ctx, params.RequiredID, err)
	}
	return nil
}

// requiredCondition is the predicate that the header If-Match asks for.
func requiredCondition(ifMatch OptString) []predicate.Required {
	header, ok := ifMatch.Get()
	if !ok {
		return nil
	}
	condition := etag.IfMatch(header)
	if condition.Any {
		return nil
	}
	return []predicate.Required{required.VersionIn(condition.Versions...)}
}

// newRequired returns a row as a reply shows it.
func newRequired(row *ent.Required) Required {
	out := Required{
		ID:        row.ID,
		UserID:    row.UserID,
		Version:   row.Version,
		Varchar:   row.Varchar,
		Code:      row.Code,
		Text:      row.Text,
		Enum:      RequiredEnum(row.Enum),
		Level:     RequiredLevel(row.Level),
		Bool:      row.Bool,
		Int:       row.Int,
		Int8:      row.Int8,
		Int16:     row.Int16,
		Int32:     row.Int32,
		Int64:     row.Int64,
		Uint:      row.Uint,
		Uint8:     row.Uint8,
		Uint16:    row.Uint16,
		Uint32:    row.Uint32,
		Uint64:    row.Uint64,
		Float32:   value.Raw(row.Float32),
		Float64:   value.Raw(row.Float64),
		Stars:     row.Stars,
		Ratio:     value.Raw(row.Ratio),
		Share:     value.Raw(row.Share),
		Serial:    row.Serial,
		Time:      instant.Time(row.Time),
		UUID:      row.UUID,
		Bytes:     value.Bytes(row.Bytes),
		Hash:      value.Bytes(row.Hash),
		Strings:   value.Raw(row.Strings),
		Tags:      value.Raw(row.Tags),
		Ints:      value.Raw(row.Ints),
		Floats:    value.Raw(row.Floats),
		Address:   value.Raw(row.Address),
		Pointer:   value.Raw(row.Pointer),
		Map:       value.Raw(row.Map),
		Matrix:    value.Raw(row.Matrix),
		Inners:    value.Raw(row.Inners),
		Raw:       value.Raw(row.Raw),
		OwnString: string(row.OwnString),
		OwnInt:    int32(row.OwnInt),
		OwnFloat:  value.Raw(row.OwnFloat),
		OwnBool:   bool(row.OwnBool),
		OwnUUID:   uuid.UUID(row.OwnUUID),
		OwnBytes:  value.Bytes(row.OwnBytes),
		OwnText:   value.Raw(row.OwnText),
		StoredAs:  row.StoredAs,
		Citext:    row.Citext,
	}
	return out
}

// replyRequired returns a row as a reply, with its version in ETag.
func replyRequired(row *ent.Required) *RequiredHeaders {
	return &RequiredHeaders{ETag: etag.Of(row.Version), Response: newRequired(row)}
}
