package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var indexDefinition = regexp.MustCompile(`^(CREATE (?:UNIQUE )?INDEX )\S+( ON (?:ONLY )?(?:\S+\.)?(\S+) USING .*)$`)

// moved are the indexes and constraints that only change their names, such as when a table
// is renamed. Atlas would build and check them again.
type moved struct {
	steps   []step
	indexes map[string]bool // by name: those that are neither to be dropped nor made
	others  map[string]bool // constraints, by table and name
}

// movedBetween finds them in what is there and what should be.
func movedBetween(have, want catalog) *moved {
	m := &moved{indexes: map[string]bool{}, others: map[string]bool{}}
	gone := map[string]string{} // the key, by kind, table and definition
	for _, key := range slices.Sorted(maps.Keys(have)) {
		if _, stays := want[key]; !stays {
			gone[nameless(key, have[key])] = key
		}
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		old, ok := gone[nameless(key, want[key])]
		if _, there := have[key]; there || !ok {
			continue
		}
		delete(gone, nameless(key, want[key]))
		m.rename(old, key, want[key])
	}
	return m
}

// keeps says whether a command is about a constraint that only changes its name.
func (m *moved) keeps(table, command string) bool {
	c := anyConstraint.FindStringSubmatch(command)
	return len(c) > 0 && m.others[table+c[1]]
}

func (m *moved) rename(old, key, definition string) {
	if table, to, ok := constraint(key); ok {
		_, from, _ := constraint(old)
		table, from, to := quoted(bare(table)), quoted(bare(from)), quoted(bare(to))
		m.others[table+from], m.others[table+to] = true, true
		m.steps = append(m.steps, step{
			comment: fmt.Sprintf("Rename %q of table %q", bare(from), bare(table)),
			sql:     fmt.Sprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table, from, to), tables: []string{table},
		})
		return
	}
	from, to := quoted(bare(strings.TrimPrefix(old, "index "))), quoted(bare(strings.TrimPrefix(key, "index ")))
	m.indexes[from], m.indexes[to] = true, true
	table := quoted(bare(indexDefinition.FindStringSubmatch(definition)[3]))
	m.steps = append(m.steps, step{
		comment: fmt.Sprintf("Rename index %q of table %q", bare(from), bare(table)),
		sql:     fmt.Sprintf("ALTER INDEX %s RENAME TO %s", from, to), tables: []string{table},
	})
}

// nameless returns the key and definition of an index or a constraint without its name, and
// any other key as it is.
func nameless(key, definition string) string {
	if table, _, ok := constraint(key); ok {
		return "constraint " + table + " " + definition
	}
	if m := indexDefinition.FindStringSubmatch(definition); m != nil && strings.HasPrefix(key, "index ") {
		return m[1] + m[2]
	}
	return key
}
