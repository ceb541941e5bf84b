// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"net/http"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	entfolder "github.com/entask/entask/internal/generate/testdata/graph/ent/folder"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/feed"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsFolder are what a list of Folders can be ordered by.
var columnsFolder = map[string]page.Column{
	"id": {Name: entfolder.FieldID},
}

// ListFolders implements listFolders: one SELECT, and one more where count=true.
func (h *CRUD) ListFolders(ctx context.Context, params ListFoldersParams) (*ListFoldersOKHeaders, error) {
	return h.listFolders(ctx, params)
}

// listFolders lists those of the rows that pass the predicates.
func (h *CRUD) listFolders(ctx context.Context, params ListFoldersParams, of ...predicate.Folder) (*ListFoldersOKHeaders, error) {
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
	deleted := trash.Asked(string(params.Deleted.Value))
	query := h.Client.Folder.Query().InTrash(deleted).Where(filtersFolder(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone().InTrash(deleted)
	}
	expandFolder(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyFolder, reply.Only(writeFolder, params.Fields, "parent", "children", "notes"))
	if len(of) == 0 && len(params.Expand) == 0 {
		list.Revalidate(ctx)
	}
	err = list.Shrink(func() error { return query.Clone().InTrash(deleted).EachWithin(ctx, &list.Bound, list.Add) })
	if err != nil {
		return nil, err
	}
	if params.Count.Value && !list.Unchanged() {
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
	if v, ok := params.ParentID.Get(); ok {
		where = append(where, statement.EQ(entfolder.FieldParentID, v))
	}
	return where
}

// ListFolderChanges implements listFolderChanges: one SELECT.
func (h *CRUD) ListFolderChanges(ctx context.Context, params ListFolderChangesParams) (reply.JSON, error) {
	p, err := feed.New(ctx, params.Since.Value, params.Limit.Value)
	if err != nil {
		return reply.JSON{}, err
	}
	where := filtersFolder(ListFoldersParams{
		ID:       params.ID,
		ParentID: params.ParentID,
	})
	return feed.Reply(ctx, p, func(w *jx.Writer) error {
		return h.Client.Folder.EachChange(ctx, p, w, writeFolder, where...)
	})
}

// CreateFolder implements createFolder: one INSERT.
func (h *CRUD) CreateFolder(ctx context.Context, req *FolderCreate, params CreateFolderParams) (*CreateFolderCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createFolder", req, &answer, h.keptFolder, func(ctx context.Context, client *ent.Client) error {
		created, err := buildFolder(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeFolder)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeFolderCreate(ctx, req, err)
	}
	return &CreateFolderCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/folders/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildFolder returns the builder of a new row.
func buildFolder(client *ent.Client, req *FolderCreate) *ent.FolderCreate {
	builder := client.Folder.Create()
	builder.SetName(req.Name)
	if v, ok := req.ParentID.Get(); ok {
		builder.SetParentID(v)
	}
	return builder
}

// ReadFolder implements readFolder: one SELECT.
func (h *CRUD) ReadFolder(ctx context.Context, params ReadFolderParams) (ReadFolderRes, error) {
	query := h.Client.Folder.Query().InTrash(trash.Asked(string(params.Deleted.Value))).Where(statement.EQ(entfolder.FieldID, params.FolderID))
	expandFolder(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseFolder(ctx, params.FolderID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadFolderNotModified{ETag: etag.Of(row.Version)}, nil
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
		return on.Refusal(entfolder.FieldVersion)
	}
}

// PutFolder implements putFolder: one UPDATE.
func (h *CRUD) PutFolder(ctx context.Context, req *FolderUpdate, params PutFolderParams) (*FolderHeaders, error) {
	out, err := h.saveFolder(ctx, params.FolderID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.FolderUpdateOne) {
		setFolder(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeFolderUpdate(ctx, req, err, params.FolderID)
	}
	return out, nil
}

// UpdateFolder implements updateFolder: one UPDATE.
func (h *CRUD) UpdateFolder(ctx context.Context, req *FolderUpdate, params UpdateFolderParams) (*FolderHeaders, error) {
	out, err := h.saveFolder(ctx, params.FolderID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.FolderUpdateOne) {
		setFolder(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeFolderUpdate(ctx, req, err, params.FolderID)
	}
	return out, nil
}

// saveFolder changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveFolder(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.FolderUpdateOne)) (*FolderHeaders, error) {
	builder := h.Client.Folder.UpdateOneID(id).Where(condition.Where[predicate.Folder](on, entfolder.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseFolder(ctx, id, on, err)
	}
	return replyFolder(ctx, row), nil
}

// setFolder sets what is present, clears what is null, and keeps what is absent.
func setFolder(m *ent.FolderMutation, req *FolderUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
	if v, ok := req.ParentID.Get(); ok {
		m.SetParentID(v)
	} else if req.ParentID.IsNull() {
		m.ClearParentID()
	}
}

// DeleteFolder implements deleteFolder: one UPDATE, or one DELETE for good.
func (h *CRUD) DeleteFolder(ctx context.Context, params DeleteFolderParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if !params.Permanent.Value {
		return h.trashFolder(ctx, params.FolderID, on)
	}
	err := h.deleteFolder(ctx, params.FolderID, condition.Where[predicate.Folder](on, entfolder.FieldVersion)...)
	if err != nil {
		return h.refuseTrashedFolder(ctx, params.FolderID, on, trash.With, err)
	}
	return nil
}

// RestoreFolder implements restoreFolder: one UPDATE.
func (h *CRUD) RestoreFolder(ctx context.Context, params RestoreFolderParams) (*FolderHeaders, error) {
	id, on := params.FolderID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	update := h.Client.Folder.UpdateOneID(id).Where(condition.Where[predicate.Folder](on, entfolder.FieldVersion)...).Restore()
	row, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return nil, trash.Held(failed, trash.Parted)
		}
	}
	if err != nil {
		return nil, h.refuseTrashedFolder(ctx, id, on, trash.Only, err)
	}
	return replyFolder(ctx, row), nil
}

// trashFolder moves one row to the trash.
func (h *CRUD) trashFolder(ctx context.Context, id uuid.UUID, on condition.Headers) error {
	update := h.Client.Folder.UpdateOneID(id).Where(condition.Where[predicate.Folder](on, entfolder.FieldVersion)...).Trash()
	_, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return trash.Held(failed, "Something leads to it")
		}
	}
	return h.refuseFolder(ctx, id, on, err)
}

// refuseTrashedFolder is refuseFolder for an operation that finds rows in the trash.
func (h *CRUD) refuseTrashedFolder(ctx context.Context, id uuid.UUID, on condition.Headers, which trash.Which, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	found, failed := h.Client.Folder.Query().InTrash(which).Where(entfolder.ID(id)).Exist(ctx)
	switch {
	case failed != nil:
		return failed
	case found && (on.IfMatch.Set || on.IfNoneMatch.Set):
		return on.Refusal(entfolder.FieldVersion)
	default:
		return h.refuseFolder(ctx, id, condition.Headers{}, err)
	}
}

// trashFolders moves all of the rows to the trash, or none, and returns how many it found.
func (h *CRUD) trashFolders(ctx context.Context, ids []uuid.UUID, where ...predicate.Folder) (int, error) {
	update := h.Client.Folder.Update().Where(where...).WhereAll(ids...).Trash()
	rows, err := update.SaveReturning(ctx)
	if err != nil || len(rows) == len(ids) {
		return len(rows), err
	}
	if held, failed := update.Held(ctx); held || failed != nil {
		err = trash.Held(failed, "Something leads to it")
	}
	return 0, err
}

// RestoreFolderBatch implements restoreFolderBatch: one UPDATE.
func (h *CRUD) RestoreFolderBatch(ctx context.Context, params RestoreFolderBatchParams) (reply.JSON, error) {
	update := h.Client.Folder.Update().WhereAll(params.Ids...).Restore()
	rows, err := update.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, err
	}
	if len(rows) < len(params.Ids) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return reply.JSON{}, trash.Held(failed, trash.Parted)
		}
		return reply.JSON{}, h.missedTrashedFolder(ctx, params.Ids, "query", "ids")
	}
	batch.InOrder(rows, params.Ids, func(row *ent.Folder) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeFolder), nil
}

// missedTrashedFolder says why not all of the rows were found among the viewer's in the trash.
func (h *CRUD) missedTrashedFolder(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Folder.Owners(ctx, ids)
	if err != nil {
		return err
	}
	there, err := h.seenFolder(ctx, trash.Only)(ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, batch.Among(there, owners, v.ID), v.ID, loc...)
}

// purgeFolder deletes for good those of the rows that are in the trash and that no living row
// belongs to, and returns how many.
func (h *CRUD) purgeFolder(ctx context.Context, ids []uuid.UUID) (n int, err error) {
	err = h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Folder.Query().InTrash(trash.Only).Where(entfolder.IDIn(ids...), client.Folder.Unneeded()).Order(entfolder.ByID()).Modify(client.Folder.Lock(ctx)).IDs(ctx)
		if err != nil {
			return err
		}
		if err := detachFolder(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		n, err = client.Folder.Delete().InTrash(trash.Only).Where(entfolder.IDIn(locked...), client.Folder.Unneeded()).Exec(ctx)
		return err
	})
	return n, err
}

// CreateFolderBatch implements createFolderBatch: one INSERT.
func (h *CRUD) CreateFolderBatch(ctx context.Context, req []FolderCreate, params CreateFolderBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.FolderCreate, len(req))
	err := h.atMostOnce(rememberFolderLinks(ctx, req), params.IdempotencyKey, "createFolderBatch", req, &answer, h.keptFolder, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildFolder(client, &req[i])
		}
		rows, at, err := client.Folder.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Folder) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeFolder)
			return err
		}
		return fault.In(h.placeFolderCreate(ctx, &req[at], err), at)
	})
	at, err := relation.Explain(ctx, err, h.Client.Owners)
	if at >= 0 {
		return reply.JSON{}, fault.In(h.placeFolderCreate(ctx, &req[at], err), at)
	}
	return answer, err
}

// UpdateFolderBatch implements updateFolderBatch: one UPDATE.
func (h *CRUD) UpdateFolderBatch(ctx context.Context, req *FolderBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Folder.Update().WhereAll(ids...)
	setFolder(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(h.placeFolderUpdate(ctx, &req.Change, err), "change")
	}
	if len(rows) < len(ids) {
		refused := h.missedFolder(ctx, ids, "body", "ids")
		if why := h.placeFolderUpdate(ctx, &req.Change, refused, ids...); why != refused {
			return reply.JSON{}, fault.In(why, "change")
		}
		return reply.JSON{}, refused
	}
	batch.InOrder(rows, ids, func(row *ent.Folder) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeFolder), nil
}

// DeleteFolderBatch implements deleteFolderBatch: one UPDATE, or one DELETE for good.
func (h *CRUD) DeleteFolderBatch(ctx context.Context, params DeleteFolderBatchParams) error {
	var n int
	var err error
	if params.Permanent.Value {
		n, err = h.removeFolder(ctx, params.Ids)
	} else {
		n, err = h.trashFolders(ctx, params.Ids)
	}
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	if err != nil || n == len(params.Ids) {
		return err
	}
	return h.missedFolder(ctx, params.Ids, "query", "ids")
}

// missedFolder says why not all of the rows were found among the viewer's.
func (h *CRUD) missedFolder(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Folder.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachFolder implements createEachFolder: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachFolder(ctx context.Context, req []jx.Raw, params CreateEachFolderParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[FolderCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.FolderCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(rememberFolderLinks(ctx, some), params.IdempotencyKey, "createEachFolder", req, &answer, batch.Kept(h.keptFolder), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildFolder(client, &some[i])
			}
			rows, item, err := client.Folder.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Folder) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeFolder(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachFolder(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachFolder refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachFolder(ctx context.Context, out *batch.Outcomes, some []FolderCreate, builders []*ent.FolderCreate, at int, err error) error {
	left := out.Left()
	broken, err := relation.ExplainEach(ctx, err, h.Client.Owners)
	for i, why := range broken {
		if failed := out.Refuse(ctx, left[i], fault.In(h.placeFolderCreate(ctx, &some[i], why), left[i])); failed != nil {
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
	return out.Refuse(ctx, left[at], fault.In(h.placeFolderCreate(ctx, &some[at], err), left[at]))
}

// UpdateEachFolder implements updateEachFolder: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachFolder(ctx context.Context, req *FolderEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Versions: batch.Ints(req.Versions), Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, versions []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Folder.Update().Where(batch.Versions[predicate.Folder](entfolder.FieldID, entfolder.FieldVersion, ids, versions)...).WhereAll(ids...)
			setFolder(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			_, err = relation.Explain(ctx, err, h.Client.Owners)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(h.placeFolderUpdate(ctx, change, err), "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Folder) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeFolder(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenFolder(ctx, trash.Living), Owners: h.Client.Folder.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			params := UpdateFolderParams{FolderID: id}
			if version != nil {
				params.IfMatch = NewOptString(etag.Of(*version))
			}
			out, err := h.UpdateFolder(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out.Response, nil
		},
	}.Do(ctx)
}

// DeleteEachFolder implements deleteEachFolder: one UPDATE, or one DELETE for good, and more where rows are refused.
func (h *CRUD) DeleteEachFolder(ctx context.Context, params DeleteEachFolderParams) (reply.JSON, error) {
	return batch.Rows{
		IDs: params.Ids, Versions: batch.Ints(params.Versions), Loc: []any{"query", "ids"}, Status: http.StatusNoContent,
		All: func(ids []uuid.UUID, versions []int) (_ func(*jx.Writer, int), _ bool, err error) {
			n := 0
			if params.Permanent.Value {
				n, err = h.removeFolder(ctx, ids, batch.Versions[predicate.Folder](entfolder.FieldID, entfolder.FieldVersion, ids, versions)...)
			} else {
				n, err = h.trashFolders(ctx, ids, batch.Versions[predicate.Folder](entfolder.FieldID, entfolder.FieldVersion, ids, versions)...)
			}
			if f := fault.From(err); relation.Broken(err) || ent.IsConstraintError(err) || f != nil && f.Kind == fault.Conflict {
				err = batch.ErrApart
			}
			return nil, n == len(ids), err
		},
		Seen: h.seenFolder(ctx, trash.Taking(params.Permanent.Value)), Owners: h.Client.Folder.Owners,
		One: func(id uuid.UUID, version *int) (*reply.JSON, error) {
			one := DeleteFolderParams{FolderID: id, Permanent: params.Permanent}
			if version != nil {
				one.IfMatch = NewOptString(etag.Of(*version))
			}
			return nil, h.DeleteFolder(ctx, one)
		},
	}.Do(ctx)
}

// seenFolder returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenFolder(ctx context.Context, which trash.Which) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Folder.Query().InTrash(which).Where(entfolder.IDIn(ids...))
		query.Select(entfolder.FieldID, entfolder.FieldVersion)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = int(row.Version)
		}
		return seen, err
	}
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
	if all, err := row.Edges.ChildrenOrErr(); err == nil {
		w.RawStr(`"children":`)
		reply.List(w, all, writeFolder)
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
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	if all, err := row.Edges.NotesOrErr(); err == nil {
		w.RawStr(`,"notes":`)
		reply.List(w, all, writeNote)
	}
	switch one, err := row.Edges.ParentOrErr(); {
	case err == nil:
		w.RawStr(`,"parent":`)
		writeFolder(w, one)
	case ent.IsNotFound(err):
		w.RawStr(`,"parent":null`)
	}
	w.RawStr(`,"parent_id":`)
	if v := row.ParentID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyFolder returns a row as a reply, with its version in ETag.
func replyFolder(ctx context.Context, row *ent.Folder) *FolderHeaders {
	return &FolderHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeFolder)}
}
