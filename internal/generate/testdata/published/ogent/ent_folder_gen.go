// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/published/ent"
	entfolder "github.com/entask/entask/internal/generate/testdata/published/ent/folder"
	"github.com/entask/entask/internal/generate/testdata/published/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsFolder are what a list of Folders can be ordered by.
var columnsFolder = map[string]page.Column{
	"id": {Name: entfolder.FieldID},
}

// ListFolders implements listFolders: one SELECT, and one more where count=true.
func (h *CRUD) ListFolders(ctx context.Context, params ListFoldersParams) (*ListFoldersOKHeaders, error) {
	p, err := page.New(columnsFolder, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListFoldersOKHeaders{}
	query := h.Client.Folder.Query().Where(filtersFolder(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	expandFolder(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyFolder, reply.Only(writeFolder, params.Fields, "posts"))
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

// keyFolder returns where a row stands in the order of a column.
func keyFolder(row *ent.Folder, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entfolder.FieldID:
		key.Value = nil
	}
	return key
}

// filtersFolder are the predicates that the parameters ask for.
func filtersFolder(params ListFoldersParams) []predicate.Folder {
	var where []predicate.Folder
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entfolder.FieldID, values...))
	}
	return where
}

// CreateFolder implements createFolder: one INSERT.
func (h *CRUD) CreateFolder(ctx context.Context, req *FolderCreate, params CreateFolderParams) (*CreateFolderCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createFolder", req, &answer, h.keptFolder, func(ctx context.Context, client *ent.Client) error {
		created, err := buildFolder(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeFolder)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateFolderCreatedHeaders{
		Location: "/api/folders/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildFolder returns the builder of a new row.
func buildFolder(client *ent.Client, req *FolderCreate) *ent.FolderCreate {
	builder := client.Folder.Create()
	builder.SetName(req.Name)
	return builder
}

// ReadFolder implements readFolder: one SELECT.
func (h *CRUD) ReadFolder(ctx context.Context, params ReadFolderParams) (reply.JSON, error) {
	query := h.Client.Folder.Query().Where(statement.EQ(entfolder.FieldID, params.FolderID))
	expandFolder(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseFolder(ctx, params.FolderID, condition.Headers{}, err)
	}
	return replyFolder(ctx, row), nil
}

// refuseFolder says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseFolder(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Folder.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// PutFolder implements putFolder: one UPDATE.
func (h *CRUD) PutFolder(ctx context.Context, req *FolderUpdate, params PutFolderParams) (reply.JSON, error) {
	return h.saveFolder(ctx, params.FolderID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.FolderUpdateOne) {
		setFolder(builder.Mutation(), req)
	})
}

// UpdateFolder implements updateFolder: one UPDATE.
func (h *CRUD) UpdateFolder(ctx context.Context, req *FolderUpdate, params UpdateFolderParams) (reply.JSON, error) {
	return h.saveFolder(ctx, params.FolderID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.FolderUpdateOne) {
		setFolder(builder.Mutation(), req)
	})
}

// saveFolder changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveFolder(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.FolderUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Folder.UpdateOneID(id).Where(condition.Where[predicate.Folder](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseFolder(ctx, id, on, err)
	}
	return replyFolder(ctx, row), nil
}

// setFolder sets what is present, clears what is null, and keeps what is absent.
func setFolder(m *ent.FolderMutation, req *FolderUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
}

// DeleteFolder implements deleteFolder: one DELETE.
func (h *CRUD) DeleteFolder(ctx context.Context, params DeleteFolderParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.deleteFolder(ctx, params.FolderID, condition.Where[predicate.Folder](on, "")...)
	if err != nil {
		return h.refuseFolder(ctx, params.FolderID, on, err)
	}
	return nil
}

// keptFolder refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptFolder(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Folder.Query().Where(entfolder.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writeFolder writes a row as a reply shows it.
func writeFolder(w *jx.Writer, row *ent.Folder) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	if all, err := row.Edges.PostsOrErr(); err == nil {
		w.RawStr(`,"posts":`)
		reply.List(w, all, writePost)
	}
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyFolder returns a row as a reply.
func replyFolder(ctx context.Context, row *ent.Folder) reply.JSON {
	return reply.Of(ctx, row, writeFolder)
}
