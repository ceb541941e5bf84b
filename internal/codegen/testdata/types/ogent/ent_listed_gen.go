// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/codegen/testdata/types/ent"
	"github.com/entask/entask/internal/codegen/testdata/types/ent/listed"
	"github.com/entask/entask/internal/codegen/testdata/types/ent/predicate"
	"github.com/entask/entask/internal/fault"
	"github.com/entask/entask/internal/filter"
	"github.com/entask/entask/internal/instant"
	"github.com/entask/entask/internal/page"
	"github.com/entask/entask/internal/request"
	"github.com/entask/entask/internal/value"
	"github.com/entask/entask/internal/viewer"
)

// listedColumns are what a list of Listeds can be ordered by.
var listedColumns = map[string]page.Column{
	"varchar":        {Name: listed.FieldVarchar},
	"nullableString": {Name: listed.FieldNullableString, Nullable: true},
	"int":            {Name: listed.FieldInt, Int: 64},
	"int8":           {Name: listed.FieldInt8, Int: 16, Nullable: true},
	"uint16":         {Name: listed.FieldUint16, Int: 32},
	"uint32":         {Name: listed.FieldUint32, Int: 64, Nullable: true},
	"uint64":         {Name: listed.FieldUint64, Int: 64},
	"float32":        {Name: listed.FieldFloat32, Float: 32, Nullable: true},
	"float64":        {Name: listed.FieldFloat64, Float: 64},
	"time":           {Name: listed.FieldTime, Time: true},
	"nullable_time":  {Name: listed.FieldNullableTime, Time: true, Nullable: true},
	"own_string":     {Name: listed.FieldOwnString, Nullable: true},
	"own_int":        {Name: listed.FieldOwnInt, Int: 32},
}

// ListListeds implements listListeds: one SELECT, and one more where count=true.
func (h *CRUD) ListListeds(ctx context.Context, params ListListedsParams) (*ListListedsOKHeaders, error) {
	p, err := page.New(listedColumns, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListListedsOKHeaders{}
	query := h.Client.Listed.Query().Where(listedFilters(params)...)
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
	rows, next := page.Cut(p, rows, listedKey)
	if next != "" {
		out.Link = NewOptString(page.Link(request.FromContext(ctx).Request.URL, next))
	}
	out.Response = make([]Listed, len(rows))
	for i, row := range rows {
		out.Response[i] = newListed(row)
	}
	return out, nil
}

// listedKey returns where a row stands in the order of a column.
func listedKey(row *ent.Listed, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case listed.FieldVarchar:
		key.Value = row.Varchar
	case listed.FieldNullableString:
		key.Value = page.String(row.NullableString)
	case listed.FieldInt:
		key.Value = int64(row.Int)
	case listed.FieldInt8:
		key.Value = page.Int(row.Int8)
	case listed.FieldUint16:
		key.Value = int64(row.Uint16)
	case listed.FieldUint32:
		key.Value = page.Int(row.Uint32)
	case listed.FieldUint64:
		key.Value = int64(row.Uint64)
	case listed.FieldFloat32:
		key.Value = page.Float(row.Float32)
	case listed.FieldFloat64:
		key.Value = float64(row.Float64)
	case listed.FieldTime:
		key.Value = row.Time
	case listed.FieldNullableTime:
		key.Value = page.Time(row.NullableTime)
	case listed.FieldOwnString:
		key.Value = page.String(row.OwnString)
	case listed.FieldOwnInt:
		key.Value = int64(row.OwnInt)
	}
	return key
}

// listedFilters are the predicates that the parameters ask for.
func listedFilters(params ListListedsParams) []predicate.Listed {
	var where []predicate.Listed
	if v, ok := params.Varchar.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldVarchar, v))
	}
	if v, ok := params.VarcharNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldVarchar, v))
	}
	if v, ok := params.VarcharPrefix.Get(); ok {
		where = append(where, filter.Prefix(listed.FieldVarchar, v))
	}
	if v, ok := params.VarcharContains.Get(); ok {
		where = append(where, filter.Contains(listed.FieldVarchar, v))
	}
	if len(params.NullableString) > 0 {
		values := make([]any, len(params.NullableString))
		for i, v := range params.NullableString {
			values[i] = v
		}
		where = append(where, sql.FieldIn(listed.FieldNullableString, values...))
	}
	if v, ok := params.NullableStringNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldNullableString, v))
	}
	if v, ok := params.NullableStringPrefix.Get(); ok {
		where = append(where, filter.Prefix(listed.FieldNullableString, v))
	}
	if v, ok := params.NullableStringContains.Get(); ok {
		where = append(where, filter.Contains(listed.FieldNullableString, v))
	}
	if v, ok := params.NullableStringIsNull.Get(); ok {
		where = append(where, filter.IsNull(listed.FieldNullableString, v))
	}
	if v, ok := params.TextContains.Get(); ok {
		where = append(where, filter.Contains(listed.FieldText, v))
	}
	if len(params.Enum) > 0 {
		values := make([]any, len(params.Enum))
		for i, v := range params.Enum {
			values[i] = v
		}
		where = append(where, sql.FieldIn(listed.FieldEnum, values...))
	}
	if v, ok := params.EnumNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldEnum, v))
	}
	if v, ok := params.Level.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldLevel, v))
	}
	if v, ok := params.LevelNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldLevel, v))
	}
	if v, ok := params.LevelIsNull.Get(); ok {
		where = append(where, filter.IsNull(listed.FieldLevel, v))
	}
	if v, ok := params.Bool.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldBool, v))
	}
	if v, ok := params.BoolNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldBool, v))
	}
	if v, ok := params.Int.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldInt, v))
	}
	if v, ok := params.IntNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldInt, v))
	}
	if v, ok := params.IntGt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldInt, v))
	}
	if v, ok := params.IntLt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldInt, v))
	}
	if v, ok := params.IntGte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldInt, v))
	}
	if v, ok := params.IntLte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldInt, v))
	}
	if len(params.Int8) > 0 {
		values := make([]any, len(params.Int8))
		for i, v := range params.Int8 {
			values[i] = v
		}
		where = append(where, sql.FieldIn(listed.FieldInt8, values...))
	}
	if v, ok := params.Int8Not.Get(); ok {
		where = append(where, filter.Not(listed.FieldInt8, v))
	}
	if v, ok := params.Int8Gt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldInt8, v))
	}
	if v, ok := params.Int8Lt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldInt8, v))
	}
	if v, ok := params.Int8Gte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldInt8, v))
	}
	if v, ok := params.Int8Lte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldInt8, v))
	}
	if v, ok := params.Int8IsNull.Get(); ok {
		where = append(where, filter.IsNull(listed.FieldInt8, v))
	}
	if v, ok := params.Uint16.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldUint16, v))
	}
	if v, ok := params.Uint16Not.Get(); ok {
		where = append(where, filter.Not(listed.FieldUint16, v))
	}
	if v, ok := params.Uint16Gt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldUint16, v))
	}
	if v, ok := params.Uint16Lt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldUint16, v))
	}
	if v, ok := params.Uint16Gte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldUint16, v))
	}
	if v, ok := params.Uint16Lte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldUint16, v))
	}
	if len(params.Uint32) > 0 {
		values := make([]any, len(params.Uint32))
		for i, v := range params.Uint32 {
			values[i] = v
		}
		where = append(where, sql.FieldIn(listed.FieldUint32, values...))
	}
	if v, ok := params.Uint32Not.Get(); ok {
		where = append(where, filter.Not(listed.FieldUint32, v))
	}
	if v, ok := params.Uint32Gt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldUint32, v))
	}
	if v, ok := params.Uint32Lt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldUint32, v))
	}
	if v, ok := params.Uint32Gte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldUint32, v))
	}
	if v, ok := params.Uint32Lte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldUint32, v))
	}
	if v, ok := params.Uint32IsNull.Get(); ok {
		where = append(where, filter.IsNull(listed.FieldUint32, v))
	}
	if v, ok := params.Uint64.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldUint64, v))
	}
	if v, ok := params.Uint64Not.Get(); ok {
		where = append(where, filter.Not(listed.FieldUint64, v))
	}
	if v, ok := params.Uint64Gt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldUint64, v))
	}
	if v, ok := params.Uint64Lt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldUint64, v))
	}
	if v, ok := params.Uint64Gte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldUint64, v))
	}
	if v, ok := params.Uint64Lte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldUint64, v))
	}
	if len(params.Float32) > 0 {
		values := make([]any, len(params.Float32))
		for i, v := range params.Float32 {
			values[i] = v
		}
		where = append(where, sql.FieldIn(listed.FieldFloat32, values...))
	}
	if v, ok := params.Float32Not.Get(); ok {
		where = append(where, filter.Not(listed.FieldFloat32, v))
	}
	if v, ok := params.Float32Gt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldFloat32, v))
	}
	if v, ok := params.Float32Lt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldFloat32, v))
	}
	if v, ok := params.Float32Gte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldFloat32, v))
	}
	if v, ok := params.Float32Lte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldFloat32, v))
	}
	if v, ok := params.Float32IsNull.Get(); ok {
		where = append(where, filter.IsNull(listed.FieldFloat32, v))
	}
	if v, ok := params.Float64.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldFloat64, v))
	}
	if v, ok := params.Float64Not.Get(); ok {
		where = append(where, filter.Not(listed.FieldFloat64, v))
	}
	if v, ok := params.Float64Gt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldFloat64, v))
	}
	if v, ok := params.Float64Lt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldFloat64, v))
	}
	if v, ok := params.Float64Gte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldFloat64, v))
	}
	if v, ok := params.Float64Lte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldFloat64, v))
	}
	if v, ok := params.Time.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeGt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeLt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeGte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeLte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldTime, time.Time(v)))
	}
	if len(params.NullableTime) > 0 {
		values := make([]any, len(params.NullableTime))
		for i, v := range params.NullableTime {
			values[i] = time.Time(v)
		}
		where = append(where, sql.FieldIn(listed.FieldNullableTime, values...))
	}
	if v, ok := params.NullableTimeNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeGt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeLt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeGte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeLte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeIsNull.Get(); ok {
		where = append(where, filter.IsNull(listed.FieldNullableTime, v))
	}
	if v, ok := params.From.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.Until.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldNullableTime, time.Time(v)))
	}
	if len(params.UUID) > 0 {
		values := make([]any, len(params.UUID))
		for i, v := range params.UUID {
			values[i] = v
		}
		where = append(where, sql.FieldIn(listed.FieldUUID, values...))
	}
	if v, ok := params.UUIDNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldUUID, v))
	}
	if v, ok := params.OwnUUID.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldOwnUUID, v))
	}
	if v, ok := params.OwnUUIDIsNull.Get(); ok {
		where = append(where, filter.IsNull(listed.FieldOwnUUID, v))
	}
	if v, ok := params.OwnString.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldOwnString, v))
	}
	if v, ok := params.OwnStringPrefix.Get(); ok {
		where = append(where, filter.Prefix(listed.FieldOwnString, v))
	}
	if v, ok := params.OwnInt.Get(); ok {
		where = append(where, sql.FieldEQ(listed.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntNot.Get(); ok {
		where = append(where, filter.Not(listed.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntGt.Get(); ok {
		where = append(where, sql.FieldGT(listed.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntLt.Get(); ok {
		where = append(where, sql.FieldLT(listed.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntGte.Get(); ok {
		where = append(where, sql.FieldGTE(listed.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntLte.Get(); ok {
		where = append(where, sql.FieldLTE(listed.FieldOwnInt, v))
	}
	if v := params.Q.Value; v != "" {
		where = append(where, listed.Or(
			sql.FieldContainsFold(listed.FieldVarchar, v),
			sql.FieldContainsFold(listed.FieldNullableString, v),
			sql.FieldContainsFold(listed.FieldText, v),
			sql.FieldContainsFold(listed.FieldOwnString, v),
		))
	}
	return where
}

// CreateListed implements createListed: one INSERT.
func (h *CRUD) CreateListed(ctx context.Context, req *ListedCreate, params CreateListedParams) (*ListedHeaders, error) {
	var answer Listed
	err := h.create(ctx, params.IdempotencyKey, "createListed", req, &answer, func(ctx context.Context, client *ent.Client) error {
		row, err := buildListed(client, req).Save(ctx)
		if err != nil {
			return err
		}
		answer = newListed(row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &ListedHeaders{
		Location: "/api/listeds/" + answer.ID.String(),
		Response: answer,
	}, nil
}

// buildListed returns the builder of a new row.
func buildListed(client *ent.Client, req *ListedCreate) *ent.ListedCreate {
	builder := client.Listed.Create()
	builder.SetVarchar(req.Varchar)
	if v, ok := req.NullableString.Get(); ok {
		builder.SetNullableString(v)
	}
	builder.SetText(req.Text)
	builder.SetEnum(listed.Enum(req.Enum))
	if v, ok := req.Level.Get(); ok {
		value.Text(builder.Mutation().SetLevel, v)
	}
	builder.SetBool(req.Bool)
	builder.SetInt(req.Int)
	if v, ok := req.Int8.Get(); ok {
		builder.SetInt8(v)
	}
	builder.SetUint16(req.Uint16)
	if v, ok := req.Uint32.Get(); ok {
		builder.SetUint32(v)
	}
	builder.SetUint64(req.Uint64)
	if v := req.Float32; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetFloat32, v)
	}
	value.JSON(builder.Mutation().SetFloat64, req.Float64)
	builder.SetTime(time.Time(req.Time))
	if v, ok := req.NullableTime.Get(); ok {
		builder.SetNullableTime(time.Time(v))
	}
	builder.SetUUID(req.UUID)
	if v, ok := req.OwnUUID.Get(); ok {
		value.UUID(builder.Mutation().SetOwnUUID, v)
	}
	if v, ok := req.OwnString.Get(); ok {
		value.Text(builder.Mutation().SetOwnString, v)
	}
	value.Number(builder.Mutation().SetOwnInt, req.OwnInt)
	return builder
}

// ReadListed implements readListed: one SELECT.
func (h *CRUD) ReadListed(ctx context.Context, params ReadListedParams) (*Listed, error) {
	row, err := h.Client.Listed.Get(ctx, params.ListedID)
	if err != nil {
		return nil, h.refuseListed(ctx, params.ListedID, err)
	}
	return replyListed(row), nil
}

// refuseListed says why a row was not found among the viewer's: there is none or it
// belongs to somebody else.
func (h *CRUD) refuseListed(ctx context.Context, id uuid.UUID, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Listed.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return fault.New(fault.NotFound, "") // it came just now
	}
}

// PutListed implements putListed: one UPDATE.
func (h *CRUD) PutListed(ctx context.Context, req *ListedUpdate, params PutListedParams) (*Listed, error) {
	return h.saveListed(ctx, params.ListedID, func(builder *ent.ListedUpdateOne) {
		setListed(builder.Mutation(), req)
	})
}

// UpdateListed implements updateListed: one UPDATE.
func (h *CRUD) UpdateListed(ctx context.Context, req *ListedUpdate, params UpdateListedParams) (*Listed, error) {
	return h.saveListed(ctx, params.ListedID, func(builder *ent.ListedUpdateOne) {
		setListed(builder.Mutation(), req)
	})
}

// saveListed changes one row, if it is the viewer's.
func (h *CRUD) saveListed(ctx context.Context, id uuid.UUID, change func(*ent.ListedUpdateOne)) (*Listed, error) {
	builder := h.Client.Listed.UpdateOneID(id)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseListed(ctx, id, err)
	}
	return replyListed(row), nil
}

// setListed sets what is present, clears what is null, and keeps what is absent.
func setListed(m *ent.ListedMutation, req *ListedUpdate) {
	if v, ok := req.Varchar.Get(); ok {
		m.SetVarchar(v)
	}
	if v, ok := req.NullableString.Get(); ok {
		m.SetNullableString(v)
	} else if req.NullableString.IsNull() {
		m.ClearNullableString()
	}
	if v, ok := req.Text.Get(); ok {
		m.SetText(v)
	}
	if v, ok := req.Enum.Get(); ok {
		m.SetEnum(listed.Enum(v))
	}
	if v, ok := req.Level.Get(); ok {
		value.Text(m.SetLevel, v)
	} else if req.Level.IsNull() {
		m.ClearLevel()
	}
	if v, ok := req.Bool.Get(); ok {
		m.SetBool(v)
	}
	if v, ok := req.Int.Get(); ok {
		m.SetInt(v)
	}
	if v, ok := req.Int8.Get(); ok {
		m.SetInt8(v)
	} else if req.Int8.IsNull() {
		m.ClearInt8()
	}
	if v, ok := req.Uint16.Get(); ok {
		m.SetUint16(v)
	}
	if v, ok := req.Uint32.Get(); ok {
		m.SetUint32(v)
	} else if req.Uint32.IsNull() {
		m.ClearUint32()
	}
	if v, ok := req.Uint64.Get(); ok {
		m.SetUint64(v)
	}
	if v := req.Float32; value.IsNull(v) {
		m.ClearFloat32()
	} else if len(v) > 0 {
		value.JSON(m.SetFloat32, v)
	}
	if v := req.Float64; len(v) > 0 {
		value.JSON(m.SetFloat64, v)
	}
	if v, ok := req.Time.Get(); ok {
		m.SetTime(time.Time(v))
	}
	if v, ok := req.NullableTime.Get(); ok {
		m.SetNullableTime(time.Time(v))
	} else if req.NullableTime.IsNull() {
		m.ClearNullableTime()
	}
	if v, ok := req.UUID.Get(); ok {
		m.SetUUID(v)
	}
	if v, ok := req.OwnUUID.Get(); ok {
		value.UUID(m.SetOwnUUID, v)
	} else if req.OwnUUID.IsNull() {
		m.ClearOwnUUID()
	}
	if v, ok := req.OwnString.Get(); ok {
		value.Text(m.SetOwnString, v)
	} else if req.OwnString.IsNull() {
		m.ClearOwnString()
	}
	if v, ok := req.OwnInt.Get(); ok {
		value.Number(m.SetOwnInt, v)
	}
}

// DeleteListed implements deleteListed: one DELETE.
func (h *CRUD) DeleteListed(ctx context.Context, params DeleteListedParams) error {
	err := h.Client.Listed.DeleteOneID(params.ListedID).Exec(ctx)
	if err != nil {
		return h.refuseListed(ctx, params.ListedID, err)
	}
	return nil
}

// newListed returns a row as a reply shows it.
func newListed(row *ent.Listed) Listed {
	out := Listed{
		ID:      row.ID,
		UserID:  row.UserID,
		Varchar: row.Varchar,
		Text:    row.Text,
		Enum:    ListedEnum(row.Enum),
		Bool:    row.Bool,
		Int:     row.Int,
		Uint16:  row.Uint16,
		Uint64:  row.Uint64,
		Float32: value.Raw(row.Float32),
		Float64: value.Raw(row.Float64),
		Time:    instant.Time(row.Time),
		UUID:    row.UUID,
		OwnInt:  int32(row.OwnInt),
	}
	if v := row.NullableString; v != nil {
		out.NullableString.SetTo(*v)
	} else {
		out.NullableString.SetToNull()
	}
	if v := row.Level; v != nil {
		out.Level.SetTo(ListedLevel(*v))
	} else {
		out.Level.SetToNull()
	}
	if v := row.Int8; v != nil {
		out.Int8.SetTo(*v)
	} else {
		out.Int8.SetToNull()
	}
	if v := row.Uint32; v != nil {
		out.Uint32.SetTo(*v)
	} else {
		out.Uint32.SetToNull()
	}
	if v := row.NullableTime; v != nil {
		out.NullableTime.SetTo(instant.Time(*v))
	} else {
		out.NullableTime.SetToNull()
	}
	if v := row.OwnUUID; v != nil {
		out.OwnUUID.SetTo(uuid.UUID(*v))
	} else {
		out.OwnUUID.SetToNull()
	}
	if v := row.OwnString; v != nil {
		out.OwnString.SetTo(string(*v))
	} else {
		out.OwnString.SetToNull()
	}
	return out
}

// replyListed returns a row as a reply.
func replyListed(row *ent.Listed) *Listed {
	out := newListed(row)
	return &out
}
