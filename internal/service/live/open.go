package live

import (
	"errors"
	"sync"

	"github.com/entask/entask/internal/runtime/fault"
)

var (
	errUser    = fault.New(fault.TooMany, "Too many streams are open: close one of them")
	errFull    = fault.New(fault.Unavailable, "As many streams are open as this copy of the service holds: try again, or ask for pages")
	errStopped = fault.New(fault.Unavailable, "This copy of the service stops: try again")
)

// openings are the streams that are open, and the requests that wait.
type openings struct {
	most, perUser int
	pages         int // that one user may ask for at the same time

	mu    sync.Mutex
	all   int
	users map[string]*openUser
}

// openUser is who has streams open.
type openUser struct {
	streams int
	pages   chan struct{} // a place for each page that is asked for
}

// enter opens one for a user, or says why not.
func (o *openings) enter(user string) (*openUser, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	u := o.users[user]
	if u == nil {
		u = &openUser{pages: make(chan struct{}, o.pages)}
	}
	if u.streams >= o.perUser {
		return nil, errUser
	}
	if o.all >= o.most {
		return nil, errFull
	}
	o.all++
	u.streams++
	o.users[user] = u
	return u, nil
}

// leave closes one.
func (o *openings) leave(user string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all--
	if u := o.users[user]; u.streams > 1 {
		u.streams--
	} else {
		delete(o.users, user)
	}
}

func (o *openings) count() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return int64(o.all)
}

// enter opens a stream for a user, or says why not.
func (s *Streams) enter(user string) (*openUser, error) {
	select {
	case <-s.stopped:
		return nil, errStopped
	default:
	}
	u, err := s.open.enter(user)
	switch {
	case errors.Is(err, errUser):
		s.counts.refusedUser.Add(1)
	case errors.Is(err, errFull):
		s.counts.refusedAll.Add(1)
	}
	return u, err
}
