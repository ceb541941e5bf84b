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
	Limit      int           // events in a Period
	Period     time.Duration //
	Remaining  int           // events that would be allowed right now
	Reset      time.Duration // until Remaining is Limit again
	RetryAfter time.Duration // until the next event is allowed; 0 if this one is
}

// fields are what SetHeader sets for every answer, as a http.Header has them.
var fields = [...]string{
	http.CanonicalHeaderKey("RateLimit-Limit"), http.CanonicalHeaderKey("RateLimit-Policy"),
	http.CanonicalHeaderKey("RateLimit-Remaining"), http.CanonicalHeaderKey("RateLimit-Reset"),
}

// SetHeader tells the client, in the fields of the IETF's draft on rate limits,
// and in Retry-After where it has to wait. Where there is no limit it sets
// nothing.
func (r Result) SetHeader(h http.Header) {
	if r.Limit == 0 {
		return
	}
	limit := strconv.Itoa(r.Limit)
	values := [len(fields)]string{limit, limit + ";w=" + strconv.Itoa(seconds(r.Period)), strconv.Itoa(r.Remaining), strconv.Itoa(seconds(r.Reset))}
	for i, name := range fields {
		h[name] = values[i : i+1 : i+1]
	}
	if !r.Allowed {
		h.Set("Retry-After", strconv.Itoa(max(seconds(r.RetryAfter), 1)))
	}
}

// seconds rounds up: who comes back after that long is never too early.
func seconds(d time.Duration) int {
	return int((d + time.Second - 1) / time.Second)
}
