package ratelimit

import (
	"fmt"
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

// SetHeader tells the client, in the fields of the IETF's draft on rate limits,
// and in Retry-After where it has to wait. Where there is no limit it sets
// nothing.
func (r Result) SetHeader(h http.Header) {
	if r.Limit == 0 {
		return
	}
	h.Set("RateLimit-Limit", strconv.Itoa(r.Limit))
	h.Set("RateLimit-Policy", fmt.Sprintf("%d;w=%d", r.Limit, seconds(r.Period)))
	h.Set("RateLimit-Remaining", strconv.Itoa(r.Remaining))
	h.Set("RateLimit-Reset", strconv.Itoa(seconds(r.Reset)))
	if !r.Allowed {
		h.Set("Retry-After", strconv.Itoa(max(seconds(r.RetryAfter), 1)))
	}
}

// seconds rounds up: who comes back after that long is never too early.
func seconds(d time.Duration) int {
	return int((d + time.Second - 1) / time.Second)
}
