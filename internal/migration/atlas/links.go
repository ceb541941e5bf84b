package main

import (
	"regexp"
	"strings"
)

// linkKey matches the catalog key of a foreign key's policy. Such a policy depends on
// the key's column and on the table that the key refers to.
var linkKey = regexp.MustCompile(`^policy (\S+) \S+_link(_[0-9a-f]{8})?$`)

// leaves reports whether a foreign key's policy must be dropped before all other steps,
// since they may drop what it depends on. A policy that comes back under another name
// stays until then.
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

// linkable returns the index of the last step that creates something that a foreign
// key's policy depends on. It is -1 if no step does, and for any other statement.
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
