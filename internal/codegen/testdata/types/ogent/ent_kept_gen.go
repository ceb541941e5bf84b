// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/codegen/testdata/types/ent"
	"github.com/entask/entask/internal/codegen/testdata/types/ent/kept"
	"github.com/entask/entask/internal/codegen/testdata/types/ent/predicate"
	"github.com/entask/entask/internal/etag"
	"github.com/entask/entask/internal/fault"
	"github.com/entask/entask/internal/instant"
	"github.com/entask/entask/internal/page"
	"github.com/entask/entask/internal/request"
	"github.com/entask/entask/internal/value"
	"github.com/entask/entask/internal/viewer"
)

// keptColumns are what a list of Kepts can be ordered by.
var keptColumns = map[string]page.Column{
	"created_at": {Name: kept.FieldCreatedAt, Time: true},
	"updated_at": {Name: kept.FieldUpdatedAt, Time: true},
}

// ListKepts implements listKepts: one SELECT, and one more where count=true.
func (h *CRUD) ListKepts(ctx context.Context, params ListKeptsParams) (*ListKeptsOKHeaders, error) {
	p, err := page.New(keptColumns, page.Request{
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
	query := h.Client.Kept.Query().Where(keptFilters(params)...)
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
	rows, next := page.Cut(p, rows, keptKey)
	if next != "" {
		out.Link = NewOptString(page.Link(request.FromContext(ctx).Request.URL, next))
	}
	out.Response = make([]Kept, len(rows))
	for i, row := range rows {
		out.Response[i] = newKept(row)
	}
	return out, nil
}

// keptKey returns where a row stands in the order of a column.
func keptKey(row *ent.Kept, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case kept.FieldCreatedAt:
		key.Value = row.CreatedAt
	case kept.FieldUpdatedAt:
		key.Value = row.UpdatedAt
	}
	return key
}

// keptFilters are the predicates that the parameters ask for.
func keptFilters(params ListKeptsParams) []predicate.Kept {
	var where []predicate.Kept
	return where
}

// CreateKept implements createKept: one INSERT.
func (h *CRUD) CreateKept(ctx context.Context, req *KeptCreate, params CreateKeptParams) (*KeptHeaders, error) {
	var answer Kept
	err := h.create(ctx, params.IdempotencyKey, "createKept", req, &answer, func(ctx context.Context, client *ent.Client) error {
		row, err := buildKept(client, req).Save(ctx)
		if err != nil {
			return err
		}
		answer = newKept(row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &KeptHeaders{
		ETag:     etag.Of(answer.Version),
		Location: "/api/kept-things/" + answer.ID.String(),
		Response: answer,
	}, nil
}

// buildKept returns the builder of a new row.
func buildKept(client *ent.Client, req *KeptCreate) *ent.KeptCreate {
	builder := client.Kept.Create()
	if v, ok := req.Varchar.Get(); ok {
		builder.SetVarchar(v)
	}
	if v, ok := req.Enum.Get(); ok {
		builder.SetEnum(kept.Enum(v))
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

// ReadKept implements readKept: one SELECT.
func (h *CRUD) ReadKept(ctx context.Context, params ReadKeptParams) (ReadKeptRes, error) {
	row, err := h.Client.Kept.Get(ctx, params.KeptID)
	if err != nil {
		return nil, h.refuseKept(ctx, params.KeptID, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadKeptNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyKept(row), nil
}

// refuseKept says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition on its version does not hold.
func (h *CRUD) refuseKept(ctx context.Context, id uuid.UUID, err error) error {
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
		return fault.New(fault.Precondition, "")
	}
}

// PutKept implements putKept: one UPDATE.
func (h *CRUD) PutKept(ctx context.Context, req *KeptUpdate, params PutKeptParams) (*KeptHeaders, error) {
	return h.saveKept(ctx, params.KeptID, params.IfMatch, func(builder *ent.KeptUpdateOne) {
		setKept(builder.Mutation(), req)
	})
}

// UpdateKept implements updateKept: one UPDATE.
func (h *CRUD) UpdateKept(ctx context.Context, req *KeptUpdate, params UpdateKeptParams) (*KeptHeaders, error) {
	return h.saveKept(ctx, params.KeptID, params.IfMatch, func(builder *ent.KeptUpdateOne) {
		setKept(builder.Mutation(), req)
	})
}

// FlipKept implements flipKept: one UPDATE, which flips bool where the body does not set it.
func (h *CRUD) FlipKept(ctx context.Context, req OptKeptToggleBool, params FlipKeptParams) (*KeptHeaders, error) {
	return h.saveKept(ctx, params.KeptID, params.IfMatch, func(builder *ent.KeptUpdateOne) {
		if v, ok := req.Value.Bool.Get(); ok {
			builder.SetBool(v)
			return
		}
		builder.Modify(func(u *sql.UpdateBuilder) {
			u.Set(kept.FieldBool, sql.ExprFunc(func(b *sql.Builder) { b.WriteString("NOT ").Ident(kept.FieldBool) }))
		})
	})
}

// saveKept changes one row, if it is the viewer's and its version is one that the
// header If-Match names.
func (h *CRUD) saveKept(ctx context.Context, id uuid.UUID, ifMatch OptString, change func(*ent.KeptUpdateOne)) (*KeptHeaders, error) {
	builder := h.Client.Kept.UpdateOneID(id).Where(keptCondition(ifMatch)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseKept(ctx, id, err)
	}
	return replyKept(row), nil
}

// setKept sets what is present, clears what is null, and keeps what is absent.
func setKept(m *ent.KeptMutation, req *KeptUpdate) {
	if v, ok := req.Varchar.Get(); ok {
		m.SetVarchar(v)
	}
	if v, ok := req.Enum.Get(); ok {
		m.SetEnum(kept.Enum(v))
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
	err := h.Client.Kept.DeleteOneID(params.KeptID).Where(keptCondition(params.IfMatch)...).Exec(ctx)
	if err != nil {
		return h.refuseKept(ctx, params.KeptID, err)
	}
	return nil
}

// keptCondition is the predicate that the header If-Match asks for.
func keptCondition(ifMatch OptString) []predicate.Kept {
	header, ok := ifMatch.Get()
	if !ok {
		return nil
	}
	condition := etag.IfMatch(header)
	if condition.Any {
		return nil
	}
	return []predicate.Kept{kept.VersionIn(condition.Versions...)}
}

// newKept returns a row as a reply shows it.
func newKept(row *ent.Kept) Kept {
	out := Kept{
		ID:          row.ID,
		UserID:      row.UserID,
		Version:     row.Version,
		CreatedAt:   instant.Time(row.CreatedAt),
		UpdatedAt:   instant.Time(row.UpdatedAt),
		Varchar:     row.Varchar,
		Enum:        KeptEnum(row.Enum),
		Bool:        row.Bool,
		Int8:        row.Int8,
		Uint64:      row.Uint64,
		Float64:     value.Raw(row.Float64),
		Bytes:       value.Bytes(row.Bytes),
		Time:        instant.Time(row.Time),
		UUID:        row.UUID,
		Strings:     value.Raw(row.Strings),
		Inner:       value.Raw(row.Inner),
		Map:         value.Raw(row.Map),
		OwnString:   string(row.OwnString),
		Once:        row.Once,
		OnceStrings: value.Raw(row.OnceStrings),
		Shown:       row.Shown,
		ShownInts:   value.Raw(row.ShownInts),
		ShownBytes:  value.Raw(row.ShownBytes),
		SeenAt:      instant.Time(row.SeenAt),
	}
	if v := row.OnceInt; v != nil {
		out.OnceInt.SetTo(*v)
	} else {
		out.OnceInt.SetToNull()
	}
	return out
}

// replyKept returns a row as a reply, with its version in ETag.
func replyKept(row *ent.Kept) *KeptHeaders {
	return &KeptHeaders{ETag: etag.Of(row.Version), Response: newKept(row)}
}
