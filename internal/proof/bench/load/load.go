// Package load sends requests as many users at once would, and checks every
// reply against what it knows of their tasks.
//
// Start with New, then Generator.Run. It knows the API by its contract and
// imports nothing that serves it.
package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// User is somebody who sends requests.
type User struct {
	ID    string
	Token string

	tasks []*task // the newest ones, newest first
}

// Generator keeps the users and what is known of them between runs: all servers
// that it is pointed at must share one database.
type Generator struct{ workers []*worker }

// New divides the users among so many connections, so that nothing is written
// to a user's tasks but by the connection that checks them.
func New(users []User, connections int) (*Generator, error) {
	if len(users) < connections {
		return nil, fmt.Errorf("%d users are too few for %d connections", len(users), connections)
	}
	g := &Generator{}
	for i := range connections {
		g.workers = append(g.workers, &worker{index: uint64(i)})
	}
	for i := range users {
		w := g.workers[i%connections]
		w.users = append(w.users, &users[i])
	}
	return g, nil
}

// known is how many of a user's tasks are read and written.
const known = 2 * page

// Learn reads the current tasks of the users.
func (g *Generator) Learn(ctx context.Context, conn *pgx.Conn) error {
	for _, w := range g.workers {
		for _, u := range w.users {
			rows, err := conn.Query(ctx, `SELECT id::text, user_id, title, version, completed FROM tasks
				WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`, u.ID, known)
			if err != nil {
				return err
			}
			u.tasks, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (*task, error) {
				t := &task{}
				return t, row.Scan(&t.id, &t.user, &t.title, &t.version, &t.completed)
			})
			if err != nil {
				return err
			}
			if len(u.tasks) < known {
				return fmt.Errorf("user %s has %d tasks: too few for a page of %d and some more", u.ID, len(u.tasks), page)
			}
		}
	}
	return nil
}

// Result is the outcome of a run.
type Result struct {
	Requests int
	Elapsed  time.Duration
	took     []time.Duration // in order of size
}

// Quantile returns the time within which that share of the requests was answered.
func (r Result) Quantile(q float64) time.Duration {
	if len(r.took) == 0 {
		return 0
	}
	return r.took[min(int(q*float64(len(r.took))), len(r.took)-1)]
}

// Bound ends a run: after a number of requests, or after a time if that is set.
type Bound struct {
	Requests int
	Time     time.Duration
}

// Run sends requests of a scenario to a server. The choice of users and tasks
// follows from the seed. An error is a reply that is not as it must be, or none:
// what the tasks are must then be learnt anew.
func (g *Generator) Run(ctx context.Context, address string, s Scenario, seed uint64, bound Bound) (Result, error) {
	for _, w := range g.workers {
		if err := w.begin(ctx, address, seed); err != nil {
			return Result{}, err
		}
	}
	var sent atomic.Int64
	began := time.Now()
	more := func() bool {
		if bound.Time > 0 {
			return ctx.Err() == nil && time.Since(began) < bound.Time
		}
		return ctx.Err() == nil && sent.Add(1) <= int64(bound.Requests)
	}
	var all sync.WaitGroup
	for _, w := range g.workers {
		all.Go(func() { w.run(s, more) })
	}
	all.Wait()
	r := Result{Elapsed: time.Since(began)}
	errs := []error{ctx.Err()}
	for _, w := range g.workers {
		r.took = append(r.took, w.took...)
		errs = append(errs, w.end())
	}
	r.Requests = len(r.took)
	slices.Sort(r.took)
	return r, errors.Join(errs...)
}
