package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// shown is how many broken promises are shown for a fault.
const shown = 5

// report is the outcome of all faults.
type report struct {
	command string
	machine string
	begun   time.Time
	took    time.Duration
	rows    []*reported
}

// reported is the outcome of one fault.
type reported struct {
	fault
	result
	times int
	took  time.Duration
	worst []string // what did not hold
}

// add adds the outcome of another try.
func (r *reported) add(one result, took time.Duration) {
	if one.First > r.within && r.within > 0 {
		one.Broken = append(one.Broken, fmt.Sprintf("the first write came %s after the end of the fault, want %s at most", one.First.Round(time.Millisecond), r.within))
	}
	r.times++
	r.took += took
	r.Writes += one.Writes
	r.Acknowledged += one.Acknowledged
	r.Unknown += one.Unknown
	r.First = max(r.First, one.First)
	r.Lost = append(r.Lost, one.Lost...)
	r.Doubled = append(r.Doubled, one.Doubled...)
	r.Untrue = append(r.Untrue, one.Untrue...)
	r.Broken = append(r.Broken, one.Broken...)
	r.worst = r.broken()
}

// String summarizes the outcome of a fault.
func (r result) String() string {
	text := fmt.Sprintf("%d writes, %d acknowledged, %d unknown; %d lost, %d doubled, %d untrue, %d broken", r.Writes, r.Acknowledged, r.Unknown, len(r.Lost), len(r.Doubled), len(r.Untrue), len(r.Broken))
	if r.First > 0 {
		text += ", first write after " + short(r.First)
	}
	if r.Note != "" {
		text += "; " + r.Note
	}
	for i, one := range r.broken() {
		if i == shown {
			return text + "\n    …"
		}
		text += "\n    " + one
	}
	return text
}

func (r *report) broken() bool {
	for _, row := range r.rows {
		if len(row.worst) > 0 {
			return true
		}
	}
	return false
}

// Markdown returns the tables for docs/reliability.md.
func (r *report) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Written on %s by `%s`, in %s, on %s.\n\n", r.begun.UTC().Format(time.DateOnly), r.command, r.took.Round(time.Second), r.machine)
	line(&b, "fault", "tried", "for", "writes", "acknowledged", "unknown", "lost", "doubled", "untrue answers", "first write after it")
	line(&b, "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:")
	total := &reported{fault: fault{name: "**all**"}}
	for _, row := range r.rows {
		row.line(&b)
		total.add(row.result, row.took)
		total.times += row.times - 1
	}
	total.First = 0
	total.line(&b)
	b.WriteString("\n### What was done, and what must hold\n\n")
	line(&b, "fault", "what is done", "what must hold")
	line(&b, "---", "---", "---")
	for _, row := range r.rows {
		holds := row.holds
		if row.within > 0 {
			holds += fmt.Sprintf("; the first write is acknowledged within %s of the end of the fault", row.within)
		}
		line(&b, row.name, row.done, holds)
	}
	for _, row := range r.rows {
		for _, one := range row.worst[:min(len(row.worst), shown)] {
			fmt.Fprintf(&b, "\n- **%s**: %s", row.name, one)
		}
	}
	return b.String()
}

func (r *reported) line(b *strings.Builder) {
	first := ""
	if r.First > 0 {
		first = short(r.First)
	}
	line(b, r.name, number(r.times), r.took.Round(time.Second).String(), number(r.Writes), number(r.Acknowledged), number(r.Unknown),
		number(len(r.Lost)), number(len(r.Doubled)), number(len(r.Untrue)+len(r.Broken)), first)
}

func number(n int) string { return fmt.Sprint(n) }

func short(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func line(b *strings.Builder, cells ...string) {
	fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
}

var cpuModel = regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`)

// machine describes the machine.
func machine() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	model := "unknown kind"
	if m := cpuModel.FindSubmatch(text); m != nil {
		model = string(m[1])
	}
	return fmt.Sprintf("%d cores of %s, %s", runtime.NumCPU(), model, strings.Replace(runtime.Version(), "go", "Go ", 1))
}
