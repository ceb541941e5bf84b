// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/quota"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/userdata"
)

// Document is the OpenAPI document of the API.
//
//go:embed openapi.json
var Document []byte

// CRUD implements every operation.
type CRUD struct {
	Client *ent.Client
	// Once runs what must not be repeated, at most once for an Idempotency-Key.
	Once app.Once
	// Operations are those that are written by hand.
	Operations Operations
	// UserData is what is kept of users, who may export and erase it where a schema says
	// rest.UserData.
	UserData userdata.Data
}

// atMostOnce runs fn: where there is a key, at most once for it. An answer that was given
// before is given again only if kept agrees; nil always does.
func (h *CRUD) atMostOnce(ctx context.Context, key OptString, operation string, request any, answer *reply.JSON, kept func(context.Context, reply.JSON) error, fn func(context.Context, *ent.Client) error) error {
	once, ok := key.Get()
	if !ok {
		return fn(ctx, h.Client)
	}
	ran := false
	err := h.Once.Do(ctx, once, operation, request, answer, func(ctx context.Context, drv dialect.Driver) error {
		ran = true
		return fn(ctx, h.Client.WithDriver(drv))
	})
	if err == nil && !ran && kept != nil {
		err = kept(ctx, *answer)
	}
	return err
}

// inTx runs fn with a client of one transaction.
func (h *CRUD) inTx(ctx context.Context, fn func(context.Context, *ent.Client) error) error {
	tx, err := h.Client.Tx(ctx)
	if err != nil {
		return err
	}
	if err := fn(ctx, tx.Client()); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// NewTrash returns what the application keeps in the trash, in the database of a driver.
func NewTrash(drv dialect.Driver) trash.Bin {
	return trash.Bin{
		Driver: drv,
	}
}

// NewApp returns the application whose operations h implements.
func NewApp(h Handler) app.App {
	return app.App{
		Document: Document,
		Paths: map[string]string{
			CreateBookOperation:       "/api/books",
			CreateBookBatchOperation:  "/api/books/batch",
			CreateEachBookOperation:   "/api/books/batch/each",
			CreateEachShelfOperation:  "/api/shelves/batch/each",
			CreateLabelOperation:      "/api/labels",
			CreateNoteOperation:       "/api/notes",
			CreateShelfOperation:      "/api/shelves",
			CreateShelfBatchOperation: "/api/shelves/batch",
			DeleteBookOperation:       "/api/books/{book_id}",
			DeleteBookBatchOperation:  "/api/books/batch",
			DeleteEachBookOperation:   "/api/books/batch/each",
			DeleteEachShelfOperation:  "/api/shelves/batch/each",
			DeleteLabelOperation:      "/api/labels/{label_id}",
			DeleteNoteOperation:       "/api/notes/{note_id}",
			DeleteShelfOperation:      "/api/shelves/{shelf_id}",
			DeleteShelfBatchOperation: "/api/shelves/batch",
			EraseMeOperation:          "/api/me",
			ExportMeOperation:         "/api/me/export",
			ListBookLabelsOperation:   "/api/books/{book_id}/labels",
			ListBookNotesOperation:    "/api/books/{book_id}/notes",
			ListBooksOperation:        "/api/books",
			ListLabelBooksOperation:   "/api/labels/{label_id}/books",
			ListLabelsOperation:       "/api/labels",
			ListNotesOperation:        "/api/notes",
			ListShelfBooksOperation:   "/api/shelves/{shelf_id}/books",
			ListShelvesOperation:      "/api/shelves",
			PutBookOperation:          "/api/books/{book_id}",
			PutLabelOperation:         "/api/labels/{label_id}",
			PutNoteOperation:          "/api/notes/{note_id}",
			PutShelfOperation:         "/api/shelves/{shelf_id}",
			ReadBookOperation:         "/api/books/{book_id}",
			ReadLabelOperation:        "/api/labels/{label_id}",
			ReadNoteOperation:         "/api/notes/{note_id}",
			ReadShelfOperation:        "/api/shelves/{shelf_id}",
			ToggleBookOperation:       "/api/books/{book_id}/toggle",
			UpdateBookOperation:       "/api/books/{book_id}",
			UpdateBookBatchOperation:  "/api/books/batch",
			UpdateEachBookOperation:   "/api/books/batch/each",
			UpdateEachShelfOperation:  "/api/shelves/batch/each",
			UpdateLabelOperation:      "/api/labels/{label_id}",
			UpdateNoteOperation:       "/api/notes/{note_id}",
			UpdateShelfOperation:      "/api/shelves/{shelf_id}",
			UpdateShelfBatchOperation: "/api/shelves/batch",
		},
		Serve: func(p app.Parts) (http.Handler, error) {
			return NewServer(h, &authenticator{p},
				WithErrorHandler(p.Error),
				WithNotFound(p.NotFound),
				WithMethodNotAllowed(p.MethodNotAllowed),
			)
		},
		Invalid: func(err error) (string, error, bool) {
			if invalid, ok := errors.AsType[*ent.ValidationError](err); ok {
				return invalid.Name, invalid.Unwrap(), true
			}
			return "", nil, false
		},
		Uniques: slices.Concat([]unique.Index{}),
		Quotas:  []*quota.Quota{ent.BookQuota},
	}
}

// typeJSON is the Content-Type of every reply, which all of them share.
var typeJSON = []string{"application/json; charset=utf-8"}

// typeFields is that of a list whose rows have only some of their fields.
var typeFields = []string{"application/vnd.entask.fields+json"}

// typeOf is the Content-Type of a list.
func typeOf(list reply.JSON) []string {
	if list.Partial() {
		return typeFields
	}
	return typeJSON
}

// errAbsent says that a parameter was not given.
var errAbsent = errors.New("not given")

// inQuery says whether a parameter is in the query.
func inQuery(query url.Values, name string) error {
	if query.Has(name) {
		return nil
	}
	return errAbsent
}

// inHeader says whether a parameter is in the header.
func inHeader(h http.Header, name string) error {
	if len(h.Values(name)) > 0 {
		return nil
	}
	return errAbsent
}

// authenticator implements SecurityHandler: whoever asks for the viewer reads the
// token from the request itself.
type authenticator struct{ app.Parts }

// HandleBearerAuth implements SecurityHandler.
func (a *authenticator) HandleBearerAuth(ctx context.Context, operation OperationName, _ BearerAuth) (context.Context, error) {
	return a.Authenticate(ctx, operation)
}
