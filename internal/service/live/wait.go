package live

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/entask/entask/internal/runtime/feed"
	"github.com/entask/entask/internal/runtime/request"
)

// wait answers as the API does, but where nothing is new, when something is, or when the time is
// over.
func (h *handler) wait(w http.ResponseWriter, r *http.Request, most time.Duration) {
	w.Header().Set("Preference-Applied", "wait="+strconv.Itoa(int(most.Seconds())))
	p := &patient{handler: h, w: w, asked: r, served: request.Of(r.Context())}
	first := p.try(r.Context())
	if first.answered {
		return
	}
	if r.URL.Query().Get("since") == feed.Now {
		p.asked = since(r.Context(), r, p.place.Cursor) // or what comes while it waits is before each later now
	}
	user := p.served.Log().User
	if _, err := h.enter(user); err != nil {
		w.Header().Set("Retry-After", refusedAfter)
		h.Refuse(r.Context(), w, r, err)
		return
	}
	defer h.open.leave(user)
	waiter := h.watch.enter(user)
	defer waiter.leave()
	begun := time.Now()
	defer func() { p.served.Idled(time.Since(begun)) }()
	to := http.NewResponseController(w)
	_, _ = to.SetReadDeadline(time.Time{}), to.SetWriteDeadline(time.Time{}) // some writers have none
	over := time.NewTimer(most)
	defer over.Stop()
	for last := false; !last; {
		waiter.arm(p.place.Number)
		select {
		case <-p.served.Done():
			return
		case <-waiter.found:
		case <-over.C:
			last = true
		case <-h.stopped:
			last = true
		}
		_ = to.SetWriteDeadline(time.Now().Add(h.options.WriteTimeout)) // as above
		if p.again(last) {
			return
		}
		_ = to.SetWriteDeadline(time.Time{}) // as above
	}
}

// patient is a request that waits.
type patient struct {
	*handler

	w      http.ResponseWriter
	asked  *http.Request
	served *request.Context
	place  feed.Place
}

// again asks again, in a request of its own, which costs nothing more. It says whether that was
// the answer; the last one always is.
func (p *patient) again(last bool) bool {
	own := request.New(p.served, p.served.Identity(), p.w.Header())
	own.Attempts().Continue()
	ctx, cancel := context.WithTimeout(own, p.options.PageTimeout)
	defer cancel()
	defer func() { request.Failed(p.served, own.Log().Cause) }()
	if last {
		p.Next.ServeHTTP(p.w, p.asked.WithContext(ctx))
		return true
	}
	return p.try(ctx).answered
}

// try answers unless nothing is new.
func (p *patient) try(ctx context.Context) *attempt {
	a := &attempt{ResponseWriter: p.w, place: &p.place}
	p.Next.ServeHTTP(a, p.asked.WithContext(feed.Placing(ctx, &p.place)))
	return a
}

// attempt is an answer that is dropped where nothing is new.
type attempt struct {
	http.ResponseWriter

	place    *feed.Place
	begun    bool
	answered bool
}

// WriteHeader implements http.ResponseWriter.
func (a *attempt) WriteHeader(status int) {
	if a.begun {
		return
	}
	a.begun = true
	if a.place.Empty && !a.place.More && (status == http.StatusOK || status == http.StatusNotModified) {
		for _, name := range []string{"Etag", "Content-Type", "Content-Length"} {
			delete(a.Header(), name)
		}
		return
	}
	a.answered = true
	a.ResponseWriter.WriteHeader(status)
}

func (a *attempt) Write(p []byte) (int, error) {
	if !a.begun {
		a.WriteHeader(http.StatusOK)
	}
	if !a.answered {
		return len(p), nil
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (a *attempt) Unwrap() http.ResponseWriter { return a.ResponseWriter }
