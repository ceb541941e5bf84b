package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var indexDefinition = regexp.MustCompile(`^(CREATE (?:UNIQUE )?INDEX )\S+( ON (?:ONLY )?(?:\S+\.)?(\S+) USING .*)$`)

// moved has the indexes and constraints that only change their names, as after the
// rename of a table. Atlas would drop and create them.
type moved struct {
	steps   []step
	indexes map[string]bool // old and new names of indexes
	others  map[string]bool // old and new names of constraints, each after its table
}

// movedBetween finds what only changes its name between two catalogs.
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

// keeps reports whether a command concerns a constraint that only changes its name.
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

// nameless is the definition of an index or a constraint without its name. Anything
// else keeps its key.
func nameless(key, definition string) string {
	if table, _, ok := constraint(key); ok {
		return "constraint " + table + " " + definition
	}
	if m := indexDefinition.FindStringSubmatch(definition); m != nil && strings.HasPrefix(key, "index ") {
		return m[1] + m[2]
	}
	return key
}
