package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// tryAll tries the faults once, or repeatedly for the time asked for.
func (l *lab) tryAll(ctx context.Context, o options) (*report, error) {
	r := &report{command: o.command(), machine: machine(), begun: time.Now()}
	for _, f := range faults() {
		if wanted(f.name, o.only) {
			r.rows = append(r.rows, &reported{fault: f})
		}
	}
	for again := true; again; again = time.Since(r.begun) < o.during {
		if err := l.tryEach(ctx, r.rows); err != nil {
			return nil, err
		}
	}
	r.took = time.Since(r.begun)
	return r, nil
}

// tryEach tries each fault. Faults that mostly wait are tried at the same time as the first
// ones, which leave PostgreSQL alone. Those that restart or freeze it come last.
func (l *lab) tryEach(ctx context.Context, rows []*reported) error {
	var beside sync.WaitGroup
	var failed errorOnce
	for _, row := range rows {
		if row.waits {
			beside.Go(func() { failed.set(l.tryOne(ctx, row)) })
		}
	}
	for _, row := range rows {
		if row.alone {
			beside.Wait()
		}
		if !row.waits && failed.get() == nil {
			failed.set(l.tryOne(ctx, row))
		}
	}
	beside.Wait()
	return failed.get()
}

func (l *lab) tryOne(ctx context.Context, row *reported) error {
	begin := time.Now()
	one, err := row.try(ctx, l)
	if err != nil {
		return fmt.Errorf("%s: %w", row.name, err)
	}
	row.add(one, time.Since(begin))
	l.say("%-50s %6s  %s", row.name, time.Since(begin).Round(100*time.Millisecond), one)
	return nil
}

// errorOnce keeps the first error.
type errorOnce struct {
	mu  sync.Mutex
	err error
}

func (e *errorOnce) set(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.err == nil {
		e.err = err
	}
}

func (e *errorOnce) get() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}
