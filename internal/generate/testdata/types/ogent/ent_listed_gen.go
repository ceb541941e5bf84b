// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"errors"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/types/ent"
	entlisted "github.com/entask/entask/internal/generate/testdata/types/ent/listed"
	"github.com/entask/entask/internal/generate/testdata/types/ent/predicate"
	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/due"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsListed are what a list of Listeds can be ordered by.
var columnsListed = map[string]page.Column{
	"varchar":        {Name: entlisted.FieldVarchar},
	"nullableString": {Name: entlisted.FieldNullableString, Nullable: true},
	"int":            {Name: entlisted.FieldInt, Int: 64},
	"int8":           {Name: entlisted.FieldInt8, Int: 16, Nullable: true},
	"uint16":         {Name: entlisted.FieldUint16, Int: 32},
	"uint32":         {Name: entlisted.FieldUint32, Int: 64, Nullable: true},
	"uint64":         {Name: entlisted.FieldUint64, Int: 64},
	"float32":        {Name: entlisted.FieldFloat32, Float: 32, Nullable: true},
	"float64":        {Name: entlisted.FieldFloat64, Float: 64},
	"time":           {Name: entlisted.FieldTime, Time: true},
	"nullable_time":  {Name: entlisted.FieldNullableTime, Time: true, Nullable: true},
	"due":            {Name: entlisted.FieldDue, Nullable: true},
	"own_string":     {Name: entlisted.FieldOwnString, Nullable: true},
	"own_int":        {Name: entlisted.FieldOwnInt, Int: 32},
}

// ListListeds implements listListeds: one SELECT, and one more where count=true.
func (h *CRUD) ListListeds(ctx context.Context, params ListListedsParams) (*ListListedsOKHeaders, error) {
	p, err := page.New(columnsListed, page.Request{
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
	query := h.Client.Listed.Query().Where(filtersListed(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyListed, reply.Only(writeListed, params.Fields))
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

// keyListed returns where a row stands in the order of a column.
func keyListed(row *ent.Listed, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entlisted.FieldVarchar:
		key.Value = row.Varchar
	case entlisted.FieldNullableString:
		key.Value = page.String(row.NullableString)
	case entlisted.FieldInt:
		key.Value = int64(row.Int)
	case entlisted.FieldInt8:
		key.Value = page.Int(row.Int8)
	case entlisted.FieldUint16:
		key.Value = int64(row.Uint16)
	case entlisted.FieldUint32:
		key.Value = page.Int(row.Uint32)
	case entlisted.FieldUint64:
		key.Value = int64(row.Uint64)
	case entlisted.FieldFloat32:
		key.Value = page.Float(row.Float32)
	case entlisted.FieldFloat64:
		key.Value = float64(row.Float64)
	case entlisted.FieldTime:
		key.Value = row.Time
	case entlisted.FieldNullableTime:
		key.Value = page.Time(row.NullableTime)
	case entlisted.FieldDue:
		key.Value = page.String(row.Due)
	case entlisted.FieldOwnString:
		key.Value = page.String(row.OwnString)
	case entlisted.FieldOwnInt:
		key.Value = int64(row.OwnInt)
	}
	return key
}

// filtersListed are the predicates that the parameters ask for.
func filtersListed(params ListListedsParams) []predicate.Listed {
	var where []predicate.Listed
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entlisted.FieldID, values...))
	}
	if v, ok := params.Varchar.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldVarchar, v))
	}
	if v, ok := params.VarcharNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldVarchar, v))
	}
	if v, ok := params.VarcharPrefix.Get(); ok {
		where = append(where, filter.Prefix(entlisted.FieldVarchar, v))
	}
	if v, ok := params.VarcharContains.Get(); ok {
		where = append(where, filter.Contains(entlisted.FieldVarchar, v))
	}
	if len(params.NullableString) > 0 {
		values := make([]any, len(params.NullableString))
		for i, v := range params.NullableString {
			values[i] = v
		}
		where = append(where, statement.In(entlisted.FieldNullableString, values...))
	}
	if v, ok := params.NullableStringNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldNullableString, v))
	}
	if v, ok := params.NullableStringPrefix.Get(); ok {
		where = append(where, filter.Prefix(entlisted.FieldNullableString, v))
	}
	if v, ok := params.NullableStringContains.Get(); ok {
		where = append(where, filter.Contains(entlisted.FieldNullableString, v))
	}
	if v, ok := params.NullableStringIsNull.Get(); ok {
		where = append(where, filter.IsNull(entlisted.FieldNullableString, v))
	}
	if v, ok := params.TextContains.Get(); ok {
		where = append(where, filter.Contains(entlisted.FieldText, v))
	}
	if len(params.Enum) > 0 {
		values := make([]any, len(params.Enum))
		for i, v := range params.Enum {
			values[i] = v
		}
		where = append(where, statement.In(entlisted.FieldEnum, values...))
	}
	if v, ok := params.EnumNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldEnum, v))
	}
	if v, ok := params.Level.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldLevel, v))
	}
	if v, ok := params.LevelNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldLevel, v))
	}
	if v, ok := params.LevelIsNull.Get(); ok {
		where = append(where, filter.IsNull(entlisted.FieldLevel, v))
	}
	if v, ok := params.Bool.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldBool, v))
	}
	if v, ok := params.BoolNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldBool, v))
	}
	if v, ok := params.Int.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldInt, v))
	}
	if v, ok := params.IntNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldInt, v))
	}
	if v, ok := params.IntGt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldInt, v))
	}
	if v, ok := params.IntLt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldInt, v))
	}
	if v, ok := params.IntGte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldInt, v))
	}
	if v, ok := params.IntLte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldInt, v))
	}
	if len(params.Int8) > 0 {
		values := make([]any, len(params.Int8))
		for i, v := range params.Int8 {
			values[i] = v
		}
		where = append(where, statement.In(entlisted.FieldInt8, values...))
	}
	if v, ok := params.Int8Not.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldInt8, v))
	}
	if v, ok := params.Int8Gt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldInt8, v))
	}
	if v, ok := params.Int8Lt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldInt8, v))
	}
	if v, ok := params.Int8Gte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldInt8, v))
	}
	if v, ok := params.Int8Lte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldInt8, v))
	}
	if v, ok := params.Int8IsNull.Get(); ok {
		where = append(where, filter.IsNull(entlisted.FieldInt8, v))
	}
	if v, ok := params.Uint16.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldUint16, v))
	}
	if v, ok := params.Uint16Not.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldUint16, v))
	}
	if v, ok := params.Uint16Gt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldUint16, v))
	}
	if v, ok := params.Uint16Lt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldUint16, v))
	}
	if v, ok := params.Uint16Gte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldUint16, v))
	}
	if v, ok := params.Uint16Lte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldUint16, v))
	}
	if len(params.Uint32) > 0 {
		values := make([]any, len(params.Uint32))
		for i, v := range params.Uint32 {
			values[i] = v
		}
		where = append(where, statement.In(entlisted.FieldUint32, values...))
	}
	if v, ok := params.Uint32Not.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldUint32, v))
	}
	if v, ok := params.Uint32Gt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldUint32, v))
	}
	if v, ok := params.Uint32Lt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldUint32, v))
	}
	if v, ok := params.Uint32Gte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldUint32, v))
	}
	if v, ok := params.Uint32Lte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldUint32, v))
	}
	if v, ok := params.Uint32IsNull.Get(); ok {
		where = append(where, filter.IsNull(entlisted.FieldUint32, v))
	}
	if v, ok := params.Uint64.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldUint64, v))
	}
	if v, ok := params.Uint64Not.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldUint64, v))
	}
	if v, ok := params.Uint64Gt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldUint64, v))
	}
	if v, ok := params.Uint64Lt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldUint64, v))
	}
	if v, ok := params.Uint64Gte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldUint64, v))
	}
	if v, ok := params.Uint64Lte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldUint64, v))
	}
	if len(params.Float32) > 0 {
		values := make([]any, len(params.Float32))
		for i, v := range params.Float32 {
			values[i] = v
		}
		where = append(where, statement.In(entlisted.FieldFloat32, values...))
	}
	if v, ok := params.Float32Not.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldFloat32, v))
	}
	if v, ok := params.Float32Gt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldFloat32, v))
	}
	if v, ok := params.Float32Lt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldFloat32, v))
	}
	if v, ok := params.Float32Gte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldFloat32, v))
	}
	if v, ok := params.Float32Lte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldFloat32, v))
	}
	if v, ok := params.Float32IsNull.Get(); ok {
		where = append(where, filter.IsNull(entlisted.FieldFloat32, v))
	}
	if v, ok := params.Float64.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldFloat64, v))
	}
	if v, ok := params.Float64Not.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldFloat64, v))
	}
	if v, ok := params.Float64Gt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldFloat64, v))
	}
	if v, ok := params.Float64Lt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldFloat64, v))
	}
	if v, ok := params.Float64Gte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldFloat64, v))
	}
	if v, ok := params.Float64Lte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldFloat64, v))
	}
	if v, ok := params.Time.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeGt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeLt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeGte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldTime, time.Time(v)))
	}
	if v, ok := params.TimeLte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldTime, time.Time(v)))
	}
	if len(params.NullableTime) > 0 {
		values := make([]any, len(params.NullableTime))
		for i, v := range params.NullableTime {
			values[i] = time.Time(v)
		}
		where = append(where, statement.In(entlisted.FieldNullableTime, values...))
	}
	if v, ok := params.NullableTimeNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeGt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeLt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeGte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeLte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.NullableTimeIsNull.Get(); ok {
		where = append(where, filter.IsNull(entlisted.FieldNullableTime, v))
	}
	if v, ok := params.From.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.Until.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldNullableTime, time.Time(v)))
	}
	if v, ok := params.Due.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldDue, due.Canonical(v)))
	}
	if v, ok := params.DueFrom.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldDue, due.Canonical(v)))
	}
	if v, ok := params.DueUntil.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldDue, due.Canonical(v)))
	}
	if len(params.UUID) > 0 {
		values := make([]any, len(params.UUID))
		for i, v := range params.UUID {
			values[i] = v
		}
		where = append(where, statement.In(entlisted.FieldUUID, values...))
	}
	if v, ok := params.UUIDNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldUUID, v))
	}
	if v, ok := params.OwnUUID.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldOwnUUID, v))
	}
	if v, ok := params.OwnUUIDIsNull.Get(); ok {
		where = append(where, filter.IsNull(entlisted.FieldOwnUUID, v))
	}
	if v, ok := params.OwnString.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldOwnString, v))
	}
	if v, ok := params.OwnStringPrefix.Get(); ok {
		where = append(where, filter.Prefix(entlisted.FieldOwnString, v))
	}
	if v, ok := params.OwnInt.Get(); ok {
		where = append(where, statement.EQ(entlisted.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntNot.Get(); ok {
		where = append(where, filter.Not(entlisted.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntGt.Get(); ok {
		where = append(where, statement.GT(entlisted.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntLt.Get(); ok {
		where = append(where, statement.LT(entlisted.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntGte.Get(); ok {
		where = append(where, statement.GTE(entlisted.FieldOwnInt, v))
	}
	if v, ok := params.OwnIntLte.Get(); ok {
		where = append(where, statement.LTE(entlisted.FieldOwnInt, v))
	}
	if v := params.Q.Value; v != "" {
		where = append(where, filter.Search(v, entlisted.FieldVarchar, entlisted.FieldNullableString, entlisted.FieldText, entlisted.FieldOwnString))
	}
	return where
}

// CreateListed implements createListed: one INSERT.
func (h *CRUD) CreateListed(ctx context.Context, req *ListedCreate, params CreateListedParams) (CreateListedRes, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createListed", req, &answer, h.keptListed, func(ctx context.Context, client *ent.Client) error {
		builder := buildListed(client, req)
		created, err := builder.Insert(ctx)
		if err != nil {
			return clientid.Refuse(err, builder.Mutation())
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeListed)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if req.ID.Set && ent.IsConstraintError(err) {
		again, why := h.againListed(ctx, req, err)
		if again != nil {
			return again, nil
		}
		err = why
	}
	if err != nil {
		return nil, err
	}
	return &CreateListedCreatedHeaders{
		Location: "/api/listeds/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildListed returns the builder of a new row.
func buildListed(client *ent.Client, req *ListedCreate) *ent.ListedCreate {
	builder := client.Listed.Create()
	if v, ok := req.ID.Get(); ok {
		builder.SetID(clientid.Of(v))
	}
	builder.SetVarchar(req.Varchar)
	if v, ok := req.NullableString.Get(); ok {
		builder.SetNullableString(v)
	}
	builder.SetText(req.Text)
	builder.SetEnum(entlisted.Enum(req.Enum))
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
	if v, ok := req.Due.Get(); ok {
		builder.SetDue(v)
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

// agreesListed says whether a row is what a request to create it asks for.
func agreesListed(req *ListedCreate, m *ent.ListedMutation, row *ent.Listed) bool {
	return true &&
		value.Same(m.Varchar, row.Varchar) &&
		value.SameOrNull(m.NullableString, row.NullableString) &&
		value.Same(m.Text, row.Text) &&
		value.Same(m.Enum, row.Enum) &&
		value.SameOrNull(m.Level, row.Level) &&
		value.Same(m.Bool, row.Bool) &&
		value.Same(m.Int, row.Int) &&
		value.SameOrNull(m.Int8, row.Int8) &&
		value.Same(m.Uint16, row.Uint16) &&
		value.SameOrNull(m.Uint32, row.Uint32) &&
		value.Same(m.Uint64, row.Uint64) &&
		value.SameOrNull(m.Float32, row.Float32) &&
		value.Same(m.Float64, row.Float64) &&
		value.Same(m.Time, row.Time) &&
		value.SameOrNull(m.NullableTime, row.NullableTime) &&
		value.SameOrNull(m.Due, row.Due) &&
		value.Same(m.UUID, row.UUID) &&
		value.SameOrNull(m.OwnUUID, row.OwnUUID) &&
		value.SameOrNull(m.OwnString, row.OwnString) &&
		value.Same(m.OwnInt, row.OwnInt)
}

// againListed answers a create that the database refused with the row of its id, if that is
// what the request asks for; and otherwise says why it is refused.
func (h *CRUD) againListed(ctx context.Context, req *ListedCreate, err error) (*CreateListedOKHeaders, error) {
	refused, ok := errors.AsType[*clientid.Refused[*ent.ListedMutation]](err)
	if !ok {
		return nil, err
	}
	row, missing := h.Client.Listed.Query().Where(statement.EQ(entlisted.FieldID, clientid.Of(req.ID.Value))).One(ctx)
	switch {
	case ent.IsNotFound(missing):
		return nil, err // another rule is broken, or the row is hidden
	case missing != nil:
		return nil, missing
	case !agreesListed(req, refused.Mutation, row):
		return nil, clientid.Taken("Listed")
	}
	return &CreateListedOKHeaders{
		Location: "/api/listeds/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeListed),
	}, nil
}

// ReadListed implements readListed: one SELECT.
func (h *CRUD) ReadListed(ctx context.Context, params ReadListedParams) (reply.JSON, error) {
	query := h.Client.Listed.Query().Where(statement.EQ(entlisted.FieldID, params.ListedID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseListed(ctx, params.ListedID, condition.Headers{}, err)
	}
	return replyListed(ctx, row), nil
}

// refuseListed says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseListed(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
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
		return on.Refusal("")
	}
}

// PutListed implements putListed: one UPDATE.
func (h *CRUD) PutListed(ctx context.Context, req *ListedUpdate, params PutListedParams) (reply.JSON, error) {
	return h.saveListed(ctx, params.ListedID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ListedUpdateOne) {
		setListed(builder.Mutation(), req)
	})
}

// UpdateListed implements updateListed: one UPDATE.
func (h *CRUD) UpdateListed(ctx context.Context, req *ListedUpdate, params UpdateListedParams) (reply.JSON, error) {
	return h.saveListed(ctx, params.ListedID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ListedUpdateOne) {
		setListed(builder.Mutation(), req)
	})
}

// saveListed changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveListed(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.ListedUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Listed.UpdateOneID(id).Where(condition.Where[predicate.Listed](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseListed(ctx, id, on, err)
	}
	return replyListed(ctx, row), nil
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
		m.SetEnum(entlisted.Enum(v))
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
	if v, ok := req.Due.Get(); ok {
		m.SetDue(v)
	} else if req.Due.IsNull() {
		m.ClearDue()
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
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Listed.DeleteOneID(params.ListedID).Where(condition.Where[predicate.Listed](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseListed(ctx, params.ListedID, on, err)
	}
	return nil
}

// keptListed refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptListed(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Listed.Query().Where(entlisted.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// uniquesListed are what is unique among one owner's Listeds.
var uniquesListed = []unique.Index{
	{Entity: "Listed", Name: "listeds_pkey", Columns: "listeds.user_id, listeds.id", Fields: []string{"id"}},
}

// writeListed writes a row as a reply shows it.
func writeListed(w *jx.Writer, row *ent.Listed) {
	w.ObjStart()
	w.RawStr(`"bool":`)
	w.Bool(row.Bool)
	w.RawStr(`,"due":`)
	if v := row.Due; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"enum":`)
	w.Str(string(row.Enum))
	w.RawStr(`,"float32":`)
	if v := row.Float32; v != nil {
		w.Float32(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"float64":`)
	w.Float64(row.Float64)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"int":`)
	w.Int64(int64(row.Int))
	w.RawStr(`,"int8":`)
	if v := row.Int8; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"level":`)
	if v := row.Level; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"nullableString":`)
	if v := row.NullableString; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"nullable_time":`)
	if v := row.NullableTime; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"own_int":`)
	w.Int64(int64(row.OwnInt))
	w.RawStr(`,"own_string":`)
	if v := row.OwnString; v != nil {
		w.Str(string(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"own_uuid":`)
	if v := row.OwnUUID; v != nil {
		reply.UUID(w, uuid.UUID(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"time":`)
	reply.Time(w, row.Time)
	w.RawStr(`,"uint16":`)
	w.UInt64(uint64(row.Uint16))
	w.RawStr(`,"uint32":`)
	if v := row.Uint32; v != nil {
		w.UInt64(uint64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"uint64":`)
	w.UInt64(row.Uint64)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"uuid":`)
	reply.UUID(w, row.UUID)
	w.RawStr(`,"varchar":`)
	w.Str(row.Varchar)
	w.ObjEnd()
}

// replyListed returns a row as a reply.
func replyListed(ctx context.Context, row *ent.Listed) reply.JSON {
	return reply.Of(ctx, row, writeListed)
}
