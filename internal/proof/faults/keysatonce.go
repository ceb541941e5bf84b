package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// keysAtOnce repeats a request while the first one with the same key runs.
func keysAtOnce(ctx context.Context, l *lab) (r result, err error) {
	s, err := l.newStand(ctx, l.Cluster)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	m := matrixOf(s)
	op := only("create with a key")[0]
	if err := m.warm(ctx, op); err != nil {
		return result{}, err
	}
	var users []string
	for round := range 2 {
		user, _, err := m.user(ctx, op)
		if err != nil {
			return result{}, err
		}
		users = append(users, user)
		if err := m.atOnce(ctx, op, user, round%2 == 1); err != nil {
			return result{}, err
		}
	}
	err = s.oneEach(ctx, users, &m.result)
	return m.result, err
}

// atOnce is one round.
func (m *matrix) atOnce(ctx context.Context, op operation, user string, terminated bool) error {
	m.proxy.Delay(100 * time.Millisecond)
	defer m.proxy.Delay(0)
	var mu sync.Mutex
	var answers []answer
	var all sync.WaitGroup
	for i := range 5 {
		all.Go(func() {
			if pause(ctx, time.Duration(i)*50*time.Millisecond) != nil {
				return
			}
			_, a := m.perform(ctx, op, user, nil)
			mu.Lock()
			defer mu.Unlock()
			answers = append(answers, a)
		})
	}
	if terminated {
		err := firstError(pause(ctx, 250*time.Millisecond), m.execute(ctx, `SELECT pg_terminate_backend(pid)`+ours))
		if err != nil {
			return err
		}
	}
	all.Wait()
	m.proxy.Delay(0)
	var last answer
	took, free := until(ctx, freeWithin, retryEvery, func() bool {
		_, last = m.perform(ctx, op, user, nil)
		return last.Status == created
	})
	if !free {
		m.Broken = append(m.Broken, fmt.Sprintf("%s after all of them: %d %q", took, last.Status, last.detail()))
	}
	for _, a := range append(answers, last) {
		m.note(op, a)
		switch {
		case a.Status == created && bytes.Equal(a.Body, last.Body):
		case a.Status == conflict && a.Header.Get("Retry-After") != "":
		case a.Status == unavailable && a.Header.Get("Retry-After") != "":
		default:
			m.Untrue = append(m.Untrue, fmt.Sprintf("%d %q, Retry-After %q", a.Status, a.detail(), a.Header.Get("Retry-After")))
		}
	}
	return nil
}
