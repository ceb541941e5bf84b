package live

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const eventStream = "text/event-stream"

// wantsEvents says whether a client would rather have a stream than a reply. Who names both
// alike gets a reply.
func wantsEvents(h http.Header) bool {
	events, reply, named := 0.0, 0.0, false
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
		switch kind {
		case eventStream:
			events = weight
		case "application/json":
			reply, named = weight, true
		}
	}
	return events > 0 && (!named || events > reply)
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
		return min(time.Duration(seconds)*time.Second, longestWait), err == nil && seconds > 0
	}
	return 0, false
}
