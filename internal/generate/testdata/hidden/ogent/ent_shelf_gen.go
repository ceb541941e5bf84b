// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"net/http"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/predicate"
	entshelf "github.com/entask/entask/internal/generate/testdata/hidden/ent/shelf"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsShelf are what a list of Shelves can be ordered by.
var columnsShelf = map[string]page.Column{
	"id": {Name: entshelf.FieldID},
}

// ListShelves implements listShelves: one SELECT, and one more where count=true.
func (h *CRUD) ListShelves(ctx context.Context, params ListShelvesParams) (*ListShelvesOKHeaders, error) {
	p, err := page.New(columnsShelf, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListShelvesOKHeaders{}
	query := h.Client.Shelf.Query().Where(filtersShelf(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandShelf(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyShelf, reply.Only(writeShelf, params.Fields, "books"))
	err = list.Shrink(func() error { return query.Clone().EachWithin(ctx, &list.Bound, list.Add) })
	if err != nil {
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

// keyShelf returns where a row stands in the order of a column.
func keyShelf(row *ent.Shelf, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entshelf.FieldID:
		key.Value = nil
	}
	return key
}

// filtersShelf are the predicates that the parameters ask for.
func filtersShelf(params ListShelvesParams) []predicate.Shelf {
	var where []predicate.Shelf
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entshelf.FieldID, values...))
	}
	return where
}

// CreateShelf implements createShelf: one INSERT.
func (h *CRUD) CreateShelf(ctx context.Context, req *ShelfCreate, params CreateShelfParams) (*CreateShelfCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createShelf", req, &answer, h.keptShelf, func(ctx context.Context, client *ent.Client) error {
		created, err := buildShelf(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeShelf)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateShelfCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/shelves/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildShelf returns the builder of a new row.
func buildShelf(client *ent.Client, req *ShelfCreate) *ent.ShelfCreate {
	builder := client.Shelf.Create()
	builder.SetName(req.Name)
	return builder
}

// ReadShelf implements readShelf: one SELECT.
func (h *CRUD) ReadShelf(ctx context.Context, params ReadShelfParams) (ReadShelfRes, error) {
	query := h.Client.Shelf.Query().Where(statement.EQ(entshelf.FieldID, params.ShelfID))
	expandShelf(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseShelf(ctx, params.ShelfID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadShelfNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyShelf(ctx, row), nil
}

// refuseShelf says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseShelf(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Shelf.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entshelf.FieldVersion)
	}
}

// PutShelf implements putShelf: one UPDATE.
func (h *CRUD) PutShelf(ctx context.Context, req *ShelfUpdate, params PutShelfParams) (*ShelfHeaders, error) {
	return h.saveShelf(ctx, params.ShelfID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ShelfUpdateOne) {
		setShelf(builder.Mutation(), req)
	})
}

// UpdateShelf implements updateShelf: one UPDATE.
func (h *CRUD) UpdateShelf(ctx context.Context, req *ShelfUpdate, params UpdateShelfParams) (*ShelfHeaders, error) {
	return h.saveShelf(ctx, params.ShelfID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.ShelfUpdateOne) {
		setShelf(builder.Mutation(), req)
	})
}

// saveShelf changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveShelf(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.ShelfUpdateOne)) (*ShelfHeaders, error) {
	builder := h.Client.Shelf.UpdateOneID(id).Where(condition.Where[predicate.Shelf](on, entshelf.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseShelf(ctx, id, on, err)
	}
	return replyShelf(ctx, row), nil
}

// setShelf sets what is present, clears what is null, and keeps what is absent.
func setShelf(m *ent.ShelfMutation, req *ShelfUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
}

// DeleteShelf implements deleteShelf: one DELETE.
func (h *CRUD) DeleteShelf(ctx context.Context, params DeleteShelfParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.deleteShelf(ctx, params.ShelfID, condition.Where[predicate.Shelf](on, entshelf.FieldVersion)...)
	if err != nil {
		return h.refuseShelf(ctx, params.ShelfID, on, err)
	}
	return nil
}

// CreateShelfBatch implements createShelfBatch: one INSERT.
func (h *CRUD) CreateShelfBatch(ctx context.Context, req []ShelfCreate, params CreateShelfBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.ShelfCreate, len(req))
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createShelfBatch", req, &answer, h.keptShelf, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildShelf(client, &req[i])
		}
		rows, at, err := client.Shelf.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Shelf) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeShelf)
			return err
		}
		return fault.In(err, at)
	})
	return answer, err
}

// UpdateShelfBatch implements updateShelfBatch: one UPDATE.
func (h *CRUD) UpdateShelfBatch(ctx context.Context, req *ShelfBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Shelf.Update().WhereAll(ids...)
	setShelf(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(err, "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedShelf(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Shelf) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeShelf), nil
}

// DeleteShelfBatch implements deleteShelfBatch: one DELETE.
func (h *CRUD) DeleteShelfBatch(ctx context.Context, params DeleteShelfBatchParams) error {
	n, err := h.removeShelf(ctx, params.Ids)
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedShelf(ctx, params.Ids, "query", "ids")
}

// missedShelf says why not all of the rows were found among the viewer's.
func (h *CRUD) missedShelf(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Shelf.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachShelf implements createEachShelf: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachShelf(ctx context.Context, req []jx.Raw, params CreateEachShelfParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[ShelfCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.ShelfCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(ctx, params.IdempotencyKey, "createEachShelf", req, &answer, batch.Kept(h.keptShelf), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildShelf(client, &some[i])
			}
			rows, item, err := client.Shelf.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Shelf) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeShelf(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachShelf(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachShelf refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachShelf(ctx context.Context, out *batch.Outcomes, some []ShelfCreate, builders []*ent.ShelfCreate, at int, err error) error {
	left := out.Left()
	if ent.IsConstraintError(err) {
		return err
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(err, left[at]))
}

// UpdateEachShelf implements updateEachShelf: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachShelf(ctx context.Context, req *ShelfEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Versions: batch.Ints(req.Versions), Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, versions []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Shelf.Update().Where(batch.Versions[predicate.Shelf](entshelf.FieldID, entshelf.FieldVersion, ids, versions)...).WhereAll(ids...)
			setShelf(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(err, "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Shelf) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeShelf(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenShelf(ctx), Owners: h.Client.Shelf.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			params := UpdateShelfParams{ShelfID: id}
			if version != nil {
				params.IfMatch = NewOptString(etag.Of(*version))
			}
			out, err := h.UpdateShelf(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out.Response, nil
		},
	}.Do(ctx)
}

// DeleteEachShelf implements deleteEachShelf: one DELETE, and more where rows are refused.
func (h *CRUD) DeleteEachShelf(ctx context.Context, params DeleteEachShelfParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Versions: batch.Ints(params.Versions), Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, versions []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			n, err = h.removeShelf(ctx, ids, batch.Versions[predicate.Shelf](entshelf.FieldID, entshelf.FieldVersion, ids, versions)...)
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenShelf(ctx), Owners: h.Client.Shelf.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			one := DeleteShelfParams{ShelfID: id}
			if version != nil {
				one.IfMatch = NewOptString(etag.Of(*version))
			}
			return nil, h.DeleteShelf(ctx, one)
		},
	}.Do(ctx)
}

// seenShelf returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenShelf(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Shelf.Query().Where(entshelf.IDIn(ids...))
		query.Select(entshelf.FieldID, entshelf.FieldVersion)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = int(row.Version)
		}
		return seen, err
	}
}

// keptShelf refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptShelf(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Shelf.Query().Where(entshelf.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeShelf writes a row as a reply shows it.
func writeShelf(w *jx.Writer, row *ent.Shelf) {
	w.ObjStart()
	if all, err := row.Edges.BooksOrErr(); err == nil {
		w.RawStr(`"books":`)
		reply.List(w, all, writeBook)
		w.Comma()
	}
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyShelf returns a row as a reply, with its version in ETag.
func replyShelf(ctx context.Context, row *ent.Shelf) *ShelfHeaders {
	return &ShelfHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeShelf)}
}
