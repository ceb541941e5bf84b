package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/entask/entask/internal/runtime/feed"
	"github.com/entask/entask/internal/runtime/request"
)

// stream is one open stream.
type stream struct {
	*handler

	w      http.ResponseWriter
	to     *http.ResponseController
	asked  *http.Request
	served *request.Context // it has no deadline, and ends when the client has gone
	user   string           // "" until the stream is open
	own    *openUser
	opened time.Time

	place  feed.Place
	waiter *waiter
	found  time.Time     // when something was found to be new; zero on the way to what was there
	sent   time.Time     // when the last page was sent
	again  time.Duration // until a page that failed is asked for again
	beat   *time.Timer
	failed error // of writing
}

// stream answers with a stream. What is wrong before its first page is answered as ever.
func (h *handler) stream(w http.ResponseWriter, r *http.Request) {
	s := &stream{handler: h, w: w, to: http.NewResponseController(w), asked: r, served: request.Of(r.Context())}
	defer s.close()
	r.Header.Del("If-None-Match") // a stream is another representation
	s.place.Cursor = r.Header.Get("Last-Event-Id")
	first := &output{stream: s, header: w.Header()}
	first.ask(r.Context())
	switch {
	case first.refused != nil:
		w.Header().Set("Retry-After", refusedAfter)
		h.Refuse(r.Context(), w, r, first.refused)
	case !first.ok():
		w.WriteHeader(first.status)
		_, _ = w.Write(first.kept.Bytes()) // who does not read it has gone
	default:
		s.opened = time.Now()
		s.waiter = h.watch.enter(s.user)
		s.beat = time.NewTimer(s.untilBeat())
		s.follow()
	}
}

// refusedAfter is when to try again what was refused because too many streams are open.
const refusedAfter = "5"

// close gives back what the stream has taken.
func (s *stream) close() {
	if s.user == "" {
		return
	}
	s.open.leave(s.user)
	if s.waiter != nil {
		s.waiter.leave()
		s.beat.Stop()
		s.served.Idled(time.Since(s.opened)) // which is nobody's slowness
	}
}

// follow sends page after page.
func (s *stream) follow() {
	for s.failed == nil && s.ready() && s.valid() && s.next() {
	}
	if errors.Is(s.failed, os.ErrDeadlineExceeded) {
		s.counts.ended[endedSlow].Add(1)
	}
}

// ready waits until the next page can be asked for. It returns false where the stream is over.
func (s *stream) ready() bool {
	switch {
	case s.again > 0:
		_, ok := s.rest(time.After(s.again))
		return ok
	case s.place.More:
		s.found = time.Time{}
		return !s.stops()
	}
	s.waiter.arm(s.place.Number)
	found, ok := s.rest(s.waiter.found)
	if pause := s.options.Look - time.Since(s.sent); ok && pause > 0 {
		_, ok = s.rest(time.After(pause))
	}
	s.found = found
	return ok
}

// rest waits until there is something in wake. Meanwhile the client hears from the stream.
func (s *stream) rest(wake <-chan time.Time) (time.Time, bool) {
	for {
		select {
		case now := <-wake:
			return now, true
		case <-s.served.Done():
			s.counts.ended[endedClient].Add(1)
			return time.Time{}, false
		case <-s.stopped:
			return time.Time{}, !s.stops()
		case <-s.beat.C:
			if !s.valid() || !s.write([]byte(":\n\n")) {
				return time.Time{}, false
			}
			s.beat.Reset(s.untilBeat())
		}
	}
}

// stops ends the stream where the service stops.
func (s *stream) stops() bool {
	select {
	case <-s.stopped:
		s.end(endedStopped, stoppedProblem())
		return true
	default:
		return false
	}
}

// untilBeat is a quarter more or less than what the options say: not all streams beat at once.
func (s *stream) untilBeat() time.Duration {
	return between(s.options.Beat*3/4, s.options.Beat*5/4)
}

// valid ends the stream where its token is valid no longer.
func (s *stream) valid() bool {
	if s.Valid(s.served, s.asked) {
		return true
	}
	s.end(endedExpired, expiredProblem())
	return false
}

// next sends the next page. It returns false where the stream is over. What a change brings costs
// the user nothing more: the change has. All that leads up to there costs what pages do.
func (s *stream) next() bool {
	s.again = 0
	next := s.page(s.place.More)
	switch {
	case next.ok():
		if !s.found.IsZero() && s.failed == nil {
			s.counts.delayed(time.Since(s.found))
		}
		return s.failed == nil
	case next.tooMuch():
		s.again = next.retryAfter()
		return true
	case s.served.Err() != nil:
		s.counts.ended[endedClient].Add(1)
	case s.stops():
	default:
		s.end(endedRefused, bytes.TrimSpace(next.kept.Bytes()))
	}
	return false
}

// page asks for the next page in a request of its own.
func (s *stream) page(costs bool) *output {
	own := request.New(s.served, s.served.Identity(), http.Header{})
	if !costs {
		own.Attempts().Continue()
	}
	o := &output{stream: s, header: own.Header()}
	if !o.enterPages() {
		return o
	}
	defer o.release()
	ctx, cancel := context.WithTimeout(own, s.options.PageTimeout)
	defer cancel()
	o.ask(ctx)
	if !o.ok() && !o.tooMuch() {
		request.Failed(s.served, own.Log().Cause)
	}
	return o
}

// since returns the request of a stream for the page behind a cursor; without one, as the client
// has sent it. So is what is no query string, for the API to refuse.
func since(ctx context.Context, r *http.Request, cursor string) *http.Request {
	r = r.WithContext(ctx) // a copy
	query, err := url.ParseQuery(r.URL.RawQuery)
	if cursor == "" || err != nil {
		return r
	}
	query.Set("since", cursor)
	u := *r.URL
	u.RawQuery = query.Encode()
	r.URL = &u
	return r
}

// end tells the client why the stream is over, and when to come back: not all at the same moment.
func (s *stream) end(why ended, problem []byte) {
	s.counts.ended[why].Add(1)
	s.write(fmt.Appendf(nil, "retry: %d\nevent: end\ndata: %s\n\n", between(time.Second, 10*time.Second).Milliseconds(), problem))
}

func between(least, most time.Duration) time.Duration {
	return least + rand.N(most-least) //nolint:gosec // nobody gains by guessing it
}

// write writes what is not a page.
func (s *stream) write(text []byte) bool {
	s.hurry()
	if _, s.failed = s.w.Write(text); s.failed == nil {
		s.flush()
	}
	return s.failed == nil
}

// hurry gives the client time to read what is written next.
func (s *stream) hurry() {
	_ = s.to.SetWriteDeadline(time.Now().Add(s.options.WriteTimeout)) // some writers have none
}

// flush sends what is written, and lets time pass until there is more.
func (s *stream) flush() {
	if s.failed = s.to.Flush(); s.failed == nil {
		_ = s.to.SetWriteDeadline(time.Time{}) // some writers have none
	}
}

// encode returns a problem as JSON in one line.
func encode(p any) []byte {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil // strings and numbers always marshal
	}
	return raw
}
