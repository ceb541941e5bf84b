package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ariga.io/atlas/sql/migrate"
)

const (
	noTransaction = "-- atlas:txmode none\n\n"
	lockTimeout   = "-- While a statement waits for a lock, later ones queue behind it.\nSET LOCAL lock_timeout = '3s';\n"

	versionFormat = "20060102150405"
)

// files groups steps into as few migrations as possible. Steps that cannot run in a
// transaction get files of their own, and no transaction locks two tables, unless one
// change needs both.
func files(name string, steps []step, last string, now time.Time) []migrate.File {
	steps = inOrder(steps)
	var groups [][]step
	var locked []string
	for _, s := range steps {
		if n := len(groups); n > 0 && joins(groups[n-1], locked, s) {
			groups[n-1] = append(groups[n-1], s)
			locked = union(locked, s.tables)
			continue
		}
		groups, locked = append(groups, []step{s}), s.tables
	}
	at := now.UTC()
	if t, err := time.Parse(versionFormat, last); err == nil && !at.After(t) {
		at = t.Add(time.Second)
	}
	var out []migrate.File
	guards := 0
	for i, g := range groups {
		if g[0].guard {
			guards++
		}
		file := fmt.Sprintf("%s_%s.sql", at.Add(time.Duration(i)*time.Second).Format(versionFormat), name+suffix(i-guards, g[0]))
		out = append(out, migrate.NewLocalFile(file, []byte(content(g))))
	}
	return out
}

// inOrder sorts steps by stage.
func inOrder(steps []step) []step {
	steps = slices.Clone(steps)
	slices.SortStableFunc(steps, func(a, b step) int { return int(a.stage - b.stage) })
	return steps
}

func joins(group []step, locked []string, s step) bool {
	if group[0].concurrent != s.concurrent || group[0].stage != s.stage || group[0].guard != s.guard {
		return false
	}
	both := union(locked, s.tables)
	return len(both) <= 1 || len(both) == len(locked)
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func suffix(i int, s step) string {
	switch {
	case s.guard:
		return "_expect"
	case i == 0:
		return ""
	case s.stage == correct:
		return "_rows"
	case s.concurrent:
		return "_indexes"
	case s.stage == validate:
		return "_validate"
	case s.stage == finish:
		return "_finish"
	case s.stage == rewrite:
		return "_rewrite"
	}
	return fmt.Sprintf("_%d", i+1)
}

func content(steps []step) string {
	var b strings.Builder
	if steps[0].concurrent {
		b.WriteString(noTransaction)
	} else if slices.ContainsFunc(steps, func(s step) bool { return len(s.tables) > 0 }) {
		b.WriteString(lockTimeout)
	}
	for _, s := range steps {
		if s.comment != "" {
			fmt.Fprintf(&b, "-- %s\n", s.comment)
		}
		fmt.Fprintf(&b, "%s;\n", s.sql)
	}
	return b.String()
}
