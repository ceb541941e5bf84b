package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/entask/entask/internal/proof/faults/books"
)

// writers is how many clients write at the same time.
const writers = 8

// load is a set of clients that write to a service until they are stopped.
type load struct {
	*stand
	book       *books.Book
	sharedPath string
	stopping   chan struct{}
	all        sync.WaitGroup
}

// begin starts the clients once the service works.
func (s *stand) begin(ctx context.Context) (*load, error) {
	l := &load{stand: s, book: books.New(), stopping: make(chan struct{})}
	users := []string{shared, "prober"}
	for i := range writers {
		users = append(users, fmt.Sprint("writer ", i))
	}
	for _, user := range users {
		if err := s.token(user); err != nil {
			return nil, err
		}
	}
	a := s.ask(ctx, call{Method: "POST", Path: tasks, User: shared, Body: titled(shared)})
	if a.Status != created {
		return nil, fmt.Errorf("create without a fault = %d %s", a.Status, a.Body)
	}
	l.book.Create(shared, books.Acknowledged)
	l.sharedPath = tasks + "/" + decode[task](a).ID + "/toggle"
	for _, user := range users[2:] {
		w := &writer{load: l, name: user, user: user}
		l.all.Go(func() {
			for !l.stopped() && ctx.Err() == nil {
				w.round(ctx)
			}
		})
	}
	return l, nil
}

func (l *load) stopped() bool {
	select {
	case <-l.stopping:
		return true
	default:
		return false
	}
}

// end stops the clients and waits for their last requests.
func (l *load) end() {
	close(l.stopping)
	l.all.Wait()
}

// away says whether an answer means that the database is not available, or that the
// outcome of a write is unknown.
func (l *load) away(a answer) bool {
	if a.Status != unavailable {
		return false
	}
	if a.Header.Get("Retry-After") == "" {
		l.book.Untrue("503 without Retry-After: " + a.detail())
	}
	return true
}

// write sends a request that writes, and repeats one with a key until it is answered. It
// tells an unknown outcome from an untrue answer.
func (l *load) write(ctx context.Context, c call, want int) (answer, books.Outcome) {
	a := l.ask(ctx, c)
	if l.away(a) && c.Key != "" {
		a = l.again(ctx, c)
	}
	switch a.Status {
	case want:
		return a, books.Acknowledged
	case unavailable:
		_ = pause(ctx, afterUnknown) // or the load is over
		return a, books.Unknown
	case none:
		if ctx.Err() == nil {
			l.book.Untrue(fmt.Sprintf("%s %s: no answer: %s", c.Method, c.Path, a.Body))
		}
		return a, books.Unknown
	}
	l.book.Untrue(fmt.Sprintf("%s %s = %d %q", c.Method, c.Path, a.Status, a.detail()))
	return a, books.Refused
}

// again repeats a request with its key. While the first one may still run, 409 is a valid
// answer.
func (l *load) again(ctx context.Context, c call) (a answer) {
	var late <-chan time.Time
	stopping := l.stopping
	for {
		select {
		case <-ctx.Done():
			return answer{}
		case <-stopping:
			stopping, late = nil, time.After(keyWithin)
		case <-late:
			return a
		case <-time.After(2 * afterUnknown):
		}
		a = l.ask(ctx, c)
		if a.Status == unavailable || a.Status == none || a.Status == conflict && a.Header.Get("Retry-After") != "" {
			continue
		}
		return a
	}
}

// firstWrite sends writes independently of each other, and returns how long after the end
// of a fault the first of them was acknowledged.
func (l *load) firstWrite(ctx context.Context, end time.Time, limit time.Duration) (time.Duration, bool) {
	var once sync.Once
	var first time.Duration
	done := make(chan struct{})
	for n := 0; time.Since(end) < limit; n++ {
		title := fmt.Sprintf("probe %d of %s", n, end.Format(time.StampMicro))
		l.all.Go(func() {
			_, o := l.write(ctx, call{Method: "POST", Path: tasks, User: "prober", Body: titled(title)}, created)
			l.book.Create(title, o)
			if o == books.Acknowledged {
				once.Do(func() {
					first = time.Since(end)
					close(done)
				})
			}
		})
		select {
		case <-done:
			return first, true
		case <-ctx.Done():
			return 0, false
		case <-time.After(100 * time.Millisecond):
		}
	}
	return time.Since(end), false
}
