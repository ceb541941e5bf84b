package main

import (
	"regexp"
	"strings"
)

// linkKey is the key of a foreign key's policy, which needs its column and the table
// that this leads to.
var linkKey = regexp.MustCompile(`^policy (\S+) \S+_link(_[0-9a-f]{8})?$`)

// leaves says whether a foreign key's policy must be dropped first, because what it needs
// may be dropped. A policy that gets a new name stays until the new one exists.
func (c catalog) leaves(key string, want catalog) bool {
	m := linkKey.FindStringSubmatch(key)
	if m == nil {
		return false
	}
	for other, definition := range want {
		if n := linkKey.FindStringSubmatch(other); len(n) > 1 && n[1] == m[1] && definition == c[key] {
			return false
		}
	}
	return true
}

// linkable returns the index of the step after which everything exists that a foreign key's
// policy needs; -1 when no step makes any of it, and for every other statement.
func (s secured) linkable(steps []step) (last int) {
	last = -1
	if !linkKey.MatchString(s.key) {
		return last
	}
	for i, made := range steps {
		if m := createTable.FindStringSubmatch(made.sql); len(m) > 1 && (m[1] == s.table || strings.Contains(s.sql, "FROM "+m[1]+" ")) {
			last = i
		}
		if m := alterTable.FindStringSubmatch(made.sql); len(m) > 1 && m[1] == s.table {
			last = i
		}
	}
	return last
}
