package scale

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Report has all measurements.
type Report struct {
	Command string   // that gave it
	Machine []string // what it ran on, and how
	Points  []Point
	Picture string // a file beside the page
}

// Markdown returns the tables: by how many rows there are, and by how many tasks
// a user has.
func (r Report) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "From `%s`:\n\n", r.Command)
	for _, m := range r.Machine {
		fmt.Fprintf(&b, "- %s\n", m)
	}
	fmt.Fprintf(&b, "\n![What operations cost while the table and a list grow](%s)\n", r.Picture)
	for _, s := range r.series() {
		fmt.Fprintf(&b, "\n%s\n\n| |", s.title)
		for _, x := range s.x {
			fmt.Fprintf(&b, " %s |", number(x))
		}
		b.WriteString("\n| --- |" + strings.Repeat(" --- |", len(s.x)) + "\n")
		for _, o := range operations() {
			fmt.Fprintf(&b, "| %s |", o.Name)
			for _, x := range s.x {
				fmt.Fprintf(&b, " %s |", s.at(o.Name, x))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// series is the cost of operations by one of the two sizes.
type series struct {
	title, axis string
	x           []int
	points      map[string]map[int]Point
}

// series returns both. The rows grow for the user with the longest list that fits into
// every table; the list grows in the largest table.
func (r Report) series() []series {
	var rows, lists []int
	for _, p := range r.Points {
		rows, lists = append(rows, p.Rows), append(lists, p.Tasks)
	}
	slices.Sort(rows)
	slices.Sort(lists)
	rows, lists = slices.Compact(rows), slices.Compact(lists)
	if len(rows) == 0 {
		return nil
	}
	same := lists[0]
	for _, tasks := range lists {
		if slices.ContainsFunc(r.Points, func(p Point) bool { return p.Rows == rows[0] && p.Tasks == tasks }) {
			same = tasks
		}
	}
	byRows := series{
		fmt.Sprintf("By the **rows of the table**, for a user with %s tasks: buffers, milliseconds in the database, milliseconds of the reply.", number(same)),
		"rows of the table", rows, map[string]map[int]Point{},
	}
	byTasks := series{
		fmt.Sprintf("By the **tasks of the user**, in a table of %s rows: the same.", number(rows[len(rows)-1])),
		"tasks of the user", lists, map[string]map[int]Point{},
	}
	for _, p := range r.Points {
		if p.Tasks == same {
			byRows.add(p.Rows, p)
		}
		if p.Rows == rows[len(rows)-1] {
			byTasks.add(p.Tasks, p)
		}
	}
	return []series{byRows, byTasks}
}

func (s series) add(x int, p Point) {
	if s.points[p.Operation] == nil {
		s.points[p.Operation] = map[int]Point{}
	}
	s.points[p.Operation][x] = p
}

func (s series) at(operation string, x int) string {
	p, ok := s.points[operation][x]
	if !ok {
		return "–"
	}
	return fmt.Sprintf("%.0f, %s, %s", p.Buffers, millis(p.Database), millis(p.Latency))
}

func millis(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms >= 10 {
		return fmt.Sprintf("%.0f", ms)
	}
	return fmt.Sprintf("%.2f", ms)
}

// number writes 1000000 as 1 000 000.
func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
