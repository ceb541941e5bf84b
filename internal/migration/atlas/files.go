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
	lockTimeout   = "-- Whoever comes after a statement that waits for a lock waits for it too.\nSET LOCAL lock_timeout = '3s';\n"

	versionFormat = "20060102150405"
)

// files writes steps into as few migrations as possible. A step that cannot be in a
// transaction has a file of its own, and no transaction locks two tables unless one change
// needs both.
func files(name string, steps []step, last string, now time.Time) []migrate.File {
	steps = slices.Clone(steps)
	slices.SortStableFunc(steps, func(a, b step) int { return int(a.stage - b.stage) })
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
	for i, g := range groups {
		file := fmt.Sprintf("%s_%s.sql", at.Add(time.Duration(i)*time.Second).Format(versionFormat), name+suffix(i, g[0]))
		out = append(out, migrate.NewLocalFile(file, []byte(content(g))))
	}
	return out
}

func joins(group []step, locked []string, s step) bool {
	if group[0].concurrent != s.concurrent || group[0].stage != s.stage {
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
	case i == 0:
		return ""
	case s.concurrent:
		return "_indexes"
	case s.stage == validate:
		return "_validate"
	case s.stage == finish:
		return "_finish"
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
