package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/entask/entask/internal/proof/proxy"
)

// silentFor is how long a request may hold its key after its connection to the database
// fell silent: PostgreSQL needs a timeout to detect that.
const silentFor = 12 * time.Second

// keys are faults after which a request is repeated with its key.
var keys = []fault{
	{
		name: "connection silent in a keyed write", waits: true, done: "at each round trip of a keyed create, a request or an answer is lost, and everything after it; PostgreSQL's side stays open",
		holds: "the repetition with the same key succeeds within 12 s; one task in the end",
		try:   silentKeys,
	},
	{
		name: "a key sent at the same time", done: "a keyed create under 100 ms of latency, repeated 4 times while it runs; in every second round the sessions are terminated",
		holds: "201, the same each time, or 409 with Retry-After, or 503; then 201; one task in the end",
		try:   keysAtOnce,
	},
}

// silentKeys lets a connection fall silent at each round trip of a request with a key, and
// then repeats all of these requests.
func silentKeys(ctx context.Context, l *lab) (r result, err error) {
	s, err := l.newStand(ctx, l.Cluster, "DB_POOL_MAX=32")
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	m := matrixOf(s)
	op := only("create with a key")[0]
	kinds, err := m.messages(ctx, op, false)
	if err != nil {
		return result{}, err
	}
	var losses []proxy.Loss
	for trip := 1; trip <= trips(kinds); trip++ {
		for _, request := range []bool{true, false} {
			losses = append(losses, proxy.Loss{Before: trip, Type: 'Z', Request: request, Executing: true, How: proxy.Silent})
		}
	}
	var users []string
	for range losses {
		user, _, err := m.user(ctx, op)
		if err != nil {
			return result{}, err
		}
		users = append(users, user)
	}
	var all sync.WaitGroup
	defer all.Wait()
	broken := make(chan string, 4*len(losses))
	for i, loss := range losses {
		s.proxy.Lose(loss)
		all.Go(func() {
			if _, a := m.perform(ctx, op, users[i], nil); a.Status != unavailable && a.Status != created {
				broken <- fmt.Sprintf("%+v: %d %q, want 503", loss, a.Status, a.detail())
			}
		})
		if _, lost := until(ctx, time.Second, pollEvery, func() bool { return s.proxy.Lost() > 0 }); !lost {
			return result{}, fmt.Errorf("%+v: nothing was lost", loss)
		}
	}
	s.proxy.Pass()
	r.Writes = len(losses)
	var mu sync.Mutex
	for i, loss := range losses {
		all.Go(func() {
			var a answer
			took, free := until(ctx, silentFor, retryEvery, func() bool {
				_, a = m.perform(ctx, op, users[i], nil)
				return a.Status == created
			})
			mu.Lock()
			defer mu.Unlock()
			if !free {
				broken <- fmt.Sprintf("request lost: %t, round trip %d: after %s still %d %q", loss.Request, loss.Before, took.Round(time.Second), a.Status, a.detail())
				return
			}
			r.Acknowledged++
			r.First = max(r.First, took)
		})
	}
	all.Wait()
	close(broken)
	for one := range broken {
		r.Broken = append(r.Broken, one)
	}
	err = s.oneEach(ctx, users, &r)
	return r, err
}

// oneEach expects one task for each user.
func (s *stand) oneEach(ctx context.Context, users []string, r *result) error {
	if err := s.settled(ctx); err != nil {
		r.Broken = append(r.Broken, err.Error())
	}
	for _, user := range users {
		rows, err := s.rows(ctx, user)
		if err != nil {
			return err
		}
		if len(rows) > 1 {
			r.Doubled = append(r.Doubled, fmt.Sprintf("%d tasks of one key", len(rows)))
		}
	}
	return nil
}

// trips counts the round trips of messages.
func trips(kinds string) (n int) {
	for _, kind := range kinds {
		if kind == 'Z' {
			n++
		}
	}
	return n
}
