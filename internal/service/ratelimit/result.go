package ratelimit

import (
	"net/http"
	"strconv"
	"time"
)

// Result is what a limiter says of one event. Without a limit, all of it but
// Allowed is zero.
type Result struct {
	Allowed    bool
	Remaining  int           // the cost that would be allowed right now
	Reset      time.Duration // until the whole limit is available again, or a cost of 1 if none remains
	RetryAfter time.Duration // until a refused event would be allowed; 0 if it is allowed
}

// The fields of an answer, as a http.Header has them.
var (
	stateName     = http.CanonicalHeaderKey("RateLimit")
	limitName     = http.CanonicalHeaderKey("RateLimit-Limit")
	policyName    = http.CanonicalHeaderKey("RateLimit-Policy")
	remainingName = http.CanonicalHeaderKey("RateLimit-Remaining")
	resetName     = http.CanonicalHeaderKey("RateLimit-Reset")
)

// SetHeader tells the client the result of the limiter in the fields of the IETF's draft on
// rate limits (draft-ietf-httpapi-ratelimit-headers), in those that its early versions had,
// and in Retry-After if it has to wait. It sets nothing if there is no limit,
// or if the client is allowed, has used no more than half of it and need not slow down. All answers
// share the values that depend on the limiter alone.
func (l *Limiter) SetHeader(h http.Header, r Result) {
	if l == nil || r.Allowed && 2*r.Remaining >= l.limit {
		return
	}
	wait := seconds(r.Reset)
	if !r.Allowed {
		wait = max(seconds(r.RetryAfter), 1)
	}
	values := [...]string{strconv.Itoa(r.Remaining), strconv.Itoa(wait), ""}
	values[2] = policy(l.name) + ";r=" + values[0] + ";t=" + values[1]
	h[stateName] = values[2:3:3]
	h[limitName], h[policyName] = l.limitField, l.policyField
	h[remainingName], h[resetName] = values[0:1:1], values[1:2:2]
	if !r.Allowed {
		h["Retry-After"] = values[1:2:2] // both say when to come back
	}
}

// policy is the name of a policy as a String of a structured field (RFC 9651).
func policy(name string) string { return `"` + name + `"` }

// seconds rounds up, so that a client that waits so long is never too early.
func seconds(d time.Duration) int {
	return int((d + time.Second - 1) / time.Second)
}
