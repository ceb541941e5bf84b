package main

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/entask/entask/internal/proof/bench/load"
	"github.com/entask/entask/internal/proof/bench/report"
	"github.com/entask/entask/internal/proof/bench/tap"
)

// counted is the number of requests of each scenario that are sent through the tap.
const counted = 500

// count runs a contender briefly behind a tap, and returns the statements and round trips
// of each scenario.
func (b *bench) count(ctx context.Context, c contender) (_ map[string]*report.Scenario, err error) {
	b.say("counting the statements of %s", c.Name)
	to, err := url.Parse(b.db.URL(c.role))
	if err != nil {
		return nil, err
	}
	t, err := tap.Listen(ctx, to.Host)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	to.Host = t.Address()
	s, err := c.start(ctx, b.dir, b.binaries, to.String())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	scenarios := map[string]*report.Scenario{}
	for _, scenario := range b.scenarios {
		found := b.countOne(ctx, s, t, scenario)
		scenarios[scenario.Name] = found
		if found.Fault != "" {
			if err := b.load.Learn(ctx, b.db.conn); err != nil {
				return nil, err
			}
		}
	}
	return scenarios, nil
}

// countOne returns the minimum of some runs, because a new connection first prepares its
// statements.
func (b *bench) countOne(ctx context.Context, s *server, t *tap.Tap, scenario load.Scenario) *report.Scenario {
	n := min(counted, b.bound.Requests)
	var least report.Scenario
	for run := range uint64(3) {
		before := t.Counts()
		if _, fault := b.load.Run(ctx, s.Address, scenario, run, load.Bound{Requests: n}); fault != nil {
			return &report.Scenario{Fault: firstLine(fault)}
		}
		after := t.Counts()
		found := report.Scenario{
			Statements: float64(after.Statements-before.Statements) / float64(n),
			Trips:      float64(after.RoundTrips-before.RoundTrips) / float64(n),
		}
		if run == 0 || found.Trips < least.Trips {
			least = found
		}
	}
	return &least
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
