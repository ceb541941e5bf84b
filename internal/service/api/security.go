package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/internal/service/ratelimit"
)

// security turns the token of a request into a viewer.
type security struct {
	paths          map[string]string // of operations
	verify         func(context.Context, string) (viewer.Viewer, error)
	users, refused *ratelimit.Limiter
}

// errNoKeys answers a token that may be valid.
var errNoKeys = fault.New(fault.Unavailable, "The keys of the auth server cannot be fetched yet")

// authenticate finds the viewer of a request, for the generated server. A refused token
// counts against its address and an accepted one against its user, so that a client with
// bad tokens never keeps out the valid ones from the same address.
func (s *security) authenticate(ctx context.Context, operation string) (context.Context, error) {
	request.Match(ctx, request.Route{Operation: operation, Pattern: s.paths[operation]})
	v, err := s.viewer(ctx)
	if errors.Is(err, auth.ErrNoKeys) { // not the client's doing, so it is not counted
		return nil, fmt.Errorf("%w: %w", errNoKeys, err)
	}
	if err != nil {
		if taken := s.refused.Take(ctx, ratelimit.KeyOf(request.IdentityOf(ctx).Address)); !taken.Allowed {
			s.refused.SetHeader(request.Header(ctx), taken)
			return nil, fault.New(fault.TooMany, "Too many refused tokens")
		}
		return nil, err
	}
	request.Authenticated(ctx, v.ID)
	if request.AttemptsOf(ctx).Again() {
		return viewer.NewContext(ctx, v), nil // it has been counted
	}
	taken := s.users.Take(ctx, v.ID)
	s.users.SetHeader(request.Header(ctx), taken)
	if !taken.Allowed {
		return nil, fault.New(fault.TooMany, "")
	}
	return viewer.NewContext(ctx, v), nil
}

// charge counts what a request costs besides the 1 that every request does. What is never
// allowed is refused for good.
func (s *security) charge(ctx context.Context, cost int64) error {
	limit := s.users.Limit()
	if cost <= 1 || limit == 0 || request.AttemptsOf(ctx).Again() {
		return nil
	}
	if cost > int64(limit) {
		return fault.NewInvalid("too_costly", fmt.Sprintf("costs %d, more than the whole limit of %d: ask for less at once", cost, limit), "query")
	}
	id, _ := viewer.ID(ctx)
	taken := s.users.Spend(ctx, id, int(cost)-1)
	s.users.SetHeader(request.Header(ctx), taken)
	if !taken.Allowed {
		return fault.New(fault.TooMany, fmt.Sprintf("Too many requests: this one costs %d", cost))
	}
	return nil
}

// viewer reads the header itself: there must be exactly one Authorization header, and the
// router takes any token from any of them.
func (s *security) viewer(ctx context.Context) (viewer.Viewer, error) {
	token, _, err := auth.BearerToken(request.InboundOf(ctx).Request.Header)
	if err != nil {
		return viewer.Viewer{}, err
	}
	return s.verify(ctx, token)
}
