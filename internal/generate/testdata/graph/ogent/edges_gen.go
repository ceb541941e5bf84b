// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	entcomment "github.com/entask/entask/internal/generate/testdata/graph/ent/comment"
	entfolder "github.com/entask/entask/internal/generate/testdata/graph/ent/folder"
	entletter "github.com/entask/entask/internal/generate/testdata/graph/ent/letter"
	entnote "github.com/entask/entask/internal/generate/testdata/graph/ent/note"
	entperson "github.com/entask/entask/internal/generate/testdata/graph/ent/person"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	entproject "github.com/entask/entask/internal/generate/testdata/graph/ent/project"
	enttag "github.com/entask/entask/internal/generate/testdata/graph/ent/tag"
	enttask "github.com/entask/entask/internal/generate/testdata/graph/ent/task"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/viewer"
)

// expandCard loads what is asked for with the rows: one statement for each edge.
func expandCard[E ~string](query *ent.CardQuery, names []E) {
	for _, name := range names {
		switch name {
		case "holder":
			query.WithHolder()
		}
	}
}

// placeCardCreate says of an error which link of the request it is about.
func (h *CRUD) placeCardCreate(ctx context.Context, req *CardCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// placeCardUpdate says of an error which link of the request it is about.
func (h *CRUD) placeCardUpdate(ctx context.Context, req *CardUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// expandComment loads what is asked for with the rows: one statement for each edge.
func expandComment[E ~string](query *ent.CommentQuery, names []E) {
	for _, name := range names {
		switch name {
		case "task":
			query.WithTask()
		}
	}
}

// placeCommentCreate says of an error which link of the request it is about.
func (h *CRUD) placeCommentCreate(ctx context.Context, req *CommentCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// expandFolder loads what is asked for with the rows: one statement for each edge.
func expandFolder[E ~string](query *ent.FolderQuery, names []E) {
	for _, name := range names {
		switch name {
		case "parent":
			query.WithParent()
		case "children":
			query.WithChildren(func(q *ent.FolderQuery) {
				q.Modify(relation.Latest(entfolder.ChildrenColumn, 100))
			})
		case "notes":
			query.WithNotes(func(q *ent.NoteQuery) {
				q.Modify(relation.Latest(entfolder.NotesColumn, 100))
			})
		}
	}
}

// placeFolderCreate says of an error which link of the request it is about.
func (h *CRUD) placeFolderCreate(ctx context.Context, req *FolderCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// placeFolderUpdate says of an error which link of the request it is about.
func (h *CRUD) placeFolderUpdate(ctx context.Context, req *FolderUpdate, err error, ids ...uuid.UUID) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	if v, ok := req.ParentID.Get(); ok {
		err = h.Client.Folder.ParentTree(ctx).Refuse(ctx, err, v, func(ctx context.Context, of func(*sql.Selector)) (bool, error) {
			return h.Client.Folder.Query().Where(statement.In(entfolder.FieldID, ids...), of).Exist(ctx)
		})
	}
	return relation.Place(err, map[string][]uuid.UUID{})
}

// rememberFolderLinks lets the links of a batch be looked at together.
func rememberFolderLinks(ctx context.Context, items []FolderCreate) context.Context {
	links := map[string][]uuid.UUID{}
	for _, item := range items {
		if v, ok := item.ParentID.Get(); ok {
			links["Folder.parent_id"] = append(links["Folder.parent_id"], v)
		}
	}
	return relation.Remember(ctx, links)
}

// ListFolderChildren implements listFolderChildren: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListFolderChildren(ctx context.Context, params ListFolderChildrenParams) (*ListFolderChildrenOKHeaders, error) {
	shown, err := h.Client.Folder.Shown(ctx, params.FolderID)
	if err != nil {
		return nil, err
	}
	out, err := h.listFolders(ctx, ListFoldersParams{
		Count:   params.Count,
		Cursor:  params.Cursor,
		Deleted: params.Deleted,
		Expand:  params.Expand,
		Fields:  params.Fields,
		ID:      params.ID,
		Limit:   params.Limit,
		Offset:  params.Offset,
		Sort:    params.Sort,
	}, shown, statement.EQ(entfolder.FieldParentID, params.FolderID))
	if err == nil && out.Response.Empty() {
		err = h.hasFolder(ctx, params.FolderID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListFolderChildrenOKHeaders)(out), nil
}

// ListFolderNotes implements listFolderNotes: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListFolderNotes(ctx context.Context, params ListFolderNotesParams) (*ListFolderNotesOKHeaders, error) {
	shown, err := h.Client.Folder.Shown(ctx, params.FolderID)
	if err != nil {
		return nil, err
	}
	out, err := h.listNotes(ctx, ListNotesParams{
		Count:  params.Count,
		Cursor: params.Cursor,
		Expand: params.Expand,
		Fields: params.Fields,
		ID:     params.ID,
		Limit:  params.Limit,
		Offset: params.Offset,
		Sort:   params.Sort,
	}, shown, statement.EQ(entnote.FieldFolderID, params.FolderID))
	if err == nil && out.Response.Empty() {
		err = h.hasFolder(ctx, params.FolderID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListFolderNotesOKHeaders)(out), nil
}

// hasFolder says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasFolder(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Folder.Owners(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	switch owner, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	case owner != v.ID:
		return fault.New(fault.Forbidden, "")
	}
	return nil
}

// deleteFolder deletes one row in one transaction with the changes of rows that lead to
// it. The row is locked first, so that none is linked to it meanwhile.
func (h *CRUD) deleteFolder(ctx context.Context, id uuid.UUID, where ...predicate.Folder) error {
	err := h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Folder.Query().InTrash(trash.With).Where(entfolder.ID(id)).Where(where...).Modify(client.Folder.Lock(ctx)).IDs(ctx)
		if err != nil {
			return err
		}
		if err := detachFolder(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		return client.Folder.DeleteOneID(id).InTrash(trash.With).Where(where...).Exec(ctx)
	})
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	return err
}

// removeFolder deletes all of the rows, as deleteFolder does with one, or none, and
// returns how many it found.
func (h *CRUD) removeFolder(ctx context.Context, ids []uuid.UUID, where ...predicate.Folder) (n int, err error) {
	err = h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Folder.Query().InTrash(trash.With).Where(entfolder.IDIn(ids...)).Where(where...).Order(entfolder.ByID()).Modify(client.Folder.Lock(ctx)).IDs(ctx)
		if err != nil || len(locked) < len(ids) {
			n = len(locked)
			return err
		}
		if err := detachFolder(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		n, err = client.Folder.Delete().InTrash(trash.With).Where(where...).WhereAll(ids...).Exec(ctx)
		return err
	})
	return n, err
}

// detachFolder does to the rows that lead to those of ids, which are about to be deleted,
// what the database would: their keys become null. That is a change of theirs,
// which raises their version.
func detachFolder(ctx context.Context, client *ent.Client, once relation.Once, ids []uuid.UUID) error {
	for ids := range once.Chunks(ids) {
		if err := client.Note.Update().Where(entnote.FolderIDIn(ids...)).Modify(func(u *sql.UpdateBuilder) {
			u.SetNull(entnote.FieldFolderID)
		}).Exec(ctx); err != nil {
			return err
		}
		if locked, err := client.Folder.Query().InTrash(trash.With).Where(entfolder.ParentIDIn(ids...)).Modify(client.Folder.Lock(ctx)).IDs(ctx); err != nil {
			return err
		} else if err := detachFolder(ctx, client, once, locked); err != nil {
			return err
		}
	}
	return nil
}

// expandLetter loads what is asked for with the rows: one statement for each edge.
func expandLetter[E ~string](query *ent.LetterQuery, names []E) {
	for _, name := range names {
		switch name {
		case "author":
			query.WithAuthor()
		case "reviewer":
			query.WithReviewer()
		}
	}
}

// placeLetterCreate says of an error which link of the request it is about.
func (h *CRUD) placeLetterCreate(ctx context.Context, req *LetterCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// placeLetterUpdate says of an error which link of the request it is about.
func (h *CRUD) placeLetterUpdate(ctx context.Context, req *LetterUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// expandNote loads what is asked for with the rows: one statement for each edge.
func expandNote[E ~string](query *ent.NoteQuery, names []E) {
	for _, name := range names {
		switch name {
		case "folder":
			query.WithFolder()
		}
	}
}

// placeNoteCreate says of an error which link of the request it is about.
func (h *CRUD) placeNoteCreate(ctx context.Context, req *NoteCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// placeNoteUpdate says of an error which link of the request it is about.
func (h *CRUD) placeNoteUpdate(ctx context.Context, req *NoteUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// expandPerson loads what is asked for with the rows: one statement for each edge.
func expandPerson[E ~string](query *ent.PersonQuery, names []E) {
	for _, name := range names {
		switch name {
		case "friends":
			query.WithFriends(func(q *ent.PersonQuery) {
				q.Modify(relation.Through{Table: entperson.FriendsTable, Own: entperson.FriendsPrimaryKey[1], Other: entperson.FriendsPrimaryKey[0], Owner: "user_id", RowOwner: entperson.FieldUserID}.Latest(100))
			})
		case "followers":
			query.WithFollowers(func(q *ent.PersonQuery) {
				q.Modify(relation.Through{Table: entperson.FollowersTable, Own: entperson.FollowersPrimaryKey[0], Other: entperson.FollowersPrimaryKey[1], Owner: "user_id", RowOwner: entperson.FieldUserID}.Latest(100))
			})
		case "following":
			query.WithFollowing(func(q *ent.PersonQuery) {
				q.Modify(relation.Through{Table: entperson.FollowingTable, Own: entperson.FollowingPrimaryKey[1], Other: entperson.FollowingPrimaryKey[0], Owner: "user_id", RowOwner: entperson.FieldUserID}.Latest(100))
			})
		case "card":
			query.WithCard()
		case "written":
			query.WithWritten(func(q *ent.LetterQuery) {
				q.Modify(relation.Latest(entperson.WrittenColumn, 100))
			})
		case "checked":
			query.WithChecked(func(q *ent.LetterQuery) {
				q.Modify(relation.Latest(entperson.CheckedColumn, 100))
			})
		case "idol":
			query.WithIdol()
		case "admirers":
			query.WithAdmirers(func(q *ent.PersonQuery) {
				q.Modify(relation.Latest(entperson.AdmirersColumn, 100))
			})
		}
	}
}

// placePersonCreate says of an error which link of the request it is about.
func (h *CRUD) placePersonCreate(ctx context.Context, req *PersonCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"friend_ids":    req.FriendIds,
		"follower_ids":  req.FollowerIds,
		"following_ids": req.FollowingIds,
	})
}

// placePersonUpdate says of an error which link of the request it is about.
func (h *CRUD) placePersonUpdate(ctx context.Context, req *PersonUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"friend_ids":    req.FriendIds,
		"follower_ids":  req.FollowerIds,
		"following_ids": req.FollowingIds,
	})
}

// ListPersonFriends implements listPersonFriends: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListPersonFriends(ctx context.Context, params ListPersonFriendsParams) (*ListPersonFriendsOKHeaders, error) {
	shown, err := h.Client.Person.Shown(ctx, params.PersonID)
	if err != nil {
		return nil, err
	}
	out, err := h.listPersons(ctx, ListPersonsParams{
		Count:   params.Count,
		Cursor:  params.Cursor,
		Deleted: params.Deleted,
		Expand:  params.Expand,
		Fields:  params.Fields,
		ID:      params.ID,
		IdolID:  params.IdolID,
		Limit:   params.Limit,
		Offset:  params.Offset,
		Sort:    params.Sort,
	}, shown, relation.Through{Table: entperson.FriendsTable, Own: entperson.FriendsPrimaryKey[1], Other: entperson.FriendsPrimaryKey[0], Owner: "user_id", RowOwner: entperson.FieldUserID}.Joined(params.PersonID))
	if err == nil && out.Response.Empty() {
		err = h.hasPerson(ctx, params.PersonID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListPersonFriendsOKHeaders)(out), nil
}

// ListPersonFollowers implements listPersonFollowers: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListPersonFollowers(ctx context.Context, params ListPersonFollowersParams) (*ListPersonFollowersOKHeaders, error) {
	shown, err := h.Client.Person.Shown(ctx, params.PersonID)
	if err != nil {
		return nil, err
	}
	out, err := h.listPersons(ctx, ListPersonsParams{
		Count:   params.Count,
		Cursor:  params.Cursor,
		Deleted: params.Deleted,
		Expand:  params.Expand,
		Fields:  params.Fields,
		ID:      params.ID,
		IdolID:  params.IdolID,
		Limit:   params.Limit,
		Offset:  params.Offset,
		Sort:    params.Sort,
	}, shown, relation.Through{Table: entperson.FollowersTable, Own: entperson.FollowersPrimaryKey[0], Other: entperson.FollowersPrimaryKey[1], Owner: "user_id", RowOwner: entperson.FieldUserID}.Joined(params.PersonID))
	if err == nil && out.Response.Empty() {
		err = h.hasPerson(ctx, params.PersonID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListPersonFollowersOKHeaders)(out), nil
}

// ListPersonFollowing implements listPersonFollowing: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListPersonFollowing(ctx context.Context, params ListPersonFollowingParams) (*ListPersonFollowingOKHeaders, error) {
	shown, err := h.Client.Person.Shown(ctx, params.PersonID)
	if err != nil {
		return nil, err
	}
	out, err := h.listPersons(ctx, ListPersonsParams{
		Count:   params.Count,
		Cursor:  params.Cursor,
		Deleted: params.Deleted,
		Expand:  params.Expand,
		Fields:  params.Fields,
		ID:      params.ID,
		IdolID:  params.IdolID,
		Limit:   params.Limit,
		Offset:  params.Offset,
		Sort:    params.Sort,
	}, shown, relation.Through{Table: entperson.FollowingTable, Own: entperson.FollowingPrimaryKey[1], Other: entperson.FollowingPrimaryKey[0], Owner: "user_id", RowOwner: entperson.FieldUserID}.Joined(params.PersonID))
	if err == nil && out.Response.Empty() {
		err = h.hasPerson(ctx, params.PersonID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListPersonFollowingOKHeaders)(out), nil
}

// ListPersonWritten implements listPersonWritten: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListPersonWritten(ctx context.Context, params ListPersonWrittenParams) (*ListPersonWrittenOKHeaders, error) {
	shown, err := h.Client.Person.Shown(ctx, params.PersonID)
	if err != nil {
		return nil, err
	}
	out, err := h.listLetters(ctx, ListLettersParams{
		Count:   params.Count,
		Cursor:  params.Cursor,
		Deleted: params.Deleted,
		Expand:  params.Expand,
		Fields:  params.Fields,
		ID:      params.ID,
		Limit:   params.Limit,
		Offset:  params.Offset,
		Sort:    params.Sort,
	}, shown, statement.EQ(entletter.FieldWrittenBy, params.PersonID))
	if err == nil && out.Response.Empty() {
		err = h.hasPerson(ctx, params.PersonID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListPersonWrittenOKHeaders)(out), nil
}

// ListPersonChecked implements listPersonChecked: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListPersonChecked(ctx context.Context, params ListPersonCheckedParams) (*ListPersonCheckedOKHeaders, error) {
	shown, err := h.Client.Person.Shown(ctx, params.PersonID)
	if err != nil {
		return nil, err
	}
	out, err := h.listLetters(ctx, ListLettersParams{
		Count:     params.Count,
		Cursor:    params.Cursor,
		Deleted:   params.Deleted,
		Expand:    params.Expand,
		Fields:    params.Fields,
		ID:        params.ID,
		Limit:     params.Limit,
		Offset:    params.Offset,
		Sort:      params.Sort,
		WrittenBy: params.WrittenBy,
	}, shown, statement.EQ(entletter.FieldReviewerID, params.PersonID))
	if err == nil && out.Response.Empty() {
		err = h.hasPerson(ctx, params.PersonID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListPersonCheckedOKHeaders)(out), nil
}

// ListPersonAdmirers implements listPersonAdmirers: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListPersonAdmirers(ctx context.Context, params ListPersonAdmirersParams) (*ListPersonAdmirersOKHeaders, error) {
	shown, err := h.Client.Person.Shown(ctx, params.PersonID)
	if err != nil {
		return nil, err
	}
	out, err := h.listPersons(ctx, ListPersonsParams{
		Count:   params.Count,
		Cursor:  params.Cursor,
		Deleted: params.Deleted,
		Expand:  params.Expand,
		Fields:  params.Fields,
		ID:      params.ID,
		Limit:   params.Limit,
		Offset:  params.Offset,
		Sort:    params.Sort,
	}, shown, statement.EQ(entperson.FieldIdolID, params.PersonID))
	if err == nil && out.Response.Empty() {
		err = h.hasPerson(ctx, params.PersonID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListPersonAdmirersOKHeaders)(out), nil
}

// hasPerson says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasPerson(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Person.Owners(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	switch owner, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	case owner != v.ID:
		return fault.New(fault.Forbidden, "")
	}
	return nil
}

// deletePerson deletes one row in one transaction with the changes of rows that lead to
// it. The row is locked first, so that none is linked to it meanwhile.
func (h *CRUD) deletePerson(ctx context.Context, id uuid.UUID, where ...predicate.Person) error {
	err := h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Person.Query().InTrash(trash.With).Where(entperson.ID(id)).Where(where...).Modify(client.Person.Lock(ctx)).IDs(ctx)
		if err != nil {
			return err
		}
		if err := detachPerson(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		return client.Person.DeleteOneID(id).InTrash(trash.With).Where(where...).Exec(ctx)
	})
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Letters lead to it")
	}
	return err
}

// detachPerson does to the rows that lead to those of ids, which are about to be deleted,
// what the database would: their keys become null. That is a change of theirs,
// which raises their version.
func detachPerson(ctx context.Context, client *ent.Client, once relation.Once, ids []uuid.UUID) error {
	for ids := range once.Chunks(ids) {
		if err := client.Letter.Update().InTrash(trash.With).Where(entletter.ReviewerIDIn(ids...)).Modify(func(u *sql.UpdateBuilder) {
			u.SetNull(entletter.FieldReviewerID)
		}).Exec(ctx); err != nil {
			return err
		}
		if err := client.Person.Update().InTrash(trash.With).Where(entperson.IdolIDIn(ids...)).Modify(func(u *sql.UpdateBuilder) {
			u.SetNull(entperson.FieldIdolID)
		}).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// expandProject loads what is asked for with the rows: one statement for each edge.
func expandProject[E ~string](query *ent.ProjectQuery, names []E) {
	for _, name := range names {
		switch name {
		case "tasks":
			query.WithTasks(func(q *ent.TaskQuery) {
				q.Modify(relation.Latest(entproject.TasksColumn, 100))
			})
		}
	}
}

// ListProjectTasks implements listProjectTasks: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListProjectTasks(ctx context.Context, params ListProjectTasksParams) (*ListProjectTasksOKHeaders, error) {
	shown, err := h.Client.Project.Shown(ctx, params.ProjectID)
	if err != nil {
		return nil, err
	}
	out, err := h.listTasks(ctx, ListTasksParams{
		Count:    params.Count,
		Cursor:   params.Cursor,
		Expand:   params.Expand,
		Fields:   params.Fields,
		ID:       params.ID,
		Limit:    params.Limit,
		Offset:   params.Offset,
		Priority: params.Priority,
		Q:        params.Q,
		Sort:     params.Sort,
	}, shown, statement.EQ(enttask.FieldProjectID, params.ProjectID))
	if err == nil && out.Response.Empty() {
		err = h.hasProject(ctx, params.ProjectID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListProjectTasksOKHeaders)(out), nil
}

// hasProject says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasProject(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Project.Owners(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	switch owner, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	case owner != v.ID:
		return fault.New(fault.Forbidden, "")
	}
	return nil
}

// deleteProject deletes one row in one transaction with the changes of rows that lead to
// it. The row is locked first, so that none is linked to it meanwhile.
func (h *CRUD) deleteProject(ctx context.Context, id uuid.UUID, where ...predicate.Project) error {
	err := h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Project.Query().Where(entproject.ID(id)).Where(where...).Modify(client.Project.Lock(ctx)).IDs(ctx)
		if err != nil {
			return err
		}
		if err := detachProject(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		return client.Project.DeleteOneID(id).Where(where...).Exec(ctx)
	})
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	return err
}

// removeProject deletes all of the rows, as deleteProject does with one, or none, and
// returns how many it found.
func (h *CRUD) removeProject(ctx context.Context, ids []uuid.UUID, where ...predicate.Project) (n int, err error) {
	err = h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Project.Query().Where(entproject.IDIn(ids...)).Where(where...).Order(entproject.ByID()).Modify(client.Project.Lock(ctx)).IDs(ctx)
		if err != nil || len(locked) < len(ids) {
			n = len(locked)
			return err
		}
		if err := detachProject(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		n, err = client.Project.Delete().Where(where...).WhereAll(ids...).Exec(ctx)
		return err
	})
	return n, err
}

// detachProject does to the rows that lead to those of ids, which are about to be deleted,
// what the database would: their keys become null. That is a change of theirs,
// which raises their version.
func detachProject(ctx context.Context, client *ent.Client, once relation.Once, ids []uuid.UUID) error {
	for ids := range once.Chunks(ids) {
		if err := client.Task.Update().Where(enttask.ProjectIDIn(ids...)).Modify(func(u *sql.UpdateBuilder) {
			u.SetNull(enttask.FieldProjectID)
		}).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// expandTag loads what is asked for with the rows: one statement for each edge.
func expandTag[E ~string](query *ent.TagQuery, names []E) {
	for _, name := range names {
		switch name {
		case "tasks":
			query.WithTasks(func(q *ent.TaskQuery) {
				q.Modify(relation.Through{Table: enttag.TasksTable, Own: enttag.TasksPrimaryKey[0], Other: enttag.TasksPrimaryKey[1], Owner: "user_id", RowOwner: enttask.FieldUserID}.Latest(100))
			})
		}
	}
}

// placeTagCreate says of an error which link of the request it is about.
func (h *CRUD) placeTagCreate(ctx context.Context, req *TagCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"task_ids": req.TaskIds,
	})
}

// placeTagUpdate says of an error which link of the request it is about.
func (h *CRUD) placeTagUpdate(ctx context.Context, req *TagUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"task_ids": req.TaskIds,
	})
}

// ListTagTasks implements listTagTasks: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListTagTasks(ctx context.Context, params ListTagTasksParams) (*ListTagTasksOKHeaders, error) {
	shown, err := h.Client.Tag.Shown(ctx, params.TagID)
	if err != nil {
		return nil, err
	}
	out, err := h.listTasks(ctx, ListTasksParams{
		Count:     params.Count,
		Cursor:    params.Cursor,
		Expand:    params.Expand,
		Fields:    params.Fields,
		ID:        params.ID,
		Limit:     params.Limit,
		Offset:    params.Offset,
		Priority:  params.Priority,
		ProjectID: params.ProjectID,
		Q:         params.Q,
		Sort:      params.Sort,
	}, shown, relation.Through{Table: enttag.TasksTable, Own: enttag.TasksPrimaryKey[0], Other: enttag.TasksPrimaryKey[1], Owner: "user_id", RowOwner: enttask.FieldUserID}.Joined(params.TagID))
	if err == nil && out.Response.Empty() {
		err = h.hasTag(ctx, params.TagID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListTagTasksOKHeaders)(out), nil
}

// hasTag says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasTag(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Tag.Owners(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	switch owner, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	case owner != v.ID:
		return fault.New(fault.Forbidden, "")
	}
	return nil
}

// expandTask loads what is asked for with the rows: one statement for each edge.
func expandTask[E ~string](query *ent.TaskQuery, names []E) {
	for _, name := range names {
		switch name {
		case "tags":
			query.WithTags(func(q *ent.TagQuery) {
				q.Modify(relation.Through{Table: enttask.TagsTable, Own: enttask.TagsPrimaryKey[1], Other: enttask.TagsPrimaryKey[0], Owner: "user_id", RowOwner: enttag.FieldUserID}.Latest(100))
			})
		case "comments":
			query.WithComments(func(q *ent.CommentQuery) {
				q.Modify(relation.Latest(enttask.CommentsColumn, 100))
			})
		case "project":
			query.WithProject()
		}
	}
}

// placeTaskCreate says of an error which link of the request it is about.
func (h *CRUD) placeTaskCreate(ctx context.Context, req *TaskCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"tag_ids": req.TagIds,
	})
}

// placeTaskUpdate says of an error which link of the request it is about.
func (h *CRUD) placeTaskUpdate(ctx context.Context, req *TaskUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"tag_ids": req.TagIds,
	})
}

// rememberTaskLinks lets the links of a batch be looked at together.
func rememberTaskLinks(ctx context.Context, items []TaskCreate) context.Context {
	links := map[string][]uuid.UUID{}
	for _, item := range items {
		links["Task.tag_ids"] = append(links["Task.tag_ids"], item.TagIds...)
		if v, ok := item.ProjectID.Get(); ok {
			links["Task.project_id"] = append(links["Task.project_id"], v)
		}
	}
	return relation.Remember(ctx, links)
}

// ListTaskTags implements listTaskTags: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListTaskTags(ctx context.Context, params ListTaskTagsParams) (*ListTaskTagsOKHeaders, error) {
	shown, err := h.Client.Task.Shown(ctx, params.TaskID)
	if err != nil {
		return nil, err
	}
	out, err := h.listTags(ctx, ListTagsParams{
		Count:  params.Count,
		Cursor: params.Cursor,
		Expand: params.Expand,
		Fields: params.Fields,
		ID:     params.ID,
		Limit:  params.Limit,
		Offset: params.Offset,
		Sort:   params.Sort,
	}, shown, relation.Through{Table: enttask.TagsTable, Own: enttask.TagsPrimaryKey[1], Other: enttask.TagsPrimaryKey[0], Owner: "user_id", RowOwner: enttag.FieldUserID}.Joined(params.TaskID))
	if err == nil && out.Response.Empty() {
		err = h.hasTask(ctx, params.TaskID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListTaskTagsOKHeaders)(out), nil
}

// ListTaskComments implements listTaskComments: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListTaskComments(ctx context.Context, params ListTaskCommentsParams) (*ListTaskCommentsOKHeaders, error) {
	shown, err := h.Client.Task.Shown(ctx, params.TaskID)
	if err != nil {
		return nil, err
	}
	out, err := h.listComments(ctx, ListCommentsParams{
		Count:  params.Count,
		Cursor: params.Cursor,
		Expand: params.Expand,
		Fields: params.Fields,
		ID:     params.ID,
		Limit:  params.Limit,
		Offset: params.Offset,
		Sort:   params.Sort,
	}, shown, statement.EQ(entcomment.FieldTaskID, params.TaskID))
	if err == nil && out.Response.Empty() {
		err = h.hasTask(ctx, params.TaskID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListTaskCommentsOKHeaders)(out), nil
}

// hasTask says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasTask(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Task.Owners(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	switch owner, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	case owner != v.ID:
		return fault.New(fault.Forbidden, "")
	}
	return nil
}

// deleteTask deletes one row.
func (h *CRUD) deleteTask(ctx context.Context, id uuid.UUID, where ...predicate.Task) error {
	err := h.Client.Task.DeleteOneID(id).Where(where...).Exec(ctx)
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	return err
}
