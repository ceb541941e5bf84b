// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/names/ent"
	entlist "github.com/entask/entask/internal/generate/testdata/names/ent/list"
	"github.com/entask/entask/internal/generate/testdata/names/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsList are what a list of Lists can be ordered by.
var columnsList = map[string]page.Column{
	"id": {Name: entlist.FieldID},
}

// ListLists implements listLists: one SELECT, and one more where count=true.
func (h *CRUD) ListLists(ctx context.Context, params ListListsParams) (*ListListsOKHeaders, error) {
	p, err := page.New(columnsList, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListListsOKHeaders{}
	query := h.Client.List.Query().Where(filtersList(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyList, reply.Only(writeList, params.Fields))
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

// keyList returns where a row stands in the order of a column.
func keyList(row *ent.List, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entlist.FieldID:
		key.Value = nil
	}
	return key
}

// filtersList are the predicates that the parameters ask for.
func filtersList(params ListListsParams) []predicate.List {
	var where []predicate.List
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entlist.FieldID, values...))
	}
	return where
}

// CreateList implements createList: one INSERT.
func (h *CRUD) CreateList(ctx context.Context, req *ListCreate, params CreateListParams) (*CreateListCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createList", req, &answer, h.keptList, func(ctx context.Context, client *ent.Client) error {
		created, err := buildList(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeList)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateListCreatedHeaders{
		Location: "/api/lists/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildList returns the builder of a new row.
func buildList(client *ent.Client, req *ListCreate) *ent.ListCreate {
	builder := client.List.Create()
	return builder
}

// ReadList implements readList: one SELECT.
func (h *CRUD) ReadList(ctx context.Context, params ReadListParams) (reply.JSON, error) {
	query := h.Client.List.Query().Where(statement.EQ(entlist.FieldID, params.ListID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseList(ctx, params.ListID, condition.Headers{}, err)
	}
	return replyList(ctx, row), nil
}

// refuseList says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseList(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.List.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutList implements putList: one UPDATE.
func (h *CRUD) PutList(ctx context.Context, req *ListUpdate, params PutListParams) (reply.JSON, error) {
	return h.saveList(ctx, params.ListID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ListUpdateOne) {
		setList(builder.Mutation(), req)
	})
}

// UpdateList implements updateList: one UPDATE.
func (h *CRUD) UpdateList(ctx context.Context, req *ListUpdate, params UpdateListParams) (reply.JSON, error) {
	return h.saveList(ctx, params.ListID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ListUpdateOne) {
		setList(builder.Mutation(), req)
	})
}

// saveList changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveList(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.ListUpdateOne)) (reply.JSON, error) {
	builder := h.Client.List.UpdateOneID(id).Where(condition.Where[predicate.List](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseList(ctx, id, on, err)
	}
	return replyList(ctx, row), nil
}

// setList sets what is present, clears what is null, and keeps what is absent.
func setList(m *ent.ListMutation, req *ListUpdate) {
}

// DeleteList implements deleteList: one DELETE.
func (h *CRUD) DeleteList(ctx context.Context, params DeleteListParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.List.DeleteOneID(params.ListID).Where(condition.Where[predicate.List](on, "")...).Exec(ctx)
	if err != nil {
		return h.refuseList(ctx, params.ListID, on, err)
	}
	return nil
}

// keptList refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptList(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.List.Query().Where(entlist.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeList writes a row as a reply shows it.
func writeList(w *jx.Writer, row *ent.List) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyList returns a row as a reply.
func replyList(ctx context.Context, row *ent.List) reply.JSON {
	return reply.Of(ctx, row, writeList)
}
