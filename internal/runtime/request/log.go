package request

import "context"

// Log is what the log, metrics and traces say of a request and its client must not
// read.
type Log struct {
	// User is the viewer's id; empty before authentication.
	User string
	// Refusal says why a token was refused.
	Refusal string
	// Cause is why the response is a 5xx, or why it broke off.
	Cause error
}

// Log returns what was said for the log.
func (c *Context) Log() Log { return c.log }

// Authenticated says whose request it is.
func Authenticated(ctx context.Context, user string) { Of(ctx).Authenticated(user) }

// Authenticated says whose request it is.
func (c *Context) Authenticated(user string) { c.log.User = user }

// Refused says why a token was refused.
func Refused(ctx context.Context, reason string) { Of(ctx).log.Refusal = reason }

// Failed says why the request cannot be answered as it should.
func Failed(ctx context.Context, cause error) { Of(ctx).log.Cause = cause }
