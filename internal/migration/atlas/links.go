package main

import (
	"regexp"
	"strings"
)

// linkKey is the key of a foreign key's policy, which needs its column and the table
// that this leads to.
var linkKey = regexp.MustCompile(`^policy (\S+) \S+_link(_[0-9a-f]{8})?$`)

// leaves says whether a foreign key's policy must go before anything else does, since
// what it needs may go. One that another says in the same words stays until that is there.
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

// linkable is the index of the step after which there is all that a foreign key's policy
// needs; -1 where none makes any of it, and for every other statement.
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
