package live

import (
	"net/http"
	"testing"
	"time"
)

// TestWantsEvents: a client gets a stream where it would rather have one than a reply.
func TestWantsEvents(t *testing.T) {
	for accept, want := range map[string]bool{
		"text/event-stream":                              true,
		"TEXT/Event-Stream; charset=utf-8":               true,
		"text/event-stream, application/json;q=0.9":      true,
		"application/json;q=0.2, text/event-stream;q=.3": true,
		"text/event-stream, */*":                         true, // the wildcard names nothing
		"*/*;q=0.1, text/event-stream":                   true,
		"text/html, text/event-stream;q=0.1":             true, // a reply is not acceptable
		"application/json;q=0, */*, text/event-stream":   true,
		"":                                       false,
		"*/*":                                    false,
		"text/*":                                 false,
		"application/json, text/event-stream":    false,
		"text/event-stream;q=0":                  false,
		"text/event-stream;q=0, */*":             false,
		"text/event-stream;q=0.1, */*":           false,
		"application/*, text/event-stream;q=0.5": false,
		"*/*;q=0.6, text/event-stream;q=0.5":     false,
		"text/event-stream;q=x":                  false,
		"text/event-stream;q=NaN":                false,
	} {
		if got := wantsEvents(http.Header{"Accept": {accept}}); got != want {
			t.Errorf("%q: got %v, want %v", accept, got, want)
		}
	}
}

// TestWaitOf: the first preference counts, and is cut to what a reply is held back at most.
func TestWaitOf(t *testing.T) {
	for prefer, want := range map[string]time.Duration{
		"wait=25":                      25 * time.Second,
		`respond-async, Wait="7"; x=y`: 7 * time.Second,
		"wait=1, wait=9":               time.Second,
		"wait=31":                      longestWait,
		"wait=4294967296":              longestWait,
		"wait=99999999999999999999":    longestWait,
		"":                             0,
		"wait":                         0,
		"wait=0":                       0,
		"wait=-1":                      0,
		"wait=1.5":                     0,
		";;;,,,==":                     0,
	} {
		if got, ok := waitOf(http.Header{"Prefer": {prefer}}); got != want || ok != (want > 0) {
			t.Errorf("%q: got %v, %v, want %v", prefer, got, ok, want)
		}
	}
}
