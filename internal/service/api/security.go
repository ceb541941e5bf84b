package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/internal/service/ratelimit"
)

// security turns the token of a request into a viewer.
type security struct {
	paths map[string]string // of operations
	// verify verifies a token, and verifyFailing one of an address that fails.
	verify, verifyFailing func(context.Context, string) (viewer.Viewer, error)
	users                 Limiter
	refused               *ratelimit.Limiter
	// failing are the addresses with too many refused tokens.
	failing *ratelimit.Waiting
	// tooManyOf is what they are told.
	tooManyOf string
}

var (
	// errNoKeys answers a token that may be valid.
	errNoKeys = fault.New(fault.Unavailable, "The keys of the auth server cannot be fetched yet")
	// errBusy answers one that may be valid and cannot be verified in time.
	errBusy = fault.New(fault.Unavailable, "There are more tokens than can be verified in time")
)

// busyWait is after how long to send again what was too much at once, and a failing address a
// token that could not be verified.
const busyWait = time.Second

// authenticate finds the viewer of a request, for the generated server. A refused token
// counts against its address and an accepted one against its user, so that a client with
// bad tokens never keeps out the valid ones from the same address.
func (s *security) authenticate(ctx context.Context, served *request.Context, operation string) (viewer.Viewer, error) {
	served.Match(request.Route{Operation: operation, Pattern: s.paths[operation]})
	wait := s.waits(served)
	v, err := s.viewer(ctx, served, wait > 0)
	if err != nil {
		return v, s.deny(ctx, served, wait, err)
	}
	served.Authenticated(v.ID)
	if served.Attempts().Again() {
		return v, nil // it has been counted
	}
	taken := s.users.Take(ctx, v.ID)
	s.users.SetHeader(served.Header(), taken)
	if !taken.Allowed {
		return v, fault.New(fault.TooMany, "")
	}
	return v, nil
}

// valid says whether the token of a request that was let in is valid still. One that cannot be
// verified now is.
func (s *security) valid(ctx context.Context, r *http.Request) bool {
	token, _, err := auth.BearerToken(r.Header)
	if err == nil {
		_, err = s.verify(ctx, token)
	}
	return err == nil || errors.Is(err, auth.ErrNoKeys) || errors.Is(err, auth.ErrBusy)
}

// deny says what is answered to a token that was not accepted, of an address that has to
// wait so long.
func (s *security) deny(ctx context.Context, served *request.Context, wait time.Duration, err error) error {
	switch {
	case errors.Is(err, auth.ErrNoKeys): // not the client's doing, so it is not counted
		return fmt.Errorf("%w: %w", errNoKeys, err)
	case errors.Is(err, auth.ErrBusy) && wait == 0:
		return fmt.Errorf("%w: %w", errBusy, err)
	case errors.Is(err, auth.ErrBusy):
		return s.tooMany(served, s.refused.Refuse(busyWait))
	case wait > 0:
		return s.tooMany(served, s.refused.Refuse(wait))
	}
	return s.refuse(ctx, served, err)
}

// left says in the header of an answer to too much at once what the user has left of the limit.
// The fields say with Retry-After when to come back.
func (s *security) left(ctx context.Context) {
	served := request.Of(ctx)
	user := served.Log().User
	if user == "" {
		return
	}
	left := s.users.Spend(ctx, user, 0)
	left.Allowed, left.RetryAfter = false, busyWait
	s.users.SetHeader(served.Header(), left)
}

// waits returns how long the address of a request has to wait before its next refused token
// is counted, or 0. Meanwhile few of its tokens are verified.
func (s *security) waits(served *request.Context) time.Duration {
	if !s.failing.Any() {
		return 0
	}
	return s.failing.Left(address(served))
}

// refuse counts a refusal against the address of the request, and returns it, or that there
// were too many.
func (s *security) refuse(ctx context.Context, served *request.Context, refusal error) error {
	key := address(served)
	taken := s.refused.Take(ctx, key)
	if !taken.Allowed {
		s.failing.Add(key, taken.RetryAfter)
		return s.tooMany(served, taken)
	}
	return refusal
}

// address returns the key of the address of a request.
func address(served *request.Context) string { return ratelimit.KeyOf(served.Identity().Address) }

// tooMany answers a refused token of an address that has sent too many.
func (s *security) tooMany(served *request.Context, taken ratelimit.Result) error {
	s.refused.SetHeader(served.Header(), taken)
	return fault.New(fault.TooMany, s.tooManyOf)
}

// charge counts what a request costs besides the 1 that every request does. What is never
// allowed is refused for good.
func (s *security) charge(ctx context.Context, served *request.Context, user string, cost int64) error {
	limit := s.users.Limit()
	if cost <= 1 || limit == 0 || served.Attempts().Again() {
		return nil
	}
	if cost > int64(limit) {
		return fault.NewInvalid("too_costly", fmt.Sprintf("costs %d, more than the whole limit of %d: ask for less at once", cost, limit), "query")
	}
	taken := s.users.Spend(ctx, user, int(cost)-1)
	s.users.SetHeader(served.Header(), taken)
	if !taken.Allowed {
		return fault.New(fault.TooMany, fmt.Sprintf("Too many requests: this one costs %d", cost))
	}
	return nil
}

// pay counts what an operation costs that has begun, and says whether that much was left. It
// is no error where it was not: the operation does less.
func (s *security) pay(ctx context.Context, served *request.Context, user string, cost int64) bool {
	taken := s.users.Spend(ctx, user, int(cost))
	paid := taken.Allowed
	taken.Allowed = true
	s.users.SetHeader(served.Header(), taken)
	return paid
}

// viewer reads the header itself: there must be exactly one Authorization header, and the
// router takes any token from any of them.
func (s *security) viewer(ctx context.Context, served *request.Context, failing bool) (viewer.Viewer, error) {
	token, _, err := auth.BearerToken(served.Inbound().Request.Header)
	switch {
	case err != nil:
		return viewer.Viewer{}, err
	case failing:
		return s.verifyFailing(ctx, token)
	default:
		return s.verify(ctx, token)
	}
}
