package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/ogen-go/ogen/ogenerrors"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/contract"
	"github.com/entask/entask/internal/service/ratelimit"
)

const (
	// mostOfGuarded is how many bytes a guarded body may have.
	mostOfGuarded = 1 << 20
	// takenOfGuarded is how often its length a body takes of the memory, with what is made of
	// it; and leastOfGuarded is what each request takes, for its result.
	takenOfGuarded, leastOfGuarded = 4, 1 << 20
	// guardedMemory is what all of them may take at the same time: of one user a quarter.
	guardedMemory = 16 << 20
)

// GuardOptions are what stands before a handler beside the API, which takes the same tokens.
type GuardOptions struct {
	// Operation and Path are the handler's in logs, metrics and traces.
	Operation, Path string
	// Verify, VerifyFailing, Users, Refused and Unavailable are as in Options.
	Verify, VerifyFailing func(ctx context.Context, token string) (viewer.Viewer, error)
	Users, Refused        *ratelimit.Limiter
	Unavailable           func(error) bool
}

// NewGuard returns a handler that hands on what users POST, once it has found a valid token and
// has read the body. Each request costs 1. Everything else is answered as by the API.
func NewGuard(o GuardOptions, next http.Handler) (http.Handler, error) {
	failing, err := ratelimit.NewWaiting()
	if err != nil {
		return nil, err
	}
	g := &guard{
		operation: ogenerrors.OperationContext{Name: o.Operation, ID: o.Operation}, bodies: memory.NewBudget(guardedMemory),
		security: &security{
			paths: map[string]string{o.Operation: o.Path}, verify: o.Verify, verifyFailing: o.VerifyFailing, users: o.Users, refused: o.Refused,
			failing: failing, tooManyOf: "Too many refused tokens",
		},
	}
	if g.security.verifyFailing == nil {
		g.security.verifyFailing = o.Verify
	}
	a := &answerer{
		paths: g.security.paths, quotas: new(quotas), unavailable: o.Unavailable, left: g.security.left,
		invalid: func(error) (string, error, bool) { return "", nil, false },
	}
	return released(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		request.Match(ctx, request.Route{Operation: o.Operation, Pattern: o.Path})
		if r.Method != http.MethodPost {
			a.methodNotAllowed(w, r, http.MethodPost)
			return
		}
		body, err := g.admit(ctx, w, r)
		if err != nil {
			a.answer(ctx, w, r, err)
			return
		}
		r = r.WithContext(ctx) // a copy
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	}), nil
}

type guard struct {
	operation ogenerrors.OperationContext
	security  *security
	bodies    *memory.Budget
}

// errBatch refuses what one message could make too dear: many answers to few bytes.
var errBatch = fault.New(fault.Malformed, "The body must be one message, not a batch of them")

// admit reads the body of a request with a valid token. The memory is the request's until it is
// answered.
func (g *guard) admit(ctx context.Context, w http.ResponseWriter, r *http.Request) ([]byte, error) {
	served := request.Of(ctx)
	who, err := g.security.authenticate(ctx, served, g.operation.Name)
	if err != nil {
		return nil, &ogenerrors.SecurityError{OperationContext: g.operation, Err: err} // as a generated server has it
	}
	if r.ContentLength > mostOfGuarded {
		return nil, overlong(w, r)
	}
	length := r.ContentLength
	if length < 0 {
		length = mostOfGuarded
	}
	claim := served.Claim()
	claim.Open(g.bodies, who.ID, false)
	if err := claim.Reserve(ctx, max(takenOfGuarded*length, leastOfGuarded)); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostOfGuarded))
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return nil, overlong(w, r)
	}
	if err != nil {
		return nil, contract.Unreadable(err)
	}
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		return nil, errBatch
	}
	return body, nil
}

// overlong refuses a body, of which net/http would otherwise read the rest.
func overlong(w http.ResponseWriter, r *http.Request) error {
	if r.ProtoMajor == 1 {
		w.Header().Set("Connection", "close")
	}
	return &http.MaxBytesError{Limit: mostOfGuarded}
}
