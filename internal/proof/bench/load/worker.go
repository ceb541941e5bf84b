package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// worker is one connection and its users.
type worker struct {
	users  []*User
	index  uint64
	random *rand.Rand
	conn   *conn
	took   []time.Duration
	err    error
}

func (w *worker) begin(ctx context.Context, address string, seed uint64) (err error) {
	w.random = rand.New(rand.NewPCG(seed, w.index)) //nolint:gosec // the same choice for each server
	w.took, w.err = w.took[:0], nil
	w.conn, err = dial(ctx, address)
	return err
}

func (w *worker) end() error {
	return errors.Join(w.err, w.conn.Close())
}

// run sends requests until there are enough, or until one fails.
func (w *worker) run(s Scenario, more func() bool) {
	for more() {
		op := s.choose(w.random)
		user := w.users[w.random.IntN(len(w.users))]
		took, err := op.do(w, user)
		if err != nil {
			w.err = fmt.Errorf("%s: %w", op.name, err)
			return
		}
		w.took = append(w.took, took)
	}
}

// add puts a new task in front, and drops the last one if there are too many.
func (u *User) add(t task) {
	u.tasks = slices.Insert(u.tasks, 0, &t)
	u.tasks = u.tasks[:min(len(u.tasks), known)]
}
