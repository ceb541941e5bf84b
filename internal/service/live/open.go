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

	mu    sync.Mutex
	all   int
	users map[string]int
}

// enter opens one for a user, or says why not.
func (o *openings) enter(user string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.users[user] >= o.perUser {
		return errUser
	}
	if o.all >= o.most {
		return errFull
	}
	o.all++
	o.users[user]++
	return nil
}

// leave closes one.
func (o *openings) leave(user string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all--
	if o.users[user]--; o.users[user] == 0 {
		delete(o.users, user)
	}
}

func (o *openings) count() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return int64(o.all)
}

// enter opens a stream for a user, or says why not.
func (s *Streams) enter(user string) error {
	select {
	case <-s.stopped:
		return errStopped
	default:
	}
	err := s.open.enter(user)
	switch {
	case errors.Is(err, errUser):
		s.counts.refusedUser.Add(1)
	case errors.Is(err, errFull):
		s.counts.refusedAll.Add(1)
	}
	return err
}
