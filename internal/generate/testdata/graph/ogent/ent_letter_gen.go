// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	entletter "github.com/entask/entask/internal/generate/testdata/graph/ent/letter"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsLetter are what a list of Letters can be ordered by.
var columnsLetter = map[string]page.Column{
	"id": {Name: entletter.FieldID},
}

// ListLetters implements listLetters: one SELECT, and one more where count=true.
func (h *CRUD) ListLetters(ctx context.Context, params ListLettersParams) (*ListLettersOKHeaders, error) {
	return h.listLetters(ctx, params)
}

// listLetters lists those of the rows that pass the predicates.
func (h *CRUD) listLetters(ctx context.Context, params ListLettersParams, of ...predicate.Letter) (*ListLettersOKHeaders, error) {
	p, err := page.New(columnsLetter, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListLettersOKHeaders{}
	deleted := trash.Asked(string(params.Deleted.Value))
	query := h.Client.Letter.Query().InTrash(deleted).Where(filtersLetter(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone().InTrash(deleted)
	}
	expandLetter(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyLetter, reply.Only(writeLetter, params.Fields, "author", "reviewer"))
	err = list.Shrink(func() error { return query.Clone().InTrash(deleted).EachWithin(ctx, &list.Bound, list.Add) })
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

// keyLetter returns where a row stands in the order of a column.
func keyLetter(row *ent.Letter, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entletter.FieldID:
		key.Value = nil
	}
	return key
}

// filtersLetter are the predicates that the parameters ask for.
func filtersLetter(params ListLettersParams) []predicate.Letter {
	var where []predicate.Letter
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entletter.FieldID, values...))
	}
	if v, ok := params.WrittenBy.Get(); ok {
		where = append(where, statement.EQ(entletter.FieldWrittenBy, v))
	}
	return where
}

// CreateLetter implements createLetter: one INSERT.
func (h *CRUD) CreateLetter(ctx context.Context, req *LetterCreate, params CreateLetterParams) (*CreateLetterCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createLetter", req, &answer, h.keptLetter, func(ctx context.Context, client *ent.Client) error {
		created, err := buildLetter(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeLetter)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeLetterCreate(ctx, req, err)
	}
	return &CreateLetterCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/letters/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildLetter returns the builder of a new row.
func buildLetter(client *ent.Client, req *LetterCreate) *ent.LetterCreate {
	builder := client.Letter.Create()
	builder.SetText(req.Text)
	builder.SetWrittenBy(req.WrittenBy)
	if v, ok := req.ReviewerID.Get(); ok {
		builder.SetReviewerID(v)
	}
	return builder
}

// ReadLetter implements readLetter: one SELECT.
func (h *CRUD) ReadLetter(ctx context.Context, params ReadLetterParams) (ReadLetterRes, error) {
	query := h.Client.Letter.Query().InTrash(trash.Asked(string(params.Deleted.Value))).Where(statement.EQ(entletter.FieldID, params.LetterID))
	expandLetter(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseLetter(ctx, params.LetterID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadLetterNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyLetter(ctx, row), nil
}

// refuseLetter says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseLetter(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Letter.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entletter.FieldVersion)
	}
}

// PutLetter implements putLetter: one UPDATE.
func (h *CRUD) PutLetter(ctx context.Context, req *LetterUpdate, params PutLetterParams) (*LetterHeaders, error) {
	out, err := h.saveLetter(ctx, params.LetterID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.LetterUpdateOne) {
		setLetter(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeLetterUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateLetter implements updateLetter: one UPDATE.
func (h *CRUD) UpdateLetter(ctx context.Context, req *LetterUpdate, params UpdateLetterParams) (*LetterHeaders, error) {
	out, err := h.saveLetter(ctx, params.LetterID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.LetterUpdateOne) {
		setLetter(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeLetterUpdate(ctx, req, err)
	}
	return out, nil
}

// saveLetter changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveLetter(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.LetterUpdateOne)) (*LetterHeaders, error) {
	builder := h.Client.Letter.UpdateOneID(id).Where(condition.Where[predicate.Letter](on, entletter.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseLetter(ctx, id, on, err)
	}
	return replyLetter(ctx, row), nil
}

// setLetter sets what is present, clears what is null, and keeps what is absent.
func setLetter(m *ent.LetterMutation, req *LetterUpdate) {
	if v, ok := req.Text.Get(); ok {
		m.SetText(v)
	}
	if v, ok := req.WrittenBy.Get(); ok {
		m.SetWrittenBy(v)
	}
	if v, ok := req.ReviewerID.Get(); ok {
		m.SetReviewerID(v)
	} else if req.ReviewerID.IsNull() {
		m.ClearReviewerID()
	}
}

// DeleteLetter implements deleteLetter: one UPDATE, or one DELETE for good.
func (h *CRUD) DeleteLetter(ctx context.Context, params DeleteLetterParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if !params.Permanent.Value {
		return h.trashLetter(ctx, params.LetterID, on)
	}
	err := h.Client.Letter.DeleteOneID(params.LetterID).InTrash(trash.With).Where(condition.Where[predicate.Letter](on, entletter.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseTrashedLetter(ctx, params.LetterID, on, trash.With, err)
	}
	return nil
}

// RestoreLetter implements restoreLetter: one UPDATE.
func (h *CRUD) RestoreLetter(ctx context.Context, params RestoreLetterParams) (*LetterHeaders, error) {
	id, on := params.LetterID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	update := h.Client.Letter.UpdateOneID(id).Where(condition.Where[predicate.Letter](on, entletter.FieldVersion)...).Restore()
	row, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return nil, trash.Held(failed, trash.Parted)
		}
	}
	if err != nil {
		return nil, h.refuseTrashedLetter(ctx, id, on, trash.Only, err)
	}
	return replyLetter(ctx, row), nil
}

// trashLetter moves one row to the trash.
func (h *CRUD) trashLetter(ctx context.Context, id uuid.UUID, on condition.Headers) error {
	update := h.Client.Letter.UpdateOneID(id).Where(condition.Where[predicate.Letter](on, entletter.FieldVersion)...).Trash()
	_, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return trash.Held(failed, "Something leads to it")
		}
	}
	return h.refuseLetter(ctx, id, on, err)
}

// refuseTrashedLetter is refuseLetter for an operation that finds rows in the trash.
func (h *CRUD) refuseTrashedLetter(ctx context.Context, id uuid.UUID, on condition.Headers, which trash.Which, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	found, failed := h.Client.Letter.Query().InTrash(which).Where(entletter.ID(id)).Exist(ctx)
	switch {
	case failed != nil:
		return failed
	case found && (on.IfMatch.Set || on.IfNoneMatch.Set):
		return on.Refusal(entletter.FieldVersion)
	default:
		return h.refuseLetter(ctx, id, condition.Headers{}, err)
	}
}

// purgeLetter deletes for good those of the rows that are in the trash and that no living row
// belongs to, and returns how many.
func (h *CRUD) purgeLetter(ctx context.Context, ids []uuid.UUID) (n int, err error) {
	return h.Client.Letter.Delete().InTrash(trash.Only).Where(entletter.IDIn(ids...), h.Client.Letter.Unneeded()).Exec(ctx)
}

// keptLetter refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptLetter(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Letter.Query().Where(entletter.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeLetter writes a row as a reply shows it.
func writeLetter(w *jx.Writer, row *ent.Letter) {
	w.ObjStart()
	if one, err := row.Edges.AuthorOrErr(); err == nil { // a hidden row is not shown
		w.RawStr(`"author":`)
		writePerson(w, one)
		w.Comma()
	}
	w.RawStr(`"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	switch one, err := row.Edges.ReviewerOrErr(); {
	case err == nil:
		w.RawStr(`,"reviewer":`)
		writePerson(w, one)
	case ent.IsNotFound(err):
		w.RawStr(`,"reviewer":null`)
	}
	w.RawStr(`,"reviewer_id":`)
	if v := row.ReviewerID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.RawStr(`,"written_by":`)
	reply.UUID(w, row.WrittenBy)
	w.ObjEnd()
}

// replyLetter returns a row as a reply, with its version in ETag.
func replyLetter(ctx context.Context, row *ent.Letter) *LetterHeaders {
	return &LetterHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeLetter)}
}
