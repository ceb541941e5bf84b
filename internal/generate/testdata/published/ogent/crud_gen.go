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

	"github.com/entask/entask/internal/generate/testdata/published/ent"
	"github.com/entask/entask/internal/runtime/app"
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
			ClosePostOperation:       "/api/posts/{post_id}/close",
			CreateEachPostOperation:  "/api/posts/batch/each",
			CreateFolderOperation:    "/api/folders",
			CreatePostOperation:      "/api/posts",
			CreatePostBatchOperation: "/api/posts/batch",
			CreateRemarkOperation:    "/api/remarks",
			CreateTopicOperation:     "/api/topics",
			DeleteEachPostOperation:  "/api/posts/batch/each",
			DeleteFolderOperation:    "/api/folders/{folder_id}",
			DeletePostOperation:      "/api/posts/{post_id}",
			DeletePostBatchOperation: "/api/posts/batch",
			DeleteRemarkOperation:    "/api/remarks/{remark_id}",
			DeleteTopicOperation:     "/api/topics/{topic_id}",
			EraseMeOperation:         "/api/me",
			ExportMeOperation:        "/api/me/export",
			ListFolderPostsOperation: "/api/folders/{folder_id}/posts",
			ListFoldersOperation:     "/api/folders",
			ListPostRemarksOperation: "/api/posts/{post_id}/remarks",
			ListPostTopicsOperation:  "/api/posts/{post_id}/topics",
			ListPostsOperation:       "/api/posts",
			ListRemarksOperation:     "/api/remarks",
			ListTopicPostsOperation:  "/api/topics/{topic_id}/posts",
			ListTopicsOperation:      "/api/topics",
			PutFolderOperation:       "/api/folders/{folder_id}",
			PutPostOperation:         "/api/posts/{post_id}",
			PutRemarkOperation:       "/api/remarks/{remark_id}",
			PutTopicOperation:        "/api/topics/{topic_id}",
			ReadFolderOperation:      "/api/folders/{folder_id}",
			ReadPostOperation:        "/api/posts/{post_id}",
			ReadRemarkOperation:      "/api/remarks/{remark_id}",
			ReadTopicOperation:       "/api/topics/{topic_id}",
			UpdateEachPostOperation:  "/api/posts/batch/each",
			UpdateFolderOperation:    "/api/folders/{folder_id}",
			UpdatePostOperation:      "/api/posts/{post_id}",
			UpdatePostBatchOperation: "/api/posts/batch",
			UpdateRemarkOperation:    "/api/remarks/{remark_id}",
			UpdateTopicOperation:     "/api/topics/{topic_id}",
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
