// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
	entbook "github.com/entask/entask/internal/generate/testdata/hidden/ent/book"
	entlabel "github.com/entask/entask/internal/generate/testdata/hidden/ent/label"
	entnote "github.com/entask/entask/internal/generate/testdata/hidden/ent/note"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent/predicate"
	entshelf "github.com/entask/entask/internal/generate/testdata/hidden/ent/shelf"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

// expandBook loads what is asked for with the rows: one statement for each edge.
func expandBook[E ~string](query *ent.BookQuery, names []E) {
	for _, name := range names {
		switch name {
		case "shelf":
			query.WithShelf()
		case "labels":
			query.WithLabels(func(q *ent.LabelQuery) {
				q.Modify(relation.Through{Table: entbook.LabelsTable, Own: entbook.LabelsPrimaryKey[1], Other: entbook.LabelsPrimaryKey[0], Owner: "user_id", RowOwner: entlabel.FieldUserID}.Latest(100))
			})
		case "notes":
			query.WithNotes(func(q *ent.NoteQuery) {
				q.Modify(relation.Latest(entbook.NotesColumn, 100))
			})
		}
	}
}

// placeBookCreate says of an error which link of the request it is about.
func (h *CRUD) placeBookCreate(ctx context.Context, req *BookCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"label_ids": req.LabelIds,
	})
}

// placeBookUpdate says of an error which link of the request it is about.
func (h *CRUD) placeBookUpdate(ctx context.Context, req *BookUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"label_ids": req.LabelIds,
	})
}

// rememberBookLinks lets the links of a batch be looked at together.
func rememberBookLinks(ctx context.Context, items []BookCreate) context.Context {
	links := map[string][]uuid.UUID{}
	for _, item := range items {
		if v, ok := item.ShelfID.Get(); ok {
			links["Book.shelf_id"] = append(links["Book.shelf_id"], v)
		}
		links["Book.label_ids"] = append(links["Book.label_ids"], item.LabelIds...)
	}
	return relation.Remember(ctx, links)
}

// ListBookLabels implements listBookLabels: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListBookLabels(ctx context.Context, params ListBookLabelsParams) (*ListBookLabelsOKHeaders, error) {
	shown, err := h.Client.Book.Shown(ctx, params.BookID)
	if err != nil {
		return nil, err
	}
	out, err := h.listLabels(ctx, ListLabelsParams{
		Count:  params.Count,
		Cursor: params.Cursor,
		Expand: params.Expand,
		Fields: params.Fields,
		ID:     params.ID,
		Limit:  params.Limit,
		Offset: params.Offset,
		Sort:   params.Sort,
	}, shown, relation.Through{Table: entbook.LabelsTable, Own: entbook.LabelsPrimaryKey[1], Other: entbook.LabelsPrimaryKey[0], Owner: "user_id", RowOwner: entlabel.FieldUserID}.Joined(params.BookID))
	if err == nil && out.Response.Empty() {
		err = h.hasBook(ctx, params.BookID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListBookLabelsOKHeaders)(out), nil
}

// ListBookNotes implements listBookNotes: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListBookNotes(ctx context.Context, params ListBookNotesParams) (*ListBookNotesOKHeaders, error) {
	shown, err := h.Client.Book.Shown(ctx, params.BookID)
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
	}, shown, statement.EQ(entnote.FieldBookID, params.BookID))
	if err == nil && out.Response.Empty() {
		err = h.hasBook(ctx, params.BookID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListBookNotesOKHeaders)(out), nil
}

// hasBook says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasBook(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Book.Owners(ctx, []uuid.UUID{id})
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

// deleteBook deletes one row.
func (h *CRUD) deleteBook(ctx context.Context, id uuid.UUID, where ...predicate.Book) error {
	err := h.Client.Book.DeleteOneID(id).Where(where...).Exec(ctx)
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	return err
}

// expandLabel loads what is asked for with the rows: one statement for each edge.
func expandLabel[E ~string](query *ent.LabelQuery, names []E) {
	for _, name := range names {
		switch name {
		case "books":
			query.WithBooks(func(q *ent.BookQuery) {
				q.Modify(relation.Through{Table: entlabel.BooksTable, Own: entlabel.BooksPrimaryKey[0], Other: entlabel.BooksPrimaryKey[1], Owner: "user_id", RowOwner: entbook.FieldUserID}.Latest(100))
			})
		}
	}
}

// placeLabelCreate says of an error which link of the request it is about.
func (h *CRUD) placeLabelCreate(ctx context.Context, req *LabelCreate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"book_ids": req.BookIds,
	})
}

// placeLabelUpdate says of an error which link of the request it is about.
func (h *CRUD) placeLabelUpdate(ctx context.Context, req *LabelUpdate, err error) error {
	_, err = relation.Explain(ctx, err, h.Client.Owners)
	return relation.Place(err, map[string][]uuid.UUID{
		"book_ids": req.BookIds,
	})
}

// ListLabelBooks implements listLabelBooks: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListLabelBooks(ctx context.Context, params ListLabelBooksParams) (*ListLabelBooksOKHeaders, error) {
	shown, err := h.Client.Label.Shown(ctx, params.LabelID)
	if err != nil {
		return nil, err
	}
	out, err := h.listBooks(ctx, ListBooksParams{
		Count:   params.Count,
		Cursor:  params.Cursor,
		Expand:  params.Expand,
		Fields:  params.Fields,
		ID:      params.ID,
		Limit:   params.Limit,
		Offset:  params.Offset,
		ShelfID: params.ShelfID,
		Sort:    params.Sort,
	}, shown, relation.Through{Table: entlabel.BooksTable, Own: entlabel.BooksPrimaryKey[0], Other: entlabel.BooksPrimaryKey[1], Owner: "user_id", RowOwner: entbook.FieldUserID}.Joined(params.LabelID))
	if err == nil && out.Response.Empty() {
		err = h.hasLabel(ctx, params.LabelID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListLabelBooksOKHeaders)(out), nil
}

// hasLabel says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasLabel(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Label.Owners(ctx, []uuid.UUID{id})
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

// expandNote loads what is asked for with the rows: one statement for each edge.
func expandNote[E ~string](query *ent.NoteQuery, names []E) {
	for _, name := range names {
		switch name {
		case "book":
			query.WithBook()
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

// expandShelf loads what is asked for with the rows: one statement for each edge.
func expandShelf[E ~string](query *ent.ShelfQuery, names []E) {
	for _, name := range names {
		switch name {
		case "books":
			query.WithBooks(func(q *ent.BookQuery) {
				q.Modify(relation.Latest(entshelf.BooksColumn, 100))
			})
		}
	}
}

// ListShelfBooks implements listShelfBooks: one SELECT, and one more for each expansion, where
// count=true, and to tell an empty list from none.
func (h *CRUD) ListShelfBooks(ctx context.Context, params ListShelfBooksParams) (*ListShelfBooksOKHeaders, error) {
	shown, err := h.Client.Shelf.Shown(ctx, params.ShelfID)
	if err != nil {
		return nil, err
	}
	out, err := h.listBooks(ctx, ListBooksParams{
		Count:  params.Count,
		Cursor: params.Cursor,
		Expand: params.Expand,
		Fields: params.Fields,
		ID:     params.ID,
		Limit:  params.Limit,
		Offset: params.Offset,
		Sort:   params.Sort,
	}, shown, statement.EQ(entbook.FieldShelfID, params.ShelfID))
	if err == nil && out.Response.Empty() {
		err = h.hasShelf(ctx, params.ShelfID)
	}
	if err != nil {
		return nil, err
	}
	return (*ListShelfBooksOKHeaders)(out), nil
}

// hasShelf says why a row is not among those that the viewer sees: there is none, it is
// hidden, or it belongs to somebody else.
func (h *CRUD) hasShelf(ctx context.Context, id uuid.UUID) error {
	owners, err := h.Client.Shelf.Owners(ctx, []uuid.UUID{id})
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

// deleteShelf deletes one row in one transaction with the changes of rows that lead to
// it. The row is locked first, so that none is linked to it meanwhile.
func (h *CRUD) deleteShelf(ctx context.Context, id uuid.UUID, where ...predicate.Shelf) error {
	err := h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Shelf.Query().Where(entshelf.ID(id)).Where(where...).Modify(client.Shelf.Lock(ctx)).IDs(ctx)
		if err != nil {
			return err
		}
		if err := detachShelf(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		return client.Shelf.DeleteOneID(id).Where(where...).Exec(ctx)
	})
	if relation.Broken(err) {
		return fault.New(fault.Conflict, "Something leads to it")
	}
	return err
}

// removeShelf deletes all of the rows, as deleteShelf does with one, or none, and
// returns how many it found.
func (h *CRUD) removeShelf(ctx context.Context, ids []uuid.UUID, where ...predicate.Shelf) (n int, err error) {
	err = h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Shelf.Query().Where(entshelf.IDIn(ids...)).Where(where...).Order(entshelf.ByID()).Modify(client.Shelf.Lock(ctx)).IDs(ctx)
		if err != nil || len(locked) < len(ids) {
			n = len(locked)
			return err
		}
		if err := detachShelf(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		n, err = client.Shelf.Delete().Where(where...).WhereAll(ids...).Exec(ctx)
		return err
	})
	return n, err
}

// detachShelf does to the rows that lead to those of ids, which are about to be deleted,
// what the database would: their keys become null. That is a change of theirs,
// which raises their version.
func detachShelf(ctx context.Context, client *ent.Client, once relation.Once, ids []uuid.UUID) error {
	for ids := range once.Chunks(ids) {
		if err := client.Book.Update().Where(entbook.ShelfIDIn(ids...)).Modify(func(u *sql.UpdateBuilder) {
			u.SetNull(entbook.FieldShelfID)
		}).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
