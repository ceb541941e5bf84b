// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"net/http"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
	entbook "github.com/entask/entask/internal/generate/testdata/hidden/ent/book"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/predicate"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/quota"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsBook are what a list of Books can be ordered by.
var columnsBook = map[string]page.Column{
	"id": {Name: entbook.FieldID},
}

// ListBooks implements listBooks: one SELECT, and one more where count=true.
func (h *CRUD) ListBooks(ctx context.Context, params ListBooksParams) (*ListBooksOKHeaders, error) {
	return h.listBooks(ctx, params)
}

// listBooks lists those of the rows that pass the predicates.
func (h *CRUD) listBooks(ctx context.Context, params ListBooksParams, of ...predicate.Book) (*ListBooksOKHeaders, error) {
	p, err := page.New(columnsBook, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListBooksOKHeaders{}
	query := h.Client.Book.Query().Where(filtersBook(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandBook(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyBook, reply.Only(writeBook, params.Fields, "shelf", "labels", "notes"))
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

// keyBook returns where a row stands in the order of a column.
func keyBook(row *ent.Book, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entbook.FieldID:
		key.Value = nil
	}
	return key
}

// filtersBook are the predicates that the parameters ask for.
func filtersBook(params ListBooksParams) []predicate.Book {
	var where []predicate.Book
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entbook.FieldID, values...))
	}
	if v, ok := params.ShelfID.Get(); ok {
		where = append(where, statement.EQ(entbook.FieldShelfID, v))
	}
	return where
}

// CreateBook implements createBook: one INSERT.
func (h *CRUD) CreateBook(ctx context.Context, req *BookCreate, params CreateBookParams) (*CreateBookCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createBook", req, &answer, h.keptBook, func(ctx context.Context, client *ent.Client) error {
		created, err := buildBook(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeBook)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeBookCreate(ctx, req, err)
	}
	return &CreateBookCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/books/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildBook returns the builder of a new row.
func buildBook(client *ent.Client, req *BookCreate) *ent.BookCreate {
	builder := client.Book.Create()
	builder.SetTitle(req.Title)
	if v, ok := req.Finished.Get(); ok {
		builder.SetFinished(v)
	}
	if v, ok := req.ShelfID.Get(); ok {
		builder.SetShelfID(v)
	}
	builder.AddLabelIDs(req.LabelIds...)
	return builder
}

// ReadBook implements readBook: one SELECT.
func (h *CRUD) ReadBook(ctx context.Context, params ReadBookParams) (ReadBookRes, error) {
	query := h.Client.Book.Query().Where(statement.EQ(entbook.FieldID, params.BookID))
	expandBook(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseBook(ctx, params.BookID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadBookNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyBook(ctx, row), nil
}

// refuseBook says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseBook(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Book.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entbook.FieldVersion)
	}
}

// PutBook implements putBook: one UPDATE.
func (h *CRUD) PutBook(ctx context.Context, req *BookUpdate, params PutBookParams) (*BookHeaders, error) {
	out, err := h.saveBook(ctx, params.BookID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.BookUpdateOne) {
		setBook(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeBookUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateBook implements updateBook: one UPDATE.
func (h *CRUD) UpdateBook(ctx context.Context, req *BookUpdate, params UpdateBookParams) (*BookHeaders, error) {
	out, err := h.saveBook(ctx, params.BookID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.BookUpdateOne) {
		setBook(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeBookUpdate(ctx, req, err)
	}
	return out, nil
}

// ToggleBook implements toggleBook: one UPDATE, which flips finished where the body does not set it.
func (h *CRUD) ToggleBook(ctx context.Context, req OptBookToggleFinished, params ToggleBookParams) (*BookHeaders, error) {
	id, on := params.BookID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.onceBook(ctx, params.IdempotencyKey, "toggleBook", id, on, [...]any{req.Set, &body}, changeToggleBook(req))
	}
	return h.saveBook(ctx, id, on, changeToggleBook(req))
}

// changeToggleBook sets finished to what the body says, or flips it.
func changeToggleBook(req OptBookToggleFinished) func(*ent.BookUpdateOne) {
	return func(builder *ent.BookUpdateOne) {
		if v, ok := req.Value.Finished.Get(); ok {
			builder.SetFinished(v)
			return
		}
		builder.Flip(entbook.FieldFinished)
	}
}

// saveBook changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveBook(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.BookUpdateOne)) (*BookHeaders, error) {
	builder := h.Client.Book.UpdateOneID(id).Where(condition.Where[predicate.Book](on, entbook.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseBook(ctx, id, on, err)
	}
	return replyBook(ctx, row), nil
}

// onceBook is saveBook at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) onceBook(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.BookUpdateOne)) (*BookHeaders, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptBook, func(ctx context.Context, client *ent.Client) error {
		builder := client.Book.UpdateOneID(id).Where(condition.Where[predicate.Book](on, entbook.FieldVersion)...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writeBook)
		return nil
	})
	if err != nil {
		return nil, h.refuseBook(ctx, id, on, err)
	}
	var row struct { // of the answer
		Version int `json:"version"`
	}
	if err := answer.Into(&row); err != nil {
		return nil, err
	}
	return &BookHeaders{ETag: etag.Of(row.Version), Response: answer}, nil
}

// setBook sets what is present, clears what is null, and keeps what is absent.
func setBook(m *ent.BookMutation, req *BookUpdate) {
	if v, ok := req.Title.Get(); ok {
		m.SetTitle(v)
	}
	if v, ok := req.Finished.Get(); ok {
		m.SetFinished(v)
	}
	if v, ok := req.ShelfID.Get(); ok {
		m.SetShelfID(v)
	} else if req.ShelfID.IsNull() {
		m.ClearShelfID()
	}
	if req.LabelIds != nil {
		m.ClearLabels()
		m.AddLabelIDs(req.LabelIds...)
	}
}

// DeleteBook implements deleteBook: one DELETE.
func (h *CRUD) DeleteBook(ctx context.Context, params DeleteBookParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.deleteBook(ctx, params.BookID, condition.Where[predicate.Book](on, entbook.FieldVersion)...)
	if err != nil {
		return h.refuseBook(ctx, params.BookID, on, err)
	}
	return nil
}

// CreateBookBatch implements createBookBatch: one INSERT.
func (h *CRUD) CreateBookBatch(ctx context.Context, req []BookCreate, params CreateBookBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.BookCreate, len(req))
	err := h.atMostOnce(rememberBookLinks(ctx, req), params.IdempotencyKey, "createBookBatch", req, &answer, h.keptBook, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildBook(client, &req[i])
		}
		rows, at, err := client.Book.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Book) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeBook)
			return err
		}
		return fault.In(h.placeBookCreate(ctx, &req[at], err), at)
	})
	at, err := relation.Explain(ctx, err, h.Client.Owners)
	if at >= 0 {
		return reply.JSON{}, fault.In(h.placeBookCreate(ctx, &req[at], err), at)
	}
	return answer, err
}

// UpdateBookBatch implements updateBookBatch: one UPDATE.
func (h *CRUD) UpdateBookBatch(ctx context.Context, req *BookBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Book.Update().WhereAll(ids...)
	setBook(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(h.placeBookUpdate(ctx, &req.Change, err), "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedBook(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Book) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeBook), nil
}

// DeleteBookBatch implements deleteBookBatch: one DELETE.
func (h *CRUD) DeleteBookBatch(ctx context.Context, params DeleteBookBatchParams) error {
	n, err := h.Client.Book.Delete().WhereAll(params.Ids...).Exec(ctx)
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedBook(ctx, params.Ids, "query", "ids")
}

// missedBook says why not all of the rows were found among the viewer's.
func (h *CRUD) missedBook(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Book.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachBook implements createEachBook: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachBook(ctx context.Context, req []jx.Raw, params CreateEachBookParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[BookCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.BookCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(rememberBookLinks(ctx, some), params.IdempotencyKey, "createEachBook", req, &answer, batch.Kept(h.keptBook), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildBook(client, &some[i])
			}
			rows, item, err := client.Book.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Book) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeBook(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachBook(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachBook refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachBook(ctx context.Context, out *batch.Outcomes, some []BookCreate, builders []*ent.BookCreate, at int, err error) error {
	left := out.Left()
	if quota.Full(err) {
		v, _ := viewer.FromContext(ctx)
		room, failed := h.Client.Book.Room(ctx, v.ID)
		if failed != nil {
			return failed
		}
		return out.RefuseFrom(ctx, room, ent.BookQuota.Exceeded())
	}
	broken, err := relation.ExplainEach(ctx, err, h.Client.Owners)
	for i, why := range broken {
		if failed := out.Refuse(ctx, left[i], fault.In(h.placeBookCreate(ctx, &some[i], why), left[i])); failed != nil {
			return failed
		}
	}
	if len(broken) > 0 {
		return nil
	}
	if ent.IsConstraintError(err) {
		return err
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(h.placeBookCreate(ctx, &some[at], err), left[at]))
}

// UpdateEachBook implements updateEachBook: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachBook(ctx context.Context, req *BookEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Versions: batch.Ints(req.Versions), Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, versions []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Book.Update().Where(batch.Versions[predicate.Book](entbook.FieldID, entbook.FieldVersion, ids, versions)...).WhereAll(ids...)
			setBook(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			_, err = relation.Explain(ctx, err, h.Client.Owners)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(h.placeBookUpdate(ctx, change, err), "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Book) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeBook(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenBook(ctx), Owners: h.Client.Book.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			params := UpdateBookParams{BookID: id}
			if version != nil {
				params.IfMatch = NewOptString(etag.Of(*version))
			}
			out, err := h.UpdateBook(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out.Response, nil
		},
	}.Do(ctx)
}

// DeleteEachBook implements deleteEachBook: one DELETE, and more where rows are refused.
func (h *CRUD) DeleteEachBook(ctx context.Context, params DeleteEachBookParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Versions: batch.Ints(params.Versions), Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, versions []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			n, err = h.Client.Book.Delete().Where(batch.Versions[predicate.Book](entbook.FieldID, entbook.FieldVersion, ids, versions)...).WhereAll(ids...).Exec(ctx)
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenBook(ctx), Owners: h.Client.Book.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			one := DeleteBookParams{BookID: id}
			if version != nil {
				one.IfMatch = NewOptString(etag.Of(*version))
			}
			return nil, h.DeleteBook(ctx, one)
		},
	}.Do(ctx)
}

// seenBook returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenBook(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Book.Query().Where(entbook.IDIn(ids...))
		query.Select(entbook.FieldID, entbook.FieldVersion)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = int(row.Version)
		}
		return seen, err
	}
}

// keptBook refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptBook(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Book.Query().Where(entbook.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeBook writes a row as a reply shows it.
func writeBook(w *jx.Writer, row *ent.Book) {
	w.ObjStart()
	w.RawStr(`"finished":`)
	w.Bool(row.Finished)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	if all, err := row.Edges.LabelsOrErr(); err == nil {
		w.RawStr(`,"labels":`)
		reply.List(w, all, writeLabel)
	}
	if all, err := row.Edges.NotesOrErr(); err == nil {
		w.RawStr(`,"notes":`)
		reply.List(w, all, writeNote)
	}
	switch one, err := row.Edges.ShelfOrErr(); {
	case err == nil:
		w.RawStr(`,"shelf":`)
		writeShelf(w, one)
	case ent.IsNotFound(err):
		w.RawStr(`,"shelf":null`)
	}
	w.RawStr(`,"shelf_id":`)
	if v := row.ShelfID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"title":`)
	w.Str(row.Title)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyBook returns a row as a reply, with its version in ETag.
func replyBook(ctx context.Context, row *ent.Book) *BookHeaders {
	return &BookHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeBook)}
}
