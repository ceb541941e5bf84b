// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/names/ent"
	entpage "github.com/entask/entask/internal/generate/testdata/names/ent/page"
	"github.com/entask/entask/internal/generate/testdata/names/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsPage are what a list of Pages can be ordered by.
var columnsPage = map[string]page.Column{
	"id": {Name: entpage.FieldID},
}

// ListPages implements listPages: one SELECT, and one more where count=true.
func (h *CRUD) ListPages(ctx context.Context, params ListPagesParams) (*ListPagesOKHeaders, error) {
	p, err := page.New(columnsPage, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListPagesOKHeaders{}
	query := h.Client.Page.Query().Where(filtersPage(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyPage, reply.Only(writePage, params.Fields))
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

// keyPage returns where a row stands in the order of a column.
func keyPage(row *ent.Page, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entpage.FieldID:
		key.Value = nil
	}
	return key
}

// filtersPage are the predicates that the parameters ask for.
func filtersPage(params ListPagesParams) []predicate.Page {
	var where []predicate.Page
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entpage.FieldID, values...))
	}
	if v, ok := params.TypeNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldType, v))
	}
	if v, ok := params.TypeGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldType, v))
	}
	if v, ok := params.FuncNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldFunc, v))
	}
	if v, ok := params.FuncGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldFunc, v))
	}
	if v, ok := params.OrderNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldOrder, v))
	}
	if v, ok := params.OrderGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldOrder, v))
	}
	if v, ok := params.SelectNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldSelect, v))
	}
	if v, ok := params.SelectGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldSelect, v))
	}
	if v, ok := params.ContextNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldContext, v))
	}
	if v, ok := params.ContextGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldContext, v))
	}
	if v, ok := params.QueryNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldQuery, v))
	}
	if v, ok := params.QueryGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldQuery, v))
	}
	if v, ok := params.ClientNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldClient, v))
	}
	if v, ok := params.ClientGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldClient, v))
	}
	if v, ok := params.HNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldH, v))
	}
	if v, ok := params.HGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldH, v))
	}
	if v, ok := params.ReqNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldReq, v))
	}
	if v, ok := params.ReqGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldReq, v))
	}
	if v, ok := params.ParamsNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldParams, v))
	}
	if v, ok := params.ParamsGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldParams, v))
	}
	if v, ok := params.RowNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldRow, v))
	}
	if v, ok := params.RowGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldRow, v))
	}
	if v, ok := params.OutNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldOut, v))
	}
	if v, ok := params.OutGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldOut, v))
	}
	if v, ok := params.MNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldM, v))
	}
	if v, ok := params.MGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldM, v))
	}
	if v, ok := params.VNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldV, v))
	}
	if v, ok := params.VGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldV, v))
	}
	if v, ok := params.OkNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldOk, v))
	}
	if v, ok := params.OkGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldOk, v))
	}
	if v, ok := params.BuilderNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldBuilder, v))
	}
	if v, ok := params.BuilderGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldBuilder, v))
	}
	if v, ok := params.AnswerNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldAnswer, v))
	}
	if v, ok := params.AnswerGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldAnswer, v))
	}
	if v, ok := params.ErrNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldErr, v))
	}
	if v, ok := params.ErrGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldErr, v))
	}
	if v, ok := params.NilNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldNil, v))
	}
	if v, ok := params.NilGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldNil, v))
	}
	if v, ok := params.LenNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldLen, v))
	}
	if v, ok := params.LenGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldLen, v))
	}
	if v, ok := params.AnyNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldAny, v))
	}
	if v, ok := params.AnyGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldAny, v))
	}
	if v, ok := params.PageNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldPage, v))
	}
	if v, ok := params.PageGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldPage, v))
	}
	if v, ok := params.RangeNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldRange, v))
	}
	if v, ok := params.RangeGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldRange, v))
	}
	if v, ok := params.MapNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldMap, v))
	}
	if v, ok := params.MapGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldMap, v))
	}
	if v, ok := params.InterfaceNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldInterface, v))
	}
	if v, ok := params.InterfaceGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldInterface, v))
	}
	if v, ok := params.KeyNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldKey, v))
	}
	if v, ok := params.KeyGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldKey, v))
	}
	if v, ok := params.UserNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldUser, v))
	}
	if v, ok := params.UserGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldUser, v))
	}
	if v, ok := params.TableNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldTable, v))
	}
	if v, ok := params.TableGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldTable, v))
	}
	if v, ok := params.GroupNot.Get(); ok {
		where = append(where, filter.Not(entpage.FieldGroup, v))
	}
	if v, ok := params.GroupGte.Get(); ok {
		where = append(where, statement.GTE(entpage.FieldGroup, v))
	}
	return where
}

// CreatePage implements createPage: one INSERT.
func (h *CRUD) CreatePage(ctx context.Context, req *PageCreate, params CreatePageParams) (*CreatePageCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createPage", req, &answer, h.keptPage, func(ctx context.Context, client *ent.Client) error {
		created, err := buildPage(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writePage)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreatePageCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/pages/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildPage returns the builder of a new row.
func buildPage(client *ent.Client, req *PageCreate) *ent.PageCreate {
	builder := client.Page.Create()
	builder.SetType(req.Type)
	builder.SetFunc(req.Func)
	builder.SetOrder(req.Order)
	builder.SetSelect(req.Select)
	builder.SetContext(req.Context)
	builder.SetQuery(req.Query)
	builder.SetClient(req.Client)
	builder.SetH(req.H)
	builder.SetReq(req.Req)
	builder.SetParams(req.Params)
	builder.SetRow(req.Row)
	builder.SetOut(req.Out)
	builder.SetM(req.M)
	builder.SetV(req.V)
	builder.SetOk(req.Ok)
	builder.SetBuilder(req.Builder)
	builder.SetAnswer(req.Answer)
	builder.SetErr(req.Err)
	builder.SetNil(req.Nil)
	builder.SetLen(req.Len)
	builder.SetAny(req.Any)
	builder.SetPage(req.Page)
	builder.SetRange(req.Range)
	builder.SetMap(req.Map)
	builder.SetInterface(req.Interface)
	builder.SetKey(req.Key)
	builder.SetUser(req.User)
	builder.SetTable(req.Table)
	builder.SetGroup(req.Group)
	if v, ok := req.CamelCase.Get(); ok {
		builder.SetCamelCase(v)
	}
	if v, ok := req.PascalCase.Get(); ok {
		builder.SetPascalCase(v)
	}
	if v := req.HTTPLinks; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetHTTPLinks, v)
	}
	builder.SetX1Y2(req.X1Y2)
	if v, ok := req.Default.Get(); ok {
		builder.SetDefault(v)
	}
	return builder
}

// ReadPage implements readPage: one SELECT.
func (h *CRUD) ReadPage(ctx context.Context, params ReadPageParams) (ReadPageRes, error) {
	query := h.Client.Page.Query().Where(statement.EQ(entpage.FieldID, params.PageID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refusePage(ctx, params.PageID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadPageNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyPage(ctx, row), nil
}

// refusePage says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refusePage(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Page.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entpage.FieldVersion)
	}
}

// PutPage implements putPage: one UPDATE.
func (h *CRUD) PutPage(ctx context.Context, req *PageUpdate, params PutPageParams) (*PageHeaders, error) {
	return h.savePage(ctx, params.PageID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.PageUpdateOne) {
		setPage(builder.Mutation(), req)
	})
}

// UpdatePage implements updatePage: one UPDATE.
func (h *CRUD) UpdatePage(ctx context.Context, req *PageUpdate, params UpdatePageParams) (*PageHeaders, error) {
	return h.savePage(ctx, params.PageID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.PageUpdateOne) {
		setPage(builder.Mutation(), req)
	})
}

// ReturnPage implements returnPage: one UPDATE, which flips default where the body does not set it.
func (h *CRUD) ReturnPage(ctx context.Context, req OptPageToggleDefault, params ReturnPageParams) (*PageHeaders, error) {
	id, on := params.PageID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.oncePage(ctx, params.IdempotencyKey, "returnPage", id, on, [...]any{req.Set, &body}, changeReturnPage(req))
	}
	return h.savePage(ctx, id, on, changeReturnPage(req))
}

// changeReturnPage sets default to what the body says, or flips it.
func changeReturnPage(req OptPageToggleDefault) func(*ent.PageUpdateOne) {
	return func(builder *ent.PageUpdateOne) {
		if v, ok := req.Value.Default.Get(); ok {
			builder.SetDefault(v)
			return
		}
		builder.Flip(entpage.FieldDefault)
	}
}

// savePage changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) savePage(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.PageUpdateOne)) (*PageHeaders, error) {
	builder := h.Client.Page.UpdateOneID(id).Where(condition.Where[predicate.Page](on, entpage.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refusePage(ctx, id, on, err)
	}
	return replyPage(ctx, row), nil
}

// oncePage is savePage at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) oncePage(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.PageUpdateOne)) (*PageHeaders, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptPage, func(ctx context.Context, client *ent.Client) error {
		builder := client.Page.UpdateOneID(id).Where(condition.Where[predicate.Page](on, entpage.FieldVersion)...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writePage)
		return nil
	})
	if err != nil {
		return nil, h.refusePage(ctx, id, on, err)
	}
	var row struct { // of the answer
		Version int `json:"version"`
	}
	if err := answer.Into(&row); err != nil {
		return nil, err
	}
	return &PageHeaders{ETag: etag.Of(row.Version), Response: answer}, nil
}

// setPage sets what is present, clears what is null, and keeps what is absent.
func setPage(m *ent.PageMutation, req *PageUpdate) {
	if v, ok := req.Type.Get(); ok {
		m.SetType(v)
	}
	if v, ok := req.Func.Get(); ok {
		m.SetFunc(v)
	}
	if v, ok := req.Order.Get(); ok {
		m.SetOrder(v)
	}
	if v, ok := req.Select.Get(); ok {
		m.SetSelect(v)
	}
	if v, ok := req.Context.Get(); ok {
		m.SetContext(v)
	}
	if v, ok := req.Query.Get(); ok {
		m.SetQuery(v)
	}
	if v, ok := req.Client.Get(); ok {
		m.SetClient(v)
	}
	if v, ok := req.H.Get(); ok {
		m.SetH(v)
	}
	if v, ok := req.Req.Get(); ok {
		m.SetReq(v)
	}
	if v, ok := req.Params.Get(); ok {
		m.SetParams(v)
	}
	if v, ok := req.Row.Get(); ok {
		m.SetRow(v)
	}
	if v, ok := req.Out.Get(); ok {
		m.SetOut(v)
	}
	if v, ok := req.M.Get(); ok {
		m.SetM(v)
	}
	if v, ok := req.V.Get(); ok {
		m.SetV(v)
	}
	if v, ok := req.Ok.Get(); ok {
		m.SetOk(v)
	}
	if v, ok := req.Builder.Get(); ok {
		m.SetBuilder(v)
	}
	if v, ok := req.Answer.Get(); ok {
		m.SetAnswer(v)
	}
	if v, ok := req.Err.Get(); ok {
		m.SetErr(v)
	}
	if v, ok := req.Nil.Get(); ok {
		m.SetNil(v)
	}
	if v, ok := req.Len.Get(); ok {
		m.SetLen(v)
	}
	if v, ok := req.Any.Get(); ok {
		m.SetAny(v)
	}
	if v, ok := req.Page.Get(); ok {
		m.SetPage(v)
	}
	if v, ok := req.Range.Get(); ok {
		m.SetRange(v)
	}
	if v, ok := req.Map.Get(); ok {
		m.SetMap(v)
	}
	if v, ok := req.Interface.Get(); ok {
		m.SetInterface(v)
	}
	if v, ok := req.Key.Get(); ok {
		m.SetKey(v)
	}
	if v, ok := req.User.Get(); ok {
		m.SetUser(v)
	}
	if v, ok := req.Table.Get(); ok {
		m.SetTable(v)
	}
	if v, ok := req.Group.Get(); ok {
		m.SetGroup(v)
	}
	if v, ok := req.CamelCase.Get(); ok {
		m.SetCamelCase(v)
	} else if req.CamelCase.IsNull() {
		m.ClearCamelCase()
	}
	if v, ok := req.PascalCase.Get(); ok {
		m.SetPascalCase(v)
	} else if req.PascalCase.IsNull() {
		m.ClearPascalCase()
	}
	if v := req.HTTPLinks; value.IsNull(v) {
		m.ClearHTTPLinks()
	} else if len(v) > 0 {
		value.JSON(m.SetHTTPLinks, v)
	}
	if v, ok := req.X1Y2.Get(); ok {
		m.SetX1Y2(v)
	}
	if v, ok := req.Default.Get(); ok {
		m.SetDefault(v)
	}
}

// DeletePage implements deletePage: one DELETE.
func (h *CRUD) DeletePage(ctx context.Context, params DeletePageParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Page.DeleteOneID(params.PageID).Where(condition.Where[predicate.Page](on, entpage.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refusePage(ctx, params.PageID, on, err)
	}
	return nil
}

// keptPage refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptPage(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Page.Query().Where(entpage.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writePage writes a row as a reply shows it.
func writePage(w *jx.Writer, row *ent.Page) {
	w.ObjStart()
	w.RawStr(`"HTTPLinks":`)
	w.Raw(value.Raw(row.HTTPLinks))
	w.RawStr(`,"PascalCase":`)
	if v := row.PascalCase; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"answer":`)
	w.Int64(int64(row.Answer))
	w.RawStr(`,"any":`)
	w.Int64(int64(row.Any))
	w.RawStr(`,"builder":`)
	w.Int64(int64(row.Builder))
	w.RawStr(`,"camelCase":`)
	if v := row.CamelCase; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"client":`)
	w.Int64(int64(row.Client))
	w.RawStr(`,"context":`)
	w.Int64(int64(row.Context))
	w.RawStr(`,"default":`)
	w.Bool(row.Default)
	w.RawStr(`,"err":`)
	w.Int64(int64(row.Err))
	w.RawStr(`,"func":`)
	w.Int64(int64(row.Func))
	w.RawStr(`,"group":`)
	w.Int64(int64(row.Group))
	w.RawStr(`,"h":`)
	w.Int64(int64(row.H))
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"interface":`)
	w.Int64(int64(row.Interface))
	w.RawStr(`,"key":`)
	w.Int64(int64(row.Key))
	w.RawStr(`,"len":`)
	w.Int64(int64(row.Len))
	w.RawStr(`,"m":`)
	w.Int64(int64(row.M))
	w.RawStr(`,"map":`)
	w.Int64(int64(row.Map))
	w.RawStr(`,"nil":`)
	w.Int64(int64(row.Nil))
	w.RawStr(`,"ok":`)
	w.Int64(int64(row.Ok))
	w.RawStr(`,"order":`)
	w.Int64(int64(row.Order))
	w.RawStr(`,"out":`)
	w.Int64(int64(row.Out))
	w.RawStr(`,"page":`)
	w.Int64(int64(row.Page))
	w.RawStr(`,"params":`)
	w.Int64(int64(row.Params))
	w.RawStr(`,"query":`)
	w.Int64(int64(row.Query))
	w.RawStr(`,"range":`)
	w.Int64(int64(row.Range))
	w.RawStr(`,"req":`)
	w.Int64(int64(row.Req))
	w.RawStr(`,"row":`)
	w.Int64(int64(row.Row))
	w.RawStr(`,"select":`)
	w.Int64(int64(row.Select))
	w.RawStr(`,"table":`)
	w.Int64(int64(row.Table))
	w.RawStr(`,"type":`)
	w.Int64(int64(row.Type))
	w.RawStr(`,"user":`)
	w.Int64(int64(row.User))
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"v":`)
	w.Int64(int64(row.V))
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"x1_y2":`)
	w.Str(row.X1Y2)
	w.ObjEnd()
}

// replyPage returns a row as a reply, with its version in ETag.
func replyPage(ctx context.Context, row *ent.Page) *PageHeaders {
	return &PageHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writePage)}
}
