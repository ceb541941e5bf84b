package main

import (
	"github.com/entask/entask/internal/proof/bench/load"
	"github.com/entask/entask/internal/proof/bench/report"
)

// goals are those of the project. Row-level security costs PostgreSQL.
var goals = []report.Goal{
	{Contender: guarded, Figure: report.ServerCPU, Most: 1},
	{Contender: guarded, Figure: report.PostgresCPU, Most: 1.2},
	{Contender: unguarded, Figure: report.PostgresCPU, Most: 1.05},
	{Contender: guarded, Figure: report.P99, Scenario: load.Mix, Most: 1.1},
	{Contender: guarded, Figure: report.Trips, Most: 1},
	{Contender: guarded, Figure: report.Memory, Most: 64},
}

func (b *bench) report(entrants []*entrant) report.Report {
	r := report.Report{Command: b.command(), Machine: b.machine(), Goals: goals}
	for _, s := range b.scenarios {
		r.Scenarios = append(r.Scenarios, s.Name)
	}
	for _, e := range entrants {
		r.Contenders = append(r.Contenders, e.found)
	}
	return r
}
