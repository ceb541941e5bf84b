// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/published/ent"
	entfolder "github.com/entask/entask/internal/generate/testdata/published/ent/folder"
	entpost "github.com/entask/entask/internal/generate/testdata/published/ent/post"
	"github.com/entask/entask/internal/generate/testdata/published/ent/predicate"
	entremark "github.com/entask/entask/internal/generate/testdata/published/ent/remark"
	enttopic "github.com/entask/entask/internal/generate/testdata/published/ent/topic"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// expandFolder loads what is asked for with the rows: one statement for each edge.
func expandFolder[E ~string](query *ent.FolderQuery, names []E) {
	for _, name := range names {
		switch name {
		case "posts":
			query.WithPosts(func(q *ent.PostQuery) {
				q.Modify(relation.Latest(entfolder.PostsColumn, 100))
			})
		}
	}
}

// ListFolderPosts implements listFolderPosts: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListFolderPosts(ctx context.Context, params ListFolderPostsParams) (*ListFolderPostsOKHeaders, error) {
	shown, err := h.Client.Folder.Shown(ctx, params.FolderID)
	if err != nil {
		return nil, err
	}
	v, _ := viewer.FromContext(ctx) // the rows are read by everybody, and this list of them is not
	mine := relation.Shown(entfolder.Table, entfolder.FieldID, params.FolderID, []predicate.Folder{statement.EQ(entfolder.FieldUserID, v.ID)})
	out, err := h.listPosts(ctx, ListPostsParams{
		Closed: params.Closed,
		Count:  params.Count,
		Cursor: params.Cursor,
		Expand: params.Expand,
		Fields: params.Fields,
		ID:     params.ID,
		Limit:  params.Limit,
		Offset: params.Offset,
		Q:      params.Q,
		Sort:   params.Sort,
		UserID: params.UserID,
	}, shown, mine, statement.EQ(entpost.FieldFolderID, params.FolderID))
	if err == nil && out.Response.Empty() {
		err = h.hasFolder(ctx, params.FolderID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListFolderPostsOKHeaders)(out), nil
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
		locked, err := client.Folder.Query().Where(entfolder.ID(id)).Where(where...).Modify(client.Folder.Lock(ctx)).IDs(ctx)
		if err != nil {
			return err
		}
		if err := detachFolder(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		return client.Folder.DeleteOneID(id).Where(where...).Exec(ctx)
	})
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	return err
}

// detachFolder does to the rows that lead to those of ids, which are about to be deleted,
// what the database would: their keys become null. That is a change of theirs,
// which raises their version.
func detachFolder(ctx context.Context, client *ent.Client, once relation.Once, ids []uuid.UUID) error {
	for ids := range once.Chunks(ids) {
		if err := client.Post.Update().Where(entpost.FolderIDIn(ids...)).Modify(func(u *sql.UpdateBuilder) {
			u.SetNull(entpost.FieldFolderID)
		}).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// expandPost loads what is asked for with the rows: one statement for each edge.
func expandPost[E ~string](query *ent.PostQuery, names []E) {
	for _, name := range names {
		switch name {
		case "remarks":
			query.WithRemarks(func(q *ent.RemarkQuery) {
				q.Modify(relation.Latest(entpost.RemarksColumn, 100))
			})
		case "topics":
			query.WithTopics(func(q *ent.TopicQuery) {
				q.Modify(relation.Through{Table: entpost.TopicsTable, Own: entpost.TopicsPrimaryKey[1], Other: entpost.TopicsPrimaryKey[0]}.Latest(100))
			})
		case "folder":
			query.WithFolder()
		}
	}
}

// placePostCreate says of an error which link of the request it is about.
func (h *CRUD) placePostCreate(ctx context.Context, req *PostCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"topic_ids": req.TopicIds,
	})
}

// placePostUpdate says of an error which link of the request it is about.
func (h *CRUD) placePostUpdate(ctx context.Context, req *PostUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"topic_ids": req.TopicIds,
	})
}

// rememberPostLinks lets the links of a batch be looked at together.
func rememberPostLinks(ctx context.Context, items []PostCreate) context.Context {
	links := map[string][]uuid.UUID{}
	for _, item := range items {
		links["Post.topic_ids"] = append(links["Post.topic_ids"], item.TopicIds...)
		if v, ok := item.FolderID.Get(); ok {
			links["Post.folder_id"] = append(links["Post.folder_id"], v)
		}
	}
	return relation.Remember(ctx, links)
}

// ListPostRemarks implements listPostRemarks: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListPostRemarks(ctx context.Context, params ListPostRemarksParams) (*ListPostRemarksOKHeaders, error) {
	shown, err := h.Client.Post.Shown(ctx, params.PostID)
	if err != nil {
		return nil, err
	}
	out, err := h.listRemarks(ctx, ListRemarksParams{
		Count:  params.Count,
		Cursor: params.Cursor,
		Expand: params.Expand,
		Fields: params.Fields,
		ID:     params.ID,
		Limit:  params.Limit,
		Offset: params.Offset,
		Sort:   params.Sort,
	}, shown, statement.EQ(entremark.FieldPostID, params.PostID))
	if err == nil && out.Response.Empty() {
		err = h.hasPost(ctx, params.PostID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListPostRemarksOKHeaders)(out), nil
}

// ListPostTopics implements listPostTopics: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListPostTopics(ctx context.Context, params ListPostTopicsParams) (*ListPostTopicsOKHeaders, error) {
	shown, err := h.Client.Post.Shown(ctx, params.PostID)
	if err != nil {
		return nil, err
	}
	out, err := h.listTopics(ctx, ListTopicsParams{
		Count:  params.Count,
		Cursor: params.Cursor,
		Expand: params.Expand,
		Fields: params.Fields,
		ID:     params.ID,
		Limit:  params.Limit,
		Offset: params.Offset,
		Sort:   params.Sort,
		UserID: params.UserID,
	}, shown, relation.Through{Table: entpost.TopicsTable, Own: entpost.TopicsPrimaryKey[1], Other: entpost.TopicsPrimaryKey[0]}.Joined(params.PostID))
	if err == nil && out.Response.Empty() {
		err = h.hasPost(ctx, params.PostID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListPostTopicsOKHeaders)(out), nil
}

// hasPost says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasPost(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Post.Owners(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	switch _, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	}
	return nil
}

// deletePost deletes one row.
func (h *CRUD) deletePost(ctx context.Context, id uuid.UUID, where ...predicate.Post) error {
	err := h.Client.Post.DeleteOneID(id).Where(where...).Exec(ctx)
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	return err
}

// expandRemark loads what is asked for with the rows: one statement for each edge.
func expandRemark[E ~string](query *ent.RemarkQuery, names []E) {
	for _, name := range names {
		switch name {
		case "post":
			query.WithPost()
		}
	}
}

// placeRemarkCreate says of an error which link of the request it is about.
func (h *CRUD) placeRemarkCreate(ctx context.Context, req *RemarkCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// placeRemarkUpdate says of an error which link of the request it is about.
func (h *CRUD) placeRemarkUpdate(ctx context.Context, req *RemarkUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{})
}

// expandTopic loads what is asked for with the rows: one statement for each edge.
func expandTopic[E ~string](query *ent.TopicQuery, names []E) {
	for _, name := range names {
		switch name {
		case "posts":
			query.WithPosts(func(q *ent.PostQuery) {
				q.Modify(relation.Through{Table: enttopic.PostsTable, Own: enttopic.PostsPrimaryKey[0], Other: enttopic.PostsPrimaryKey[1]}.Latest(100))
			})
		}
	}
}

// placeTopicCreate says of an error which link of the request it is about.
func (h *CRUD) placeTopicCreate(ctx context.Context, req *TopicCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"post_ids": req.PostIds,
	})
}

// placeTopicUpdate says of an error which link of the request it is about.
func (h *CRUD) placeTopicUpdate(ctx context.Context, req *TopicUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"post_ids": req.PostIds,
	})
}

// ListTopicPosts implements listTopicPosts: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListTopicPosts(ctx context.Context, params ListTopicPostsParams) (*ListTopicPostsOKHeaders, error) {
	shown, err := h.Client.Topic.Shown(ctx, params.TopicID)
	if err != nil {
		return nil, err
	}
	out, err := h.listPosts(ctx, ListPostsParams{
		Closed:   params.Closed,
		Count:    params.Count,
		Cursor:   params.Cursor,
		Expand:   params.Expand,
		Fields:   params.Fields,
		FolderID: params.FolderID,
		ID:       params.ID,
		Limit:    params.Limit,
		Offset:   params.Offset,
		Q:        params.Q,
		Sort:     params.Sort,
		UserID:   params.UserID,
	}, shown, relation.Through{Table: enttopic.PostsTable, Own: enttopic.PostsPrimaryKey[0], Other: enttopic.PostsPrimaryKey[1]}.Joined(params.TopicID))
	if err == nil && out.Response.Empty() {
		err = h.hasTopic(ctx, params.TopicID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListTopicPostsOKHeaders)(out), nil
}

// hasTopic says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasTopic(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Topic.Owners(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	switch _, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	}
	return nil
}
