package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/entask/entask/internal/proof/bench/load"
	"github.com/entask/entask/internal/proof/bench/meter"
	"github.com/entask/entask/internal/proof/bench/report"
)

// entrant is a contender that runs, and what was found of it.
type entrant struct {
	contender
	*server
	found report.Contender
}

// compare lets every contender take a turn in every round of every scenario, so that a
// disturbance of the machine affects all of them.
func (b *bench) compare(ctx context.Context) (_ report.Report, err error) {
	entrants := make([]*entrant, len(b.contenders))
	defer func() {
		for _, e := range entrants {
			if e != nil {
				err = errors.Join(err, e.stop())
			}
		}
	}()
	for i, c := range b.contenders {
		counts, err := b.count(ctx, c)
		if err != nil {
			return report.Report{}, fmt.Errorf("count statements of %s: %w", c.Name, err)
		}
		s, err := c.start(ctx, b.dir, b.binaries, b.db.URL(c.role))
		if err != nil {
			return report.Report{}, err
		}
		entrants[i] = &entrant{c, s, report.Contender{Name: c.Name, Scenarios: counts}}
	}
	for round := range b.rounds {
		for _, s := range b.scenarios {
			for i := range entrants { // in another order each time
				e := entrants[(i+round)%len(entrants)]
				if err := b.turn(ctx, e, s, round); err != nil {
					return report.Report{}, err
				}
			}
		}
	}
	return b.report(entrants), nil
}

// turn measures a contender once. A wrong reply is not an error: it voids the row.
func (b *bench) turn(ctx context.Context, e *entrant, s load.Scenario, round int) error {
	found := e.found.Scenarios[s.Name]
	if found.Fault != "" {
		return nil
	}
	if err := b.db.settle(ctx); err != nil {
		return err
	}
	seed := uint64(2 * round) //nolint:gosec // it counts from 0; the choices are the same for each contender
	_, fault := b.load.Run(ctx, e.Address, s, seed, b.warmUp())
	var measured report.Round
	if fault == nil {
		var err error
		if measured, fault, err = b.measure(ctx, e, s, seed+1); err != nil {
			return err
		}
	}
	if fault != nil {
		found.Fault = firstLine(fault)
		b.say("round %d, %s, %s: void: %s", round+1, s.Name, e.Name, found.Fault)
		return b.load.Learn(ctx, b.db.conn)
	}
	found.Rounds = append(found.Rounds, measured)
	b.say("round %d, %s, %s: %s", round+1, s.Name, e.Name, measured)
	return nil
}

// measure compares the kernel's accounts before and after.
func (b *bench) measure(ctx context.Context, e *entrant, s load.Scenario, seed uint64) (r report.Round, fault, err error) {
	before, err := b.accounts(e)
	if err != nil {
		return r, nil, err
	}
	result, fault := b.load.Run(ctx, e.Address, s, seed, b.bound)
	if fault != nil {
		return r, fault, nil
	}
	after, err := b.accounts(e)
	if err != nil {
		return r, nil, err
	}
	e.found.Memory = after.memory.Peak
	return report.Round{
		Requests: result.Requests,
		Elapsed:  result.Elapsed,
		Server:   after.server - before.server,
		Postgres: after.postgres - before.postgres,
		P50:      result.Quantile(0.5),
		P99:      result.Quantile(0.99),
	}, nil, nil
}

// accounts are the kernel's counts for a contender and for PostgreSQL.
type accounts struct {
	server, postgres time.Duration
	memory           meter.Memory
}

func (b *bench) accounts(e *entrant) (a accounts, err error) {
	if a.server, err = e.Process.CPU(); err != nil {
		return a, err
	}
	if a.memory, err = e.Process.Memory(); err != nil {
		return a, err
	}
	a.postgres, err = meter.Server(b.db.PID()).CPU()
	return a, err
}
