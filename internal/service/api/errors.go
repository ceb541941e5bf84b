package api

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"

	"entgo.io/ent/privacy"
	"github.com/ogen-go/ogen/ogenerrors"
	"github.com/ogen-go/ogen/validate"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/retry"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/service/auth"
)

// outcomeUnknown is what a 503 says of a write that was sent to the database, and of
// which nothing came back, or of which only a part was done.
const outcomeUnknown = "The outcome is unknown: the database did not answer, and may have done what was asked. " +
	"Read the resource before you repeat the request; with If-Match or an Idempotency-Key it can be repeated safely"

// statusClientGone is what proxies call a request whose client did not wait for
// the answer. It is for the log: no fault of ours, and hardly anybody reads it.
const statusClientGone = 499

// retryAfter is when to try again while the database is away, in seconds.
const retryAfter = "2"

// runningRetryAfter is when to ask again what became of a request that goes on, in seconds.
const runningRetryAfter = "1"

// statuses is the one place where a kind of fault becomes a status.
var statuses = map[fault.Kind]int{
	fault.Malformed:    http.StatusBadRequest,
	fault.Forbidden:    http.StatusForbidden,
	fault.NotFound:     http.StatusNotFound,
	fault.Conflict:     http.StatusConflict,
	fault.Precondition: http.StatusPreconditionFailed,
	fault.Invalid:      http.StatusUnprocessableEntity,
	fault.TooMany:      http.StatusTooManyRequests,
	fault.Running:      http.StatusConflict,
	fault.Unavailable:  http.StatusServiceUnavailable,
	fault.Unsupported:  http.StatusUnsupportedMediaType,
}

// details are what a problem says where the fault itself says nothing.
var details = map[int]string{
	http.StatusUnauthorized:         "Not authenticated",
	http.StatusForbidden:            "Access forbidden",
	http.StatusNotFound:             "Resource not found",
	http.StatusMethodNotAllowed:     "Method not allowed",
	http.StatusPreconditionFailed:   "The resource has changed since it was read",
	http.StatusUnsupportedMediaType: "The body must be application/json",
	http.StatusTooManyRequests:      "Too many requests",
	statusClientGone:                "The client closed the connection before the answer",
	http.StatusInternalServerError:  "Internal server error",
	http.StatusServiceUnavailable:   "Service unavailable, try again",
}

// answerer answers every request that is refused.
type answerer struct {
	rules       *rules
	paths       map[string]string // of operations
	invalid     func(error) (field string, rule error, ok bool)
	uniques     []unique.Index
	violated    func(error) (string, bool)
	unavailable func(error) bool
}

// operationError is an error that knows its operation.
type operationError interface {
	error
	OperationName() string
	OperationID() string
}

// answer writes the problem document of an error. It is ogen's error handler for
// security, decoding and handlers alike.
func (a *answerer) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, err error) {
	info := request.FromContext(ctx)
	if repeats(ctx, r, err) {
		info.Undone = true
		return
	}
	if op, ok := errors.AsType[operationError](err); ok {
		info.Route, info.Pattern = op.OperationName(), a.paths[op.OperationName()]
	}
	status, f := a.status(ctx, r, err)
	f = fault.Place(err, f)
	switch status {
	case http.StatusUnauthorized:
		refusal := refusalOf(err, r)
		info.Refusal = refusal.Error()
		w.Header().Set("WWW-Authenticate", auth.Challenge(refusal))
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retryAfter)
		info.Err = err
	case http.StatusConflict:
		if f != nil && f.Kind == fault.Running {
			w.Header().Set("Retry-After", runningRetryAfter)
		}
	case http.StatusInternalServerError:
		info.Err = err
	}
	p := problem.New(status, details[status])
	if f != nil {
		p.Errors = fields(f)
		if text := f.Error(); f.Detail != "" || details[status] == "" && text != "" {
			p.Detail = text
		}
	}
	if status == http.StatusServiceUnavailable && !isSafe(r.Method) && (retry.IsUnknown(err) || info.Wrote.Load()) {
		p.Detail = outcomeUnknown
	}
	p.RequestID = info.ID
	problem.Write(w, p)
}

// status is the total function from an error to a status; the unknown is 500. The
// fault that comes with it, if any, is for the client to read.
func (a *answerer) status(ctx context.Context, r *http.Request, err error) (int, *fault.Error) {
	var (
		tooLarge *http.MaxBytesError
		kind     *validate.InvalidContentTypeError
		security *ogenerrors.SecurityError
		decoding *ogenerrors.DecodeRequestError
		params   *ogenerrors.DecodeParamsError
		broken   rulesError
		op       operationError
	)
	if f := fault.From(err); f != nil {
		return statuses[f.Kind], f
	}
	switch {
	case errors.As(err, &security) && !errors.As(err, &broken):
		return http.StatusUnauthorized, nil
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, &fault.Error{Detail: fmt.Sprintf("The body is too large: at most %d bytes", tooLarge.Limit)}
	case errors.As(err, &kind), errors.As(err, &decoding) && !hasMediaType(r):
		return http.StatusUnsupportedMediaType, nil
	case errors.As(err, &op) && (errors.As(err, &decoding) || errors.As(err, &params) || errors.As(err, &broken)):
		f := a.rules.refusal(op.OperationID(), r)
		return statuses[f.Kind], f
	case errors.Is(err, privacy.Deny):
		return http.StatusForbidden, nil
	case errors.Is(ctx.Err(), context.Canceled):
		return statusClientGone, nil
	case a.unavailable(err), ctx.Err() != nil:
		return http.StatusServiceUnavailable, nil //nolint:nilerr // err becomes a status here
	}
	if field, rule, ok := a.invalid(err); ok {
		return http.StatusUnprocessableEntity, fault.NewInvalid("value_error", rule.Error(), "body", field)
	}
	if f := a.taken(err); f != nil {
		return statuses[f.Kind], f
	}
	return http.StatusInternalServerError, nil
}

// taken says which fields of a body are taken, where that is why the database
// refused a write, or nil.
func (a *answerer) taken(err error) *fault.Error {
	if a.violated == nil {
		return nil
	}
	called, ok := a.violated(err)
	if !ok {
		return nil
	}
	index, ok := unique.Find(a.uniques, called)
	if !ok {
		return nil
	}
	return index.Taken()
}

// refusalOf returns why a token was refused; where none was even looked at, what
// its header lacks.
func refusalOf(err error, r *http.Request) error {
	if refusal, ok := errors.AsType[*auth.Error](err); ok {
		return refusal
	}
	if _, _, missing := auth.BearerToken(r.Header); missing != nil {
		return missing
	}
	return err
}

func hasMediaType(r *http.Request) bool {
	_, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil
}

func fields(f *fault.Error) []problem.Field {
	var out []problem.Field
	for _, broken := range f.Fields {
		out = append(out, problem.Field(broken))
	}
	return out
}

// methodNotAllowed answers a method that the path has not, and OPTIONS.
func (a *answerer) methodNotAllowed(w http.ResponseWriter, r *http.Request, allowed string) {
	w.Header().Set("Allow", allow(allowed))
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	p := problem.New(http.StatusMethodNotAllowed, details[http.StatusMethodNotAllowed])
	p.RequestID = request.FromContext(r.Context()).ID
	problem.Write(w, p)
}
