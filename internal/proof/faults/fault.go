package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/entask/entask/internal/proof/faults/books"
)

// fault is one row of the table.
type fault struct {
	name  string
	done  string // what is done
	holds string // what must hold, besides true answers
	// within is how soon after the end of the fault the first write must be acknowledged;
	// 0 if that is not measured.
	within time.Duration
	// waits marks a fault that mostly waits and leaves PostgreSQL alone: such faults are
	// tried at the same time.
	waits bool
	alone bool // it harms the shared PostgreSQL
	try   func(context.Context, *lab) (result, error)
}

// result is the outcome of a fault that was tried.
type result struct {
	books.Tally
	books.Findings
	First  time.Duration // from the fault's end to the first write; 0 where there is none
	Broken []string      // what else did not hold
	Note   string
}

// faults is the table, by families.
func faults() []fault {
	var all []fault
	for _, family := range [][]fault{replies, wires, sessions, servers, failovers, replicas, nodesFail, keys, poolers, clocks, keySets, logs, drains, migrations} {
		all = append(all, family...)
	}
	return all
}

// broken lists everything that did not hold.
func (r result) broken() []string {
	var all []string
	for _, kind := range []struct {
		name string
		list []string
	}{{"lost", r.Lost}, {"doubled", r.Doubled}, {"untrue", r.Untrue}, {"broken", r.Broken}} {
		for _, one := range kind.list {
			all = append(all, kind.name+": "+one)
		}
	}
	return all
}

// firstWithin is how long the first write after a fault is waited for.
const firstWithin = 40 * time.Second

// loaded tries a fault on a service under load. Breaking returns when the fault is
// over.
func loaded(breaking func(context.Context, *stand) error) func(context.Context, *lab) (result, error) {
	return func(ctx context.Context, l *lab) (r result, err error) {
		s, err := l.newStand(ctx, l.Cluster)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		return s.underLoad(ctx, func(ctx context.Context) error { return breaking(ctx, s) })
	}
}

// underLoad breaks something while clients write, and finally compares their books.
func (s *stand) underLoad(ctx context.Context, breaking func(context.Context) error) (r result, err error) {
	l, err := s.begin(ctx)
	if err != nil {
		return result{}, err
	}
	err = pause(ctx, s.lab.load)
	if err == nil {
		err = breaking(ctx)
	}
	if err == nil {
		var all bool
		if r.First, all = l.firstWrite(ctx, time.Now(), firstWithin); !all {
			r.Broken = append(r.Broken, fmt.Sprintf("no write in %s after the fault", firstWithin))
		}
		err = pause(ctx, s.lab.load)
	}
	l.end()
	if err != nil {
		return result{}, err
	}
	return s.compare(ctx, r, l.book)
}

// compare compares the books with the database.
func (s *stand) compare(ctx context.Context, r result, book *books.Book) (result, error) {
	if err := s.settled(ctx); err != nil {
		r.Broken = append(r.Broken, err.Error())
	}
	rows, err := s.rows(ctx, "")
	if err != nil {
		return result{}, err
	}
	var there []books.Row
	for _, one := range rows {
		there = append(there, books.Row{Title: one.Title, Completed: one.Completed, Version: one.Version})
	}
	r.Tally, r.Findings = book.Tally(), book.Check(there)
	return r, nil
}
