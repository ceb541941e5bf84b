package live

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/entask/entask/internal/runtime/feed"
	"github.com/entask/entask/internal/runtime/problem"
)

// output is the answer to a request for a page. A page goes to the client as it is written, while
// the request still has the memory for it. Anything else is kept.
type output struct {
	*stream

	header  http.Header
	status  int
	kept    bytes.Buffer // what is no page
	refused error        // why the stream cannot begin
	silent  bool         // nothing of the page is sent but its cursor
	holds   bool         // a place among the pages, and among those of its user
}

var _ http.ResponseWriter = (*output)(nil)

// Header implements http.ResponseWriter.
func (o *output) Header() http.Header { return o.header }

// WriteHeader implements http.ResponseWriter.
func (o *output) WriteHeader(status int) {
	if o.status != 0 {
		return
	}
	o.status = status
	o.release() // the answer is known, however slowly it is read
	if !o.ok() {
		return
	}
	first := o.user == ""
	if first && !o.begin() {
		return
	}
	o.hurry()
	if o.silent = !first && o.place.Empty && !o.place.More; !o.silent {
		o.send("event: changes\ndata: ")
	}
}

func (o *output) Write(p []byte) (int, error) {
	if o.status == 0 {
		o.WriteHeader(http.StatusOK)
	}
	switch {
	case !o.ok():
		return o.kept.Write(p)
	case o.user == "" || o.silent: // nobody reads it
		return len(p), nil
	}
	// A field may hold JSON that a client has written over several lines.
	for rest := p; len(rest) > 0 && o.failed == nil; {
		n := bytes.IndexAny(rest, "\r\n")
		if n < 0 {
			n = len(rest)
		}
		o.sendBytes(rest[:n])
		if rest = rest[n:]; len(rest) > 0 {
			o.send(" ")
			rest = rest[1:]
		}
	}
	return len(p), o.failed
}

// ask asks for the page behind the stream's place, and ends its event.
func (o *output) ask(ctx context.Context) {
	o.Next.ServeHTTP(o, since(feed.Placing(ctx, &o.place), o.asked, o.place.Cursor))
	if o.ok() && o.refused == nil && o.failed == nil {
		if o.send("\nid: " + o.place.Cursor + "\n\n"); o.failed == nil {
			o.flush()
		}
		o.sent = time.Now()
		if !o.silent {
			o.counts.events.Add(1)
		}
	}
}

// begin opens the stream, or says why it does not.
func (o *output) begin() bool {
	user := o.served.Log().User
	if o.own, o.refused = o.enter(user); o.refused != nil {
		return false
	}
	o.user = user
	for _, name := range []string{"Etag", "Content-Length"} {
		delete(o.header, name)
	}
	o.header.Set("Content-Type", eventStream)
	o.header.Set("X-Accel-Buffering", "no") // or nginx would gather what it gets
	_ = o.to.SetReadDeadline(time.Time{})   // some writers have none
	o.w.WriteHeader(http.StatusOK)
	o.send(fmt.Sprintf("retry: %d\n", between(time.Second, 3*time.Second).Milliseconds()))
	return true
}

func (o *output) send(text string) { o.sendBytes([]byte(text)) }

func (o *output) sendBytes(p []byte) {
	if o.failed == nil {
		_, o.failed = o.w.Write(p)
	}
}

// enterPages waits until the page can be asked for: first among those of its user, so that nobody
// takes the places of others. It returns false where the stream is over before.
func (o *output) enterPages() bool {
	if !o.enterOne(o.own.pages) {
		return false
	}
	if o.holds = o.enterOne(o.pages); !o.holds {
		<-o.own.pages
	}
	return o.holds
}

func (o *output) enterOne(places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	case <-o.served.Done():
	case <-o.stopped:
	}
	return false
}

// release lets another page be asked for.
func (o *output) release() {
	if o.holds {
		o.holds = false
		<-o.pages
		<-o.own.pages
	}
}

func (o *output) ok() bool { return o.status == http.StatusOK }

// tooMuch says that a page may be had later.
func (o *output) tooMuch() bool {
	return o.status == http.StatusTooManyRequests || o.status == http.StatusServiceUnavailable
}

// retryAfter is when: not all streams at the same moment.
func (o *output) retryAfter() time.Duration {
	seconds, err := strconv.Atoi(o.header.Get("Retry-After"))
	if err != nil {
		seconds = 1
	}
	after := time.Duration(max(seconds, 1)) * time.Second
	return between(after, 2*after)
}

// Types of the problems that end a stream, besides those of pages. They never change.
const (
	Expired = "/problems/token-expired"
	Stopped = "/problems/stopping"
)

func expiredProblem() []byte {
	p := problem.New(http.StatusUnauthorized, "The token is valid no longer: go on with another")
	p.Type = Expired
	return encode(p)
}

func stoppedProblem() []byte {
	p := problem.New(http.StatusServiceUnavailable, errStopped.Detail)
	p.Type = Stopped
	return encode(p)
}
