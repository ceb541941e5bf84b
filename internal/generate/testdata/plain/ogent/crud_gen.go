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

	"github.com/entask/entask/internal/generate/testdata/plain/ent"
	entbooking "github.com/entask/entask/internal/generate/testdata/plain/ent/booking"
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
			ConfirmBookingOperation:      "/api/bookings/{booking_id}/confirm",
			CreateBookingOperation:       "/api/bookings",
			CreateBoundedOperation:       "/api/boundeds",
			CreateEachOptionalOperation:  "/api/optionals/batch/each",
			CreateNoteOperation:          "/api/notes",
			CreateOptionalOperation:      "/api/optionals",
			CreateOptionalBatchOperation: "/api/optionals/batch",
			DeleteBookingOperation:       "/api/bookings/{booking_id}",
			DeleteBoundedOperation:       "/api/boundeds/{bounded_id}",
			DeleteEachOptionalOperation:  "/api/optionals/batch/each",
			DeleteNoteOperation:          "/api/notes/{note_id}",
			DeleteOptionalOperation:      "/api/optionals/{optional_id}",
			DeleteOptionalBatchOperation: "/api/optionals/batch",
			ListBookingsOperation:        "/api/bookings",
			ListBoundedsOperation:        "/api/boundeds",
			ListNotesOperation:           "/api/notes",
			ListOptionalsOperation:       "/api/optionals",
			PutBookingOperation:          "/api/bookings/{booking_id}",
			PutBoundedOperation:          "/api/boundeds/{bounded_id}",
			PutNoteOperation:             "/api/notes/{note_id}",
			PutOptionalOperation:         "/api/optionals/{optional_id}",
			ReadBookingOperation:         "/api/bookings/{booking_id}",
			ReadBoundedOperation:         "/api/boundeds/{bounded_id}",
			ReadNoteOperation:            "/api/notes/{note_id}",
			ReadOptionalOperation:        "/api/optionals/{optional_id}",
			UpdateBookingOperation:       "/api/bookings/{booking_id}",
			UpdateBoundedOperation:       "/api/boundeds/{bounded_id}",
			UpdateEachOptionalOperation:  "/api/optionals/batch/each",
			UpdateNoteOperation:          "/api/notes/{note_id}",
			UpdateOptionalOperation:      "/api/optionals/{optional_id}",
			UpdateOptionalBatchOperation: "/api/optionals/batch",
		},
		Values: map[string]func([]byte) error{
			"BookingCreate.room":             value.Rule(value.Check((*ent.BookingMutation).SetRoom), entbooking.RoomValidator, "must read the same from behind"),
			"BookingCreate.seats":            value.Rule(value.Check((*ent.BookingMutation).SetSeats), entbooking.SeatsValidator, "must be even"),
			"BookingCreate.slug":             value.OwnRule((*ent.BookingMutation).SetSlug, "must have a hyphen."),
			"BookingCreate.guests":           value.Rule(value.Check((*ent.BookingMutation).SetGuests), entbooking.GuestsValidator, "must name two or more"),
			"BookingCreate.key":              value.Rule(value.Check((*ent.BookingMutation).SetKey), entbooking.KeyValidator, "must be of three bytes"),
			"BookingUpdate.room":             value.Rule(value.Check((*ent.BookingMutation).SetRoom), entbooking.RoomValidator, "must read the same from behind"),
			"BookingUpdate.seats":            value.Rule(value.Check((*ent.BookingMutation).SetSeats), entbooking.SeatsValidator, "must be even"),
			"BookingUpdate.slug":             value.OwnRule((*ent.BookingMutation).SetSlug, "must have a hyphen."),
			"BookingUpdate.guests":           value.Rule(value.Check((*ent.BookingMutation).SetGuests), entbooking.GuestsValidator, "must name two or more"),
			"BookingUpdate.key":              value.Rule(value.Check((*ent.BookingMutation).SetKey), entbooking.KeyValidator, "must be of three bytes"),
			"BoundedCreate.share":            value.Check((*ent.BoundedMutation).SetShare),
			"BoundedCreate.weight":           value.Check((*ent.BoundedMutation).SetWeight),
			"BoundedCreate.depth":            value.Check((*ent.BoundedMutation).SetDepth),
			"BoundedCreate.bytes":            value.Check((*ent.BoundedMutation).SetBytes),
			"BoundedCreate.some_bytes":       value.Check((*ent.BoundedMutation).SetSomeBytes),
			"BoundedCreate.four_bytes":       value.Check((*ent.BoundedMutation).SetFourBytes),
			"BoundedUpdate.share":            value.Check((*ent.BoundedMutation).SetShare),
			"BoundedUpdate.weight":           value.Check((*ent.BoundedMutation).SetWeight),
			"BoundedUpdate.depth":            value.Check((*ent.BoundedMutation).SetDepth),
			"BoundedUpdate.bytes":            value.Check((*ent.BoundedMutation).SetBytes),
			"BoundedUpdate.some_bytes":       value.Check((*ent.BoundedMutation).SetSomeBytes),
			"BoundedUpdate.four_bytes":       value.Check((*ent.BoundedMutation).SetFourBytes),
			"OptionalCreate.float":           value.Check((*ent.OptionalMutation).SetFloat),
			"OptionalCreate.bytes":           value.Check((*ent.OptionalMutation).SetBytes),
			"OptionalCreate.strings":         value.Check((*ent.OptionalMutation).SetStrings),
			"OptionalCreate.default_float":   value.Check((*ent.OptionalMutation).SetDefaultFloat),
			"OptionalCreate.default_bytes":   value.Check((*ent.OptionalMutation).SetDefaultBytes),
			"OptionalCreate.default_strings": value.Check((*ent.OptionalMutation).SetDefaultStrings),
			"OptionalUpdate.float":           value.Check((*ent.OptionalMutation).SetFloat),
			"OptionalUpdate.bytes":           value.Check((*ent.OptionalMutation).SetBytes),
			"OptionalUpdate.strings":         value.Check((*ent.OptionalMutation).SetStrings),
			"OptionalUpdate.default_float":   value.Check((*ent.OptionalMutation).SetDefaultFloat),
			"OptionalUpdate.default_bytes":   value.Check((*ent.OptionalMutation).SetDefaultBytes),
			"OptionalUpdate.default_strings": value.Check((*ent.OptionalMutation).SetDefaultStrings),
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
		Uniques: slices.Concat([]unique.Index{}, uniquesBooking, uniquesOptional),
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
