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

	"github.com/entask/entask/internal/generate/testdata/bulk/ent"
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
			BookSeatOperation:           "/api/seats/{seat_id}/book",
			CopyReceiptOperation:        "/api/receipts/{receipt_id}/copies",
			CreateEachLabelOperation:    "/api/labels/batch/each",
			CreateEachReceiptOperation:  "/api/receipts/batch/each",
			CreateEachSeatOperation:     "/api/seats/batch/each",
			CreateLabelOperation:        "/api/labels",
			CreateLabelBatchOperation:   "/api/labels/batch",
			CreateReceiptOperation:      "/api/receipts",
			CreateReceiptBatchOperation: "/api/receipts/batch",
			CreateSeatOperation:         "/api/seats",
			CreateSeatBatchOperation:    "/api/seats/batch",
			DeleteEachLabelOperation:    "/api/labels/batch/each",
			DeleteLabelOperation:        "/api/labels/{label_id}",
			DeleteLabelBatchOperation:   "/api/labels/batch",
			FindLabelsOperation:         "/api/labels/find",
			FreeSeatOperation:           "/api/seats/{seat_id}/free",
			ListLabelsOperation:         "/api/labels",
			ListSeatsOperation:          "/api/seats",
			MergeLabelsOperation:        "/api/labels/merge",
			PlaceLabelOperation:         "/api/labels/{label_id}/place",
			PutLabelOperation:           "/api/labels/{label_id}",
			ReadLabelOperation:          "/api/labels/{label_id}",
			ReadMeOperation:             "/api/me",
			ReadReceiptOperation:        "/api/receipts/{receipt_id}",
			RenameLabelOperation:        "/api/labels/{label_id}/rename",
			StarLabelOperation:          "/api/labels/{label_id}/star",
			SuggestLabelsOperation:      "/api/label-suggestions",
			UnstarLabelOperation:        "/api/labels/{label_id}/star",
			UpdateEachLabelOperation:    "/api/labels/batch/each",
			UpdateEachSeatOperation:     "/api/seats/batch/each",
			UpdateLabelOperation:        "/api/labels/{label_id}",
			UpdateLabelBatchOperation:   "/api/labels/batch",
			UpdateSeatOperation:         "/api/seats/{seat_id}",
			UpdateSeatBatchOperation:    "/api/seats/batch",
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
		Uniques: slices.Concat([]unique.Index{}, uniquesLabel, uniquesReceipt, uniquesSeat),
		Quotas:  []*quota.Quota{ent.LabelQuota, ent.ReceiptQuota},
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

// HandleAnonymous implements SecurityHandler.
func (a *authenticator) HandleAnonymous(ctx context.Context, operation OperationName, _ Anonymous) (context.Context, error) {
	return a.Anonymous(ctx, operation)
}
