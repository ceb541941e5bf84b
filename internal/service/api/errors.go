package api

import (
	"cmp"
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
	"github.com/entask/entask/internal/service/contract"
)

// outcomeUnknown is the detail of a 503 for a write that may have been done: the database
// did not answer, or only a part of it was done.
const outcomeUnknown = "The outcome is unknown: the database did not answer, and may have done what was asked. " +
	"Read the resource before you repeat the request; with If-Match or an Idempotency-Key it can be repeated safely"

// statusClientGone is the status that proxies use if the client did not wait for the
// answer. It is for the log: it is no error of the service, and no client reads it.
const statusClientGone = 499

// retryAfter is when to try again while the database is unavailable, in seconds.
const retryAfter = "2"

// runningRetryAfter is when to ask again for the outcome of a running request, in seconds.
const runningRetryAfter = "1"

// busyRetryAfter is when to send again what was too much at once, in seconds.
const busyRetryAfter = "1"

// statusOf is the one table from a kind of fault to a status. The linter reports a kind that
// is missing.
func statusOf(k fault.Kind) int {
	switch k {
	case fault.Malformed:
		return http.StatusBadRequest
	case fault.Unsigned:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict, fault.Running:
		return http.StatusConflict
	case fault.Gone:
		return http.StatusGone
	case fault.Precondition:
		return http.StatusPreconditionFailed
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable, fault.Unfinished:
		return http.StatusServiceUnavailable
	case fault.Unsupported:
		return http.StatusUnsupportedMediaType
	}
	return http.StatusInternalServerError
}

// details are the texts of problems whose fault has no detail.
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
	contract    *contract.Contract
	paths       map[string]string // of operations
	invalid     func(error) (field string, rule error, ok bool)
	uniques     []unique.Index
	quotas      *quotas
	violated    func(error) (string, bool)
	unavailable func(error) bool
	left        func(context.Context) // says in the header what the user has left of the limit; may be nil
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
	if err = roomFor(ctx, r, err); err == nil || repeats(ctx, r, err) {
		request.AttemptsOf(ctx).Undo()
		return
	}
	if op, ok := errors.AsType[operationError](err); ok {
		request.Match(ctx, request.Route{Operation: op.OperationName(), Pattern: a.paths[op.OperationName()]})
	}
	status, f := a.status(ctx, r, err)
	f = fault.Place(err, f)
	a.said(ctx, w, r, status, f, err)
	p := problemOf(status, f)
	if status == http.StatusServiceUnavailable && !unfinished(f) && !isSafe(r.Method) && (retry.IsUnknown(err) || request.AttemptsOf(ctx).Wrote()) {
		p.Detail = outcomeUnknown
	}
	p.RequestID = request.IdentityOf(ctx).ID
	problem.Write(w, p)
}

// problemOf returns the problem of a status and the fault that comes with it, if any.
func problemOf(status int, f *fault.Error) problem.Problem {
	p := problem.New(status, details[status])
	if f != nil {
		p.Errors, p.Type = fields(f), cmp.Or(f.Type, p.Type)
		if text := f.Error(); f.Detail != "" || details[status] == "" && text != "" {
			p.Detail = text
		}
	}
	return p
}

// ofItem returns the problem of an error that is that of one item among others, and false if
// it is not: then the request is answered with it.
func (a *answerer) ofItem(ctx context.Context, err error) (problem.Problem, bool) {
	status, f := a.status(ctx, request.InboundOf(ctx).Request, err)
	if status >= http.StatusInternalServerError || status == http.StatusTooManyRequests || status == statusClientGone || f != nil && f.Kind == fault.Running {
		return problem.Problem{}, false
	}
	return problemOf(status, fault.Place(err, f)), true
}

// said says in the header what goes with a status, and why it is one for the log.
func (a *answerer) said(ctx context.Context, w http.ResponseWriter, r *http.Request, status int, f *fault.Error, err error) {
	switch status {
	case http.StatusUnauthorized:
		refusal := refusalOf(err, r)
		request.Refused(ctx, refusal.Error())
		if f == nil {
			w.Header().Set("WWW-Authenticate", auth.Challenge(refusal))
		} else {
			w.Header().Set("WWW-Authenticate", "Webhook") // its signature is no token
		}
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retryAfter)
		if !unfinished(f) {
			request.Failed(ctx, err)
		}
	case http.StatusTooManyRequests:
		if w.Header().Get("Retry-After") == "" { // it is not the limiter that refuses
			w.Header().Set("Retry-After", busyRetryAfter)
			if a.left != nil {
				a.left(ctx)
			}
		}
	case http.StatusConflict:
		if f != nil && f.Kind == fault.Running {
			w.Header().Set("Retry-After", runningRetryAfter)
		}
	case http.StatusInternalServerError:
		request.Failed(ctx, err)
	}
}

// unfinished says that the service works as it should, and has more to do.
func unfinished(f *fault.Error) bool { return f != nil && f.Kind == fault.Unfinished }

// status is the total function from an error to a status; the unknown is 500. The
// fault that comes with it, if any, is for the client to read.
func (a *answerer) status(ctx context.Context, r *http.Request, err error) (int, *fault.Error) {
	var (
		tooLarge *http.MaxBytesError
		kind     *validate.InvalidContentTypeError
		security *ogenerrors.SecurityError
		decoding *ogenerrors.DecodeRequestError
		params   *ogenerrors.DecodeParamsError
		op       operationError
	)
	if f := fault.From(err); f != nil {
		return statusOf(f.Kind), f
	}
	switch {
	case errors.As(err, &security) && !errors.Is(err, contract.ErrBroken):
		return http.StatusUnauthorized, nil
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, &fault.Error{Detail: fmt.Sprintf("The body is too large: at most %d bytes", tooLarge.Limit)}
	case errors.As(err, &kind), errors.As(err, &decoding) && !hasMediaType(r):
		return http.StatusUnsupportedMediaType, nil
	case errors.As(err, &op) && (errors.As(err, &decoding) || errors.As(err, &params) || errors.Is(err, contract.ErrBroken)):
		f := a.contract.Explain(op.OperationID(), r)
		return statusOf(f.Kind), f
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
		return statusOf(f.Kind), f
	}
	if f := a.quotas.exceeded(err); f != nil {
		return statusOf(f.Kind), f
	}
	return http.StatusInternalServerError, nil
}

// taken says which fields of a body are taken, or nil if the database refused a write for
// another reason.
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

// refusalOf returns why a token was refused, or what the header lacks if no token was
// verified.
func refusalOf(err error, r *http.Request) error {
	if f := fault.From(err); f != nil {
		return f
	}
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
	for _, broken := range f.Listed() {
		out = append(out, problem.Field(broken))
	}
	return out
}

// done answers a request that has no other answer.
func done(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }

// methodNotAllowed answers OPTIONS, and a method that the path does not have.
func (a *answerer) methodNotAllowed(w http.ResponseWriter, r *http.Request, allowed string) {
	w.Header().Set("Allow", allow(allowed))
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	p := problem.New(http.StatusMethodNotAllowed, details[http.StatusMethodNotAllowed])
	p.RequestID = request.IdentityOf(r.Context()).ID
	problem.Write(w, p)
}
