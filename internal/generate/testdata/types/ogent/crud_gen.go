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

	"github.com/entask/entask/internal/generate/testdata/types/ent"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/internal/runtime/value"
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
			CreateKeptOperation:     "/api/kept-things",
			CreateListedOperation:   "/api/listeds",
			CreateOptionalOperation: "/api/optionals",
			CreateRequiredOperation: "/api/requireds",
			DeleteKeptOperation:     "/api/kept-things/{kept_id}",
			DeleteListedOperation:   "/api/listeds/{listed_id}",
			DeleteOptionalOperation: "/api/optionals/{optional_id}",
			DeleteRequiredOperation: "/api/requireds/{required_id}",
			FlipKeptOperation:       "/api/kept-things/{kept_id}/flip",
			ListKeptsOperation:      "/api/kept-things",
			ListListedsOperation:    "/api/listeds",
			ListOptionalsOperation:  "/api/optionals",
			ListRequiredsOperation:  "/api/requireds",
			PutKeptOperation:        "/api/kept-things/{kept_id}",
			PutListedOperation:      "/api/listeds/{listed_id}",
			PutOptionalOperation:    "/api/optionals/{optional_id}",
			PutRequiredOperation:    "/api/requireds/{required_id}",
			ReadKeptOperation:       "/api/kept-things/{kept_id}",
			ReadListedOperation:     "/api/listeds/{listed_id}",
			ReadOptionalOperation:   "/api/optionals/{optional_id}",
			ReadRequiredOperation:   "/api/requireds/{required_id}",
			UpdateKeptOperation:     "/api/kept-things/{kept_id}",
			UpdateListedOperation:   "/api/listeds/{listed_id}",
			UpdateOptionalOperation: "/api/optionals/{optional_id}",
			UpdateRequiredOperation: "/api/requireds/{required_id}",
		},
		Values: map[string]func([]byte) error{
			"KeptCreate.float64":       value.Check((*ent.KeptMutation).SetFloat64),
			"KeptCreate.bytes":         value.Check((*ent.KeptMutation).SetBytes),
			"KeptCreate.strings":       value.Check((*ent.KeptMutation).SetStrings),
			"KeptCreate.inner":         value.Check((*ent.KeptMutation).SetInner),
			"KeptCreate.map":           value.Check((*ent.KeptMutation).SetMap),
			"KeptCreate.once_strings":  value.Check((*ent.KeptMutation).SetOnceStrings),
			"KeptCreate.secrets":       value.Check((*ent.KeptMutation).SetSecrets),
			"KeptUpdate.float64":       value.Check((*ent.KeptMutation).SetFloat64),
			"KeptUpdate.bytes":         value.Check((*ent.KeptMutation).SetBytes),
			"KeptUpdate.strings":       value.Check((*ent.KeptMutation).SetStrings),
			"KeptUpdate.inner":         value.Check((*ent.KeptMutation).SetInner),
			"KeptUpdate.map":           value.Check((*ent.KeptMutation).SetMap),
			"KeptUpdate.secrets":       value.Check((*ent.KeptMutation).SetSecrets),
			"ListedCreate.float32":     value.Check((*ent.ListedMutation).SetFloat32),
			"ListedCreate.float64":     value.Check((*ent.ListedMutation).SetFloat64),
			"ListedUpdate.float32":     value.Check((*ent.ListedMutation).SetFloat32),
			"ListedUpdate.float64":     value.Check((*ent.ListedMutation).SetFloat64),
			"OptionalCreate.float32":   value.Check((*ent.OptionalMutation).SetFloat32),
			"OptionalCreate.float64":   value.Check((*ent.OptionalMutation).SetFloat64),
			"OptionalCreate.bytes":     value.Check((*ent.OptionalMutation).SetBytes),
			"OptionalCreate.strings":   value.Check((*ent.OptionalMutation).SetStrings),
			"OptionalCreate.ints":      value.Check((*ent.OptionalMutation).SetInts),
			"OptionalCreate.floats":    value.Check((*ent.OptionalMutation).SetFloats),
			"OptionalCreate.address":   value.Check((*ent.OptionalMutation).SetAddress),
			"OptionalCreate.map":       value.Check((*ent.OptionalMutation).SetMap),
			"OptionalCreate.raw":       value.Check((*ent.OptionalMutation).SetRaw),
			"OptionalCreate.own_text":  value.Check((*ent.OptionalMutation).SetOwnText),
			"OptionalUpdate.float32":   value.Check((*ent.OptionalMutation).SetFloat32),
			"OptionalUpdate.float64":   value.Check((*ent.OptionalMutation).SetFloat64),
			"OptionalUpdate.bytes":     value.Check((*ent.OptionalMutation).SetBytes),
			"OptionalUpdate.strings":   value.Check((*ent.OptionalMutation).SetStrings),
			"OptionalUpdate.ints":      value.Check((*ent.OptionalMutation).SetInts),
			"OptionalUpdate.floats":    value.Check((*ent.OptionalMutation).SetFloats),
			"OptionalUpdate.address":   value.Check((*ent.OptionalMutation).SetAddress),
			"OptionalUpdate.map":       value.Check((*ent.OptionalMutation).SetMap),
			"OptionalUpdate.raw":       value.Check((*ent.OptionalMutation).SetRaw),
			"OptionalUpdate.own_text":  value.Check((*ent.OptionalMutation).SetOwnText),
			"RequiredCreate.float32":   value.Check((*ent.RequiredMutation).SetFloat32),
			"RequiredCreate.float64":   value.Check((*ent.RequiredMutation).SetFloat64),
			"RequiredCreate.ratio":     value.Check((*ent.RequiredMutation).SetRatio),
			"RequiredCreate.share":     value.Check((*ent.RequiredMutation).SetShare),
			"RequiredCreate.bytes":     value.Check((*ent.RequiredMutation).SetBytes),
			"RequiredCreate.hash":      value.Check((*ent.RequiredMutation).SetHash),
			"RequiredCreate.strings":   value.Check((*ent.RequiredMutation).SetStrings),
			"RequiredCreate.tags":      value.Check((*ent.RequiredMutation).SetTags),
			"RequiredCreate.ints":      value.Check((*ent.RequiredMutation).SetInts),
			"RequiredCreate.floats":    value.Check((*ent.RequiredMutation).SetFloats),
			"RequiredCreate.address":   value.Check((*ent.RequiredMutation).SetAddress),
			"RequiredCreate.pointer":   value.Check((*ent.RequiredMutation).SetPointer),
			"RequiredCreate.map":       value.Check((*ent.RequiredMutation).SetMap),
			"RequiredCreate.matrix":    value.Check((*ent.RequiredMutation).SetMatrix),
			"RequiredCreate.inners":    value.Check((*ent.RequiredMutation).SetInners),
			"RequiredCreate.raw":       value.Check((*ent.RequiredMutation).SetRaw),
			"RequiredCreate.own_float": value.Check((*ent.RequiredMutation).SetOwnFloat),
			"RequiredCreate.own_bytes": value.Check((*ent.RequiredMutation).SetOwnBytes),
			"RequiredCreate.own_text":  value.Check((*ent.RequiredMutation).SetOwnText),
			"RequiredUpdate.float32":   value.Check((*ent.RequiredMutation).SetFloat32),
			"RequiredUpdate.float64":   value.Check((*ent.RequiredMutation).SetFloat64),
			"RequiredUpdate.ratio":     value.Check((*ent.RequiredMutation).SetRatio),
			"RequiredUpdate.share":     value.Check((*ent.RequiredMutation).SetShare),
			"RequiredUpdate.bytes":     value.Check((*ent.RequiredMutation).SetBytes),
			"RequiredUpdate.hash":      value.Check((*ent.RequiredMutation).SetHash),
			"RequiredUpdate.strings":   value.Check((*ent.RequiredMutation).SetStrings),
			"RequiredUpdate.tags":      value.Check((*ent.RequiredMutation).SetTags),
			"RequiredUpdate.ints":      value.Check((*ent.RequiredMutation).SetInts),
			"RequiredUpdate.floats":    value.Check((*ent.RequiredMutation).SetFloats),
			"RequiredUpdate.address":   value.Check((*ent.RequiredMutation).SetAddress),
			"RequiredUpdate.pointer":   value.Check((*ent.RequiredMutation).SetPointer),
			"RequiredUpdate.map":       value.Check((*ent.RequiredMutation).SetMap),
			"RequiredUpdate.matrix":    value.Check((*ent.RequiredMutation).SetMatrix),
			"RequiredUpdate.inners":    value.Check((*ent.RequiredMutation).SetInners),
			"RequiredUpdate.raw":       value.Check((*ent.RequiredMutation).SetRaw),
			"RequiredUpdate.own_float": value.Check((*ent.RequiredMutation).SetOwnFloat),
			"RequiredUpdate.own_bytes": value.Check((*ent.RequiredMutation).SetOwnBytes),
			"RequiredUpdate.own_text":  value.Check((*ent.RequiredMutation).SetOwnText),
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
		Uniques: slices.Concat([]unique.Index{}, uniquesKept, uniquesListed),
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
