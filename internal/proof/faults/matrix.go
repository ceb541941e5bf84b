package main

import (
	"context"
	"fmt"

	"github.com/entask/entask/internal/proof/faults/books"
	"github.com/entask/entask/internal/proof/proxy"
)

// matrix tries the loss of each message of each operation.
type matrix struct {
	*stand
	users int
	result
	answers map[int]int // how often each status came
	// stuck has operations whose key was not free in time once: no other key of theirs
	// is waited for.
	stuck map[string]bool
}

// newMatrix starts a service with one connection, so that the lost messages do not depend
// on chance.
func (l *lab) newMatrix(ctx context.Context) (*matrix, error) {
	s, err := l.newStand(ctx, l.Cluster, "DB_POOL_MIN=0", "DB_POOL_MAX=1")
	return matrixOf(s), err
}

// user creates a user with tasks.
func (m *matrix) user(ctx context.Context, op operation) (string, []row, error) {
	m.users++
	user := fmt.Sprint("user ", m.users)
	var has []row
	for i := range op.has {
		r, err := m.make(ctx, user, fmt.Sprint("task ", i))
		if err != nil {
			return "", nil, err
		}
		has = append(has, r)
	}
	return user, has, m.token(user)
}

// perform sends the operation as the user with these tasks.
func (m *matrix) perform(ctx context.Context, op operation, user string, has []row) (call, answer) {
	c := op.call(has)
	c.User = user
	if op.keyed {
		c.Key = "key of " + user
	}
	return c, m.ask(ctx, c)
}

// warm performs the operation for another user, so that the connection is open and has
// prepared its statements. It fails unless the operation succeeds.
func (m *matrix) warm(ctx context.Context, op operation) error {
	user, has, err := m.user(ctx, op)
	if err != nil {
		return err
	}
	if _, a := m.perform(ctx, op, user, has); a.Status != op.want {
		return fmt.Errorf("%s without a fault = %d %s, want %d", op.name, a.Status, a.Body, op.want)
	}
	return nil
}

// messages returns the kinds of the messages that answer the operation, on an open
// connection or on a new one. It listens until it has heard the same twice, because the
// service also asks the database of its own accord.
func (m *matrix) messages(ctx context.Context, op operation, cold bool) (kinds string, err error) {
	for range 10 {
		before := kinds
		if kinds, err = m.hear(ctx, op, cold); err != nil || kinds == before {
			return kinds, err
		}
	}
	return "", fmt.Errorf("%s: the database answers differently each time, at last with %s", op.name, kinds)
}

// hear returns the kinds of the messages that answer the operation once.
func (m *matrix) hear(ctx context.Context, op operation, cold bool) (kinds string, err error) {
	if err := m.prepare(ctx, op, cold); err != nil {
		return "", err
	}
	m.proxy.Hear()
	if err := m.warm(ctx, op); err != nil {
		return "", err
	}
	for _, e := range m.proxy.Heard() {
		if cold || !e.Startup {
			kinds += e.Answer
		}
	}
	if kinds == "" {
		return "", fmt.Errorf("%s: nothing was asked of the database", op.name)
	}
	return kinds, nil
}

func (m *matrix) prepare(ctx context.Context, op operation, cold bool) error {
	if err := m.warm(ctx, op); err != nil {
		return err
	}
	if cold {
		m.proxy.Cut(proxy.FIN)
		return pause(ctx, pollEvery) // until the service notices
	}
	return nil
}

// lose performs the operation under a loss, and judges the answer.
func (m *matrix) lose(ctx context.Context, op operation, loss proxy.Loss, cold bool) (f books.Findings, err error) {
	user, has, err := m.user(ctx, op)
	if err != nil {
		return f, err
	}
	if err := m.prepare(ctx, op, cold); err != nil {
		return f, err
	}
	loss.Startups = cold
	m.proxy.Lose(loss)
	c, a := m.perform(ctx, op, user, has)
	lost := m.proxy.Pass()
	m.note(op, a)
	if err := m.settled(ctx); err != nil {
		return f, err
	}
	after, err := m.rows(ctx, user)
	if err != nil {
		return f, err
	}
	f = judge(op, a, has, after)
	if lost == 0 {
		f.Untrue = append(f.Untrue, "nothing was lost: the harness is wrong")
	}
	if op.keyed {
		err = m.repeat(ctx, op, c, a, has, &f)
	}
	return f, err
}

// note counts an answer.
func (m *matrix) note(op operation, a answer) {
	m.answers[a.Status]++
	if op.done == nil {
		return
	}
	m.Writes++
	switch a.Status {
	case op.want:
		m.Acknowledged++
	case unavailable:
		m.Unknown++
	}
}

func matrixOf(s *stand) *matrix {
	return &matrix{stand: s, answers: map[int]int{}, stuck: map[string]bool{}}
}
