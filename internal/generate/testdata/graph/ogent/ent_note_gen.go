// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	entnote "github.com/entask/entask/internal/generate/testdata/graph/ent/note"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsNote are what a list of Notes can be ordered by.
var columnsNote = map[string]page.Column{
	"id": {Name: entnote.FieldID},
}

// ListNotes implements listNotes: one SELECT, and one more where count=true.
func (h *CRUD) ListNotes(ctx context.Context, params ListNotesParams) (*ListNotesOKHeaders, error) {
	return h.listNotes(ctx, params)
}

// listNotes lists those of the rows that pass the predicates.
func (h *CRUD) listNotes(ctx context.Context, params ListNotesParams, of ...predicate.Note) (*ListNotesOKHeaders, error) {
	p, err := page.New(columnsNote, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListNotesOKHeaders{}
	query := h.Client.Note.Query().Where(filtersNote(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandNote(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyNote, reply.Only(writeNote, params.Fields, "folder"))
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

// keyNote returns where a row stands in the order of a column.
func keyNote(row *ent.Note, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entnote.FieldID:
		key.Value = nil
	}
	return key
}

// filtersNote are the predicates that the parameters ask for.
func filtersNote(params ListNotesParams) []predicate.Note {
	var where []predicate.Note
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entnote.FieldID, values...))
	}
	if v, ok := params.FolderID.Get(); ok {
		where = append(where, statement.EQ(entnote.FieldFolderID, v))
	}
	return where
}

// CreateNote implements createNote: one INSERT.
func (h *CRUD) CreateNote(ctx context.Context, req *NoteCreate, params CreateNoteParams) (*CreateNoteCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createNote", req, &answer, h.keptNote, func(ctx context.Context, client *ent.Client) error {
		created, err := buildNote(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeNote)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeNoteCreate(ctx, req, err)
	}
	return &CreateNoteCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/notes/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildNote returns the builder of a new row.
func buildNote(client *ent.Client, req *NoteCreate) *ent.NoteCreate {
	builder := client.Note.Create()
	builder.SetText(req.Text)
	if v, ok := req.FolderID.Get(); ok {
		builder.SetFolderID(v)
	}
	return builder
}

// ReadNote implements readNote: one SELECT.
func (h *CRUD) ReadNote(ctx context.Context, params ReadNoteParams) (ReadNoteRes, error) {
	query := h.Client.Note.Query().Where(statement.EQ(entnote.FieldID, params.NoteID))
	expandNote(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseNote(ctx, params.NoteID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadNoteNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyNote(ctx, row), nil
}

// refuseNote says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseNote(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Note.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entnote.FieldVersion)
	}
}

// PutNote implements putNote: one UPDATE.
func (h *CRUD) PutNote(ctx context.Context, req *NoteUpdate, params PutNoteParams) (*NoteHeaders, error) {
	out, err := h.saveNote(ctx, params.NoteID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.NoteUpdateOne) {
		setNote(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeNoteUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateNote implements updateNote: one UPDATE.
func (h *CRUD) UpdateNote(ctx context.Context, req *NoteUpdate, params UpdateNoteParams) (*NoteHeaders, error) {
	out, err := h.saveNote(ctx, params.NoteID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.NoteUpdateOne) {
		setNote(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeNoteUpdate(ctx, req, err)
	}
	return out, nil
}

// saveNote changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveNote(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.NoteUpdateOne)) (*NoteHeaders, error) {
	builder := h.Client.Note.UpdateOneID(id).Where(condition.Where[predicate.Note](on, entnote.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseNote(ctx, id, on, err)
	}
	return replyNote(ctx, row), nil
}

// setNote sets what is present, clears what is null, and keeps what is absent.
func setNote(m *ent.NoteMutation, req *NoteUpdate) {
	if v, ok := req.Text.Get(); ok {
		m.SetText(v)
	}
	if v, ok := req.FolderID.Get(); ok {
		m.SetFolderID(v)
	} else if req.FolderID.IsNull() {
		m.ClearFolderID()
	}
}

// DeleteNote implements deleteNote: one DELETE.
func (h *CRUD) DeleteNote(ctx context.Context, params DeleteNoteParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Note.DeleteOneID(params.NoteID).Where(condition.Where[predicate.Note](on, entnote.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseNote(ctx, params.NoteID, on, err)
	}
	return nil
}

// keptNote refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptNote(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Note.Query().Where(entnote.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeNote writes a row as a reply shows it.
func writeNote(w *jx.Writer, row *ent.Note) {
	w.ObjStart()
	switch one, err := row.Edges.FolderOrErr(); {
	case err == nil:
		w.RawStr(`"folder":`)
		writeFolder(w, one)
		w.Comma()
	case ent.IsNotFound(err):
		w.RawStr(`"folder":null,`)
	}
	w.RawStr(`"folder_id":`)
	if v := row.FolderID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyNote returns a row as a reply, with its version in ETag.
func replyNote(ctx context.Context, row *ent.Note) *NoteHeaders {
	return &NoteHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeNote)}
}
