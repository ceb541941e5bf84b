package live

import (
	"errors"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const eventStream = "text/event-stream"

// replies are the ranges of media types that a reply is in, the nearest last.
var replies = []string{"*/*", "application/*", "application/json"}

// wantsEvents says whether a client would rather have a stream than a reply. Who names both
// alike gets a reply. The nearest range counts (RFC 9110, section 12.5.1).
func wantsEvents(h http.Header) bool {
	events, reply, nearest := 0.0, 0.0, 0
	for element := range strings.SplitSeq(strings.Join(h["Accept"], ","), ",") {
		kind, parameters, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		weight := 1.0
		if text, ok := parameters["q"]; ok {
			if weight, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		if kind == eventStream {
			events = weight
		} else if near := slices.Index(replies, kind); near >= nearest {
			reply, nearest = weight, near
		}
	}
	named := nearest == len(replies)-1
	return events > 0 && (events > reply || events == reply && !named)
}

// longestWait is for how long a reply is held back at most.
const longestWait = 30 * time.Second

// waitOf reads the preference "wait" (RFC 7240, section 4.3): the first one counts.
func waitOf(h http.Header) (time.Duration, bool) {
	for preference := range strings.SplitSeq(strings.Join(h["Prefer"], ","), ",") {
		preference, _, _ = strings.Cut(preference, ";")
		name, value, _ := strings.Cut(preference, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "wait") {
			continue
		}
		seconds, err := strconv.ParseUint(strings.Trim(strings.TrimSpace(value), `"`), 10, 31)
		number := err == nil || errors.Is(err, strconv.ErrRange) // then seconds are as many as can be
		return min(time.Duration(seconds)*time.Second, longestWait), number && seconds > 0
	}
	return 0, false
}
