// Package report turns what was measured into tables of Markdown. It measures
// nothing and knows no contender by name. Start with Report.Markdown.
package report

import (
	"fmt"
	"strings"
	"time"
)

// Report has all results of a benchmark.
type Report struct {
	Command   string   // that gave it
	Machine   []string // what it ran on, and how
	Scenarios []string
	// Contenders are in the order of the tables; the first is what the others
	// are compared with.
	Contenders []Contender
	Goals      []Goal
}

// Contender has the results of one contender.
type Contender struct {
	Name      string
	Scenarios map[string]*Scenario
	Memory    int64 // resident at most, in bytes
}

// Scenario has a contender's results in one scenario.
type Scenario struct {
	Rounds []Round
	// Statements and Trips are for each request.
	Statements, Trips float64
	// Fault is a wrong reply. It voids all other results.
	Fault string
}

// Round is one measurement.
type Round struct {
	Requests         int
	Elapsed          time.Duration
	Server, Postgres time.Duration // CPU
	P50, P99         time.Duration
}

// String summarizes a round.
func (r Round) String() string {
	return fmt.Sprintf("server %.0f µs, PostgreSQL %.0f µs, %.0f requests/s, p99 %.1f ms", server(r), postgres(r), rate(r), p99(r))
}

// measure is a figure of a round.
type measure func(Round) float64

func server(r Round) float64   { return micros(r.Server) / float64(r.Requests) }
func postgres(r Round) float64 { return micros(r.Postgres) / float64(r.Requests) }
func rate(r Round) float64     { return float64(r.Requests) / r.Elapsed.Seconds() }
func p50(r Round) float64      { return micros(r.P50) / 1000 }
func p99(r Round) float64      { return micros(r.P99) / 1000 }

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// Markdown returns all tables.
func (r Report) Markdown() string {
	var b strings.Builder
	r.head(&b)
	r.goals(&b)
	r.full(&b)
	r.faults(&b)
	return b.String()
}

// Summary returns the results for most readers.
func (r Report) Summary() string {
	var b strings.Builder
	r.head(&b)
	r.memory(&b)
	return b.String()
}

// head writes the machine, the settings and what each contender costs.
func (r Report) head(b *strings.Builder) {
	r.origin(b)
	r.ratios(b, "CPU of the server for each request", server)
	r.ratios(b, "CPU of PostgreSQL for each request", postgres)
}

// origin writes where the figures come from.
func (r Report) origin(b *strings.Builder) {
	fmt.Fprintf(b, "`%s`, on\n\n", r.Command)
	for _, line := range r.Machine {
		fmt.Fprintf(b, "- %s\n", line)
	}
}

// ratios writes the first contender's figures in microseconds, and the others'
// as multiples of them.
func (r Report) ratios(b *strings.Builder, title string, m measure) {
	fmt.Fprintf(b, "\n### %s\n\n", title)
	row(b, append([]string{""}, r.Scenarios...)...)
	row(b, dashes(1+len(r.Scenarios))...)
	for i, c := range r.Contenders {
		cells := []string{c.Name}
		for _, name := range r.Scenarios {
			if i == 0 {
				cells = append(cells, r.figure(c, name, m, "%.0f µs"))
			} else {
				cells = append(cells, r.ratio(c, name, m).String())
			}
		}
		row(b, cells...)
	}
}

// full writes everything.
func (r Report) full(b *strings.Builder) {
	b.WriteString("\n### Everything\n\nThe median of the rounds; in brackets the least and the greatest.\n\n")
	heads := []string{"", "", "server µs", "× " + r.Contenders[0].Name, "PostgreSQL µs", "× " + r.Contenders[0].Name, "requests/s", "p50 ms", "p99 ms", "statements", "round trips"}
	row(b, heads...)
	row(b, dashes(len(heads))...)
	for _, name := range r.Scenarios {
		for _, c := range r.Contenders {
			s := c.Scenarios[name]
			row(b, name, c.Name,
				r.figure(c, name, server, "%.0f"), r.ratio(c, name, server).Spread(),
				r.figure(c, name, postgres, "%.0f"), r.ratio(c, name, postgres).Spread(),
				r.figure(c, name, rate, "%.0f"), r.figure(c, name, p50, "%.1f"), r.figure(c, name, p99, "%.1f"),
				s.counted(s.Statements), s.counted(s.Trips))
		}
	}
	r.memory(b)
}

func (r Report) memory(b *strings.Builder) {
	b.WriteString("\nResident memory at most: ")
	for i, c := range r.Contenders {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(b, "%s %.0f MiB", c.Name, mebibytes(c.Memory))
	}
	b.WriteString(".\n")
}

// faults writes why rows are void.
func (r Report) faults(b *strings.Builder) {
	for _, c := range r.Contenders {
		for _, name := range r.Scenarios {
			if fault := c.Scenarios[name].Fault; fault != "" {
				fmt.Fprintf(b, "\n**Void**: %s, %s: %s\n", c.Name, name, fault)
			}
		}
	}
}

// Void says whether any row is void.
func (r Report) Void() bool {
	var b strings.Builder
	r.faults(&b)
	return b.Len() > 0
}

func row(b *strings.Builder, cells ...string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func dashes(n int) []string {
	cells := make([]string, n)
	for i := range cells {
		cells[i] = "---"
	}
	return cells
}

func (s *Scenario) counted(n float64) string {
	if s.Fault != "" {
		return "void"
	}
	return fmt.Sprintf("%.2f", n)
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }
