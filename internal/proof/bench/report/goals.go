package report

import (
	"fmt"
	"slices"
	"strings"
)

// Goal is what a figure of a contender must not exceed.
type Goal struct {
	Contender string
	Figure    Figure
	Scenario  string // "" for each, and for memory
	Most      float64
}

// Figure is a measured value that can have a goal.
type Figure string

// The figures, by their names in the table.
const (
	ServerCPU   Figure = "CPU of the server"
	PostgresCPU Figure = "CPU of PostgreSQL"
	P99         Figure = "p99"
	Trips       Figure = "round trips"
	Memory      Figure = "resident memory"
)

var measures = map[Figure]measure{ServerCPU: server, PostgresCPU: postgres, P99: p99}

func (r Report) goals(b *strings.Builder) {
	b.WriteString("\n### Goals\n\n")
	row(b, "", "", "", "figure", "goal", "")
	row(b, dashes(6)...)
	for _, g := range r.Goals {
		for _, c := range r.Contenders {
			if c.Name == g.Contender {
				r.goal(b, g, c)
			}
		}
	}
}

func (r Report) goal(b *strings.Builder, g Goal, c Contender) {
	if g.Figure == Memory {
		got := mebibytes(c.Memory)
		row(b, c.Name, string(g.Figure), "", fmt.Sprintf("%.0f MiB", got), fmt.Sprintf("%.0f MiB", g.Most), verdict(got, g.Most, "%.0f MiB"))
		return
	}
	scenarios := r.Scenarios
	if g.Scenario != "" {
		scenarios = slices.DeleteFunc(slices.Clone(scenarios), func(name string) bool { return name != g.Scenario })
	}
	for _, name := range scenarios {
		if g.Figure == Trips {
			s, told := c.Scenarios[name], "void"
			if s.Fault == "" {
				told = verdict(s.Trips, g.Most, "%.2f")
			}
			row(b, c.Name, string(g.Figure), name, s.counted(s.Trips), fmt.Sprintf("%.2f", g.Most), told)
			continue
		}
		ratio := r.ratio(c, name, measures[g.Figure])
		told := "void"
		if !ratio.Void {
			told = verdict(ratio.Median, g.Most, "%.2f")
		}
		row(b, c.Name, string(g.Figure), name, ratio.String(), fmt.Sprintf("%.2f×", g.Most), told)
	}
}

// verdict compares the figures as the table shows them, after rounding.
func verdict(got, most float64, format string) string {
	over := fmt.Sprintf(format, got-most)
	if got <= most || over == fmt.Sprintf(format, 0.0) {
		return "reached"
	}
	return "missed by " + over
}
