// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/plain/ent"
	entbounded "github.com/entask/entask/internal/generate/testdata/plain/ent/bounded"
	"github.com/entask/entask/internal/generate/testdata/plain/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsBounded are what a list of Boundeds can be ordered by.
var columnsBounded = map[string]page.Column{
	"id": {Name: entbounded.FieldID},
}

// ListBoundeds implements listBoundeds: one SELECT, and one more where count=true.
func (h *CRUD) ListBoundeds(ctx context.Context, params ListBoundedsParams) (*ListBoundedsOKHeaders, error) {
	p, err := page.New(columnsBounded, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListBoundedsOKHeaders{}
	query := h.Client.Bounded.Query().Where(filtersBounded(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyBounded, reply.Only(writeBounded, params.Fields))
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

// keyBounded returns where a row stands in the order of a column.
func keyBounded(row *ent.Bounded, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entbounded.FieldID:
		key.Value = nil
	}
	return key
}

// filtersBounded are the predicates that the parameters ask for.
func filtersBounded(params ListBoundedsParams) []predicate.Bounded {
	var where []predicate.Bounded
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entbounded.FieldID, values...))
	}
	return where
}

// CreateBounded implements createBounded: one INSERT.
func (h *CRUD) CreateBounded(ctx context.Context, req *BoundedCreate, params CreateBoundedParams) (*CreateBoundedCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createBounded", req, &answer, h.keptBounded, func(ctx context.Context, client *ent.Client) error {
		created, err := buildBounded(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeBounded)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateBoundedCreatedHeaders{
		Location: "/api/boundeds/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildBounded returns the builder of a new row.
func buildBounded(client *ent.Client, req *BoundedCreate) *ent.BoundedCreate {
	builder := client.Bounded.Create()
	builder.SetNotEmpty(req.NotEmpty)
	builder.SetMinLen(req.MinLen)
	builder.SetMaxLen(req.MaxLen)
	builder.SetRunes(req.Runes)
	if v, ok := req.Several.Get(); ok {
		builder.SetSeveral(v)
	}
	builder.SetCode(req.Code)
	if v, ok := req.Word.Get(); ok {
		builder.SetWord(v)
	}
	value.Text(builder.Mutation().SetOwn, req.Own)
	if v, ok := req.Text.Get(); ok {
		builder.SetText(v)
	}
	builder.SetBoth(req.Both)
	builder.SetRange(req.Range)
	if v, ok := req.Years.Get(); ok {
		builder.SetYears(v)
	}
	builder.SetPositive(req.Positive)
	builder.SetNegative(req.Negative)
	builder.SetNonNegative(req.NonNegative)
	builder.SetMin(req.Min)
	builder.SetMax(req.Max)
	value.JSON(builder.Mutation().SetShare, req.Share)
	value.JSON(builder.Mutation().SetWeight, req.Weight)
	if v := req.Depth; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetDepth, v)
	}
	value.JSON(builder.Mutation().SetBytes, req.Bytes)
	value.JSON(builder.Mutation().SetSomeBytes, req.SomeBytes)
	value.JSON(builder.Mutation().SetFourBytes, req.FourBytes)
	return builder
}

// ReadBounded implements readBounded: one SELECT.
func (h *CRUD) ReadBounded(ctx context.Context, params ReadBoundedParams) (reply.JSON, error) {
	query := h.Client.Bounded.Query().Where(statement.EQ(entbounded.FieldID, params.BoundedID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseBounded(ctx, params.BoundedID, condition.Headers{}, err)
	}
	return replyBounded(ctx, row), nil
}

// refuseBounded says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseBounded(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Bounded.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutBounded implements putBounded: one UPDATE.
func (h *CRUD) PutBounded(ctx context.Context, req *BoundedUpdate, params PutBoundedParams) (reply.JSON, error) {
	return h.saveBounded(ctx, params.BoundedID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.BoundedUpdateOne) {
		setBounded(builder.Mutation(), req)
	})
}

// UpdateBounded implements updateBounded: one UPDATE.
func (h *CRUD) UpdateBounded(ctx context.Context, req *BoundedUpdate, params UpdateBoundedParams) (reply.JSON, error) {
	return h.saveBounded(ctx, params.BoundedID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.BoundedUpdateOne) {
		setBounded(builder.Mutation(), req)
	})
}

// saveBounded changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveBounded(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.BoundedUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Bounded.UpdateOneID(id).Where(condition.Where[predicate.Bounded](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseBounded(ctx, id, on, err)
	}
	return replyBounded(ctx, row), nil
}

// setBounded sets what is present, clears what is null, and keeps what is absent.
func setBounded(m *ent.BoundedMutation, req *BoundedUpdate) {
	if v, ok := req.NotEmpty.Get(); ok {
		m.SetNotEmpty(v)
	}
	if v, ok := req.MinLen.Get(); ok {
		m.SetMinLen(v)
	}
	if v, ok := req.MaxLen.Get(); ok {
		m.SetMaxLen(v)
	}
	if v, ok := req.Runes.Get(); ok {
		m.SetRunes(v)
	}
	if v, ok := req.Several.Get(); ok {
		m.SetSeveral(v)
	} else if req.Several.IsNull() {
		m.ClearSeveral()
	}
	if v, ok := req.Code.Get(); ok {
		m.SetCode(v)
	}
	if v, ok := req.Word.Get(); ok {
		m.SetWord(v)
	}
	if v, ok := req.Own.Get(); ok {
		value.Text(m.SetOwn, v)
	}
	if v, ok := req.Text.Get(); ok {
		m.SetText(v)
	} else if req.Text.IsNull() {
		m.ClearText()
	}
	if v, ok := req.Both.Get(); ok {
		m.SetBoth(v)
	}
	if v, ok := req.Range.Get(); ok {
		m.SetRange(v)
	}
	if v, ok := req.Years.Get(); ok {
		m.SetYears(v)
	} else if req.Years.IsNull() {
		m.ClearYears()
	}
	if v, ok := req.Positive.Get(); ok {
		m.SetPositive(v)
	}
	if v, ok := req.Negative.Get(); ok {
		m.SetNegative(v)
	}
	if v, ok := req.NonNegative.Get(); ok {
		m.SetNonNegative(v)
	}
	if v, ok := req.Min.Get(); ok {
		m.SetMin(v)
	}
	if v, ok := req.Max.Get(); ok {
		m.SetMax(v)
	}
	if v := req.Share; len(v) > 0 {
		value.JSON(m.SetShare, v)
	}
	if v := req.Weight; len(v) > 0 {
		value.JSON(m.SetWeight, v)
	}
	if v := req.Depth; value.IsNull(v) {
		m.ClearDepth()
	} else if len(v) > 0 {
		value.JSON(m.SetDepth, v)
	}
	if v := req.Bytes; len(v) > 0 {
		value.JSON(m.SetBytes, v)
	}
	if v := req.SomeBytes; len(v) > 0 {
		value.JSON(m.SetSomeBytes, v)
	}
	if v := req.FourBytes; len(v) > 0 {
		value.JSON(m.SetFourBytes, v)
	}
}

// DeleteBounded implements deleteBounded: one DELETE.
func (h *CRUD) DeleteBounded(ctx context.Context, params DeleteBoundedParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Bounded.DeleteOneID(params.BoundedID).Where(condition.Where[predicate.Bounded](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseBounded(ctx, params.BoundedID, on, err)
	}
	return nil
}

// keptBounded refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptBounded(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Bounded.Query().Where(entbounded.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeBounded writes a row as a reply shows it.
func writeBounded(w *jx.Writer, row *ent.Bounded) {
	w.ObjStart()
	w.RawStr(`"both":`)
	w.Str(row.Both)
	w.RawStr(`,"bytes":`)
	w.Raw(value.Bytes(row.Bytes))
	w.RawStr(`,"code":`)
	w.Str(row.Code)
	w.RawStr(`,"depth":`)
	if v := row.Depth; v != nil {
		w.Float32(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"four_bytes":`)
	w.Raw(value.Bytes(row.FourBytes))
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"max":`)
	w.UInt64(uint64(row.Max))
	w.RawStr(`,"max_len":`)
	w.Str(row.MaxLen)
	w.RawStr(`,"min":`)
	w.Int64(int64(row.Min))
	w.RawStr(`,"min_len":`)
	w.Str(row.MinLen)
	w.RawStr(`,"negative":`)
	w.Int64(int64(row.Negative))
	w.RawStr(`,"non_negative":`)
	w.Int64(int64(row.NonNegative))
	w.RawStr(`,"not_empty":`)
	w.Str(row.NotEmpty)
	w.RawStr(`,"own":`)
	w.Str(string(row.Own))
	w.RawStr(`,"positive":`)
	w.Int64(row.Positive)
	w.RawStr(`,"range":`)
	w.Int64(int64(row.Range))
	w.RawStr(`,"runes":`)
	w.Str(row.Runes)
	w.RawStr(`,"several":`)
	if v := row.Several; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"share":`)
	w.Float64(row.Share)
	w.RawStr(`,"some_bytes":`)
	w.Raw(value.Bytes(row.SomeBytes))
	w.RawStr(`,"text":`)
	if v := row.Text; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"weight":`)
	w.Float64(row.Weight)
	w.RawStr(`,"word":`)
	w.Str(row.Word)
	w.RawStr(`,"years":`)
	if v := row.Years; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.ObjEnd()
}

// replyBounded returns a row as a reply.
func replyBounded(ctx context.Context, row *ent.Bounded) reply.JSON {
	return reply.Of(ctx, row, writeBounded)
}
