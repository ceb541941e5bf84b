package main

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
)

// Atlas ignores row-level security: policies, and the functions and views that bypass
// them; and the triggers of change feeds. schema.sql has their statements.
var (
	enableSecurity = regexp.MustCompile(`^ALTER TABLE (` + ident + `) ENABLE ROW LEVEL SECURITY`)
	createPolicy   = regexp.MustCompile(`^CREATE POLICY (` + ident + `) ON (` + ident + `)`)
	createFunction = regexp.MustCompile(`^CREATE (?:OR REPLACE )?FUNCTION (` + ident + `\(.*?)(?: DEFAULT .*?)?\) RETURNS `)
	createView     = regexp.MustCompile(`^CREATE VIEW (` + ident + `)`)
	createTrigger  = regexp.MustCompile(`^CREATE TRIGGER (` + ident + `) [A-Z ]+ ON (` + ident + `)`)
	spreadTables   = regexp.MustCompile(`^DO .*public\.entask_spread\(`)
)

// linkKey matches the catalog key of a foreign key's policy, which was written before keys
// carried the owner. It goes before all other steps: they may drop the key's column, or the
// table that the key refers to.
var linkKey = regexp.MustCompile(`^policy (\S+) \S+_link(_[0-9a-f]{8})?$`)

// secured is a statement of row-level security and its key in a catalog.
type secured struct {
	statement
	key   string
	table string // whose rows it is about
	locks bool   // whether it locks that
}

// security reads the statements of row-level security in schema.sql.
func (c cli) security() (all []secured, err error) {
	b, err := os.ReadFile(c.schema)
	if err != nil {
		return nil, err
	}
	list, err := statements(migrate.NewLocalFile(c.schema, b))
	table := ""
	for _, s := range list {
		if m := enableSecurity.FindStringSubmatch(s.sql); m != nil {
			table = m[1] // what follows is about the same one
		}
		if one, ok := secures(s, table); ok {
			all = append(all, one)
		}
	}
	return all, err
}

// secures says what a statement about a table secures, if anything.
func secures(s statement, table string) (secured, bool) {
	if enableSecurity.MatchString(s.sql) {
		return secured{s, plainKey("security " + table), table, true}, true
	}
	if m := createPolicy.FindStringSubmatch(s.sql); m != nil {
		return secured{s, plainKey("policy " + m[2] + " " + m[1]), table, true}, true
	}
	if m := createFunction.FindStringSubmatch(s.sql); m != nil {
		return secured{s, plainKey("function " + m[1] + ")"), table, false}, true
	}
	if m := createView.FindStringSubmatch(s.sql); m != nil {
		return secured{s, plainKey("view " + m[1]), table, false}, true
	}
	if m := createTrigger.FindStringSubmatch(s.sql); m != nil {
		return secured{s, plainKey("trigger " + m[2] + " " + m[1]), m[2], true}, true
	}
	return secured{s, spreadKey, "", false}, spreadTables.MatchString(s.sql)
}

// spreadKey is the key of the statement that spreads tables where the database has Citus. It
// leaves no trace in the catalog of a database without, and follows each new table.
const spreadKey = "spread"

// plainKey is the key of a catalog without quotes.
func plainKey(key string) string { return strings.ReplaceAll(key, `"`, "") }

// secure adds the steps that turn the row-level security of one catalog into that of
// another. A new table is secured right after it is created. The policies of an existing
// table are replaced in one transaction.
func (c catalog) secure(want catalog, by []secured, steps []step) (all []step) {
	was, is := c.plain(), want.plain()
	anew, changed := map[string][]step{}, map[string][]step{}
	var spread []step
	for _, key := range triggersFirst(was) {
		if was[key] == is[key] {
			continue
		}
		for _, s := range unsecure(key, is) {
			if len(s.tables) == 0 || linkKey.MatchString(key) || is[key] == "" && isTrigger(key) {
				all = append(all, s)
			} else {
				changed[s.tables[0]] = append(changed[s.tables[0]], s)
			}
		}
	}
	for _, s := range by {
		add := step{comment: s.comment, sql: s.sql}
		if s.locks && was.has(bare(s.table)) {
			add.tables = []string{s.table}
		}
		if strings.HasPrefix(s.key, "function ") && was[s.key] != "" {
			add.sql = strings.Replace(add.sql, "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
		}
		switch {
		case s.key == spreadKey:
			spread = append(spread, add)
		case was[s.key] == is[s.key]:
		case !was.has(bare(s.table)):
			anew[s.table] = append(anew[s.table], add)
		default:
			changed[s.table] = append(changed[s.table], add)
		}
	}
	tables := 0
	for _, s := range steps {
		all = append(all, s)
		if m := createTable.FindStringSubmatch(s.sql); m != nil {
			all = append(all, anew[m[1]]...)
			tables++
		}
	}
	if tables > 0 {
		all = append(all, spread...)
	}
	for _, table := range slices.Sorted(maps.Keys(changed)) {
		all = append(all, changed[table]...)
	}
	return all
}

// triggersFirst are the keys of a catalog in their order, after those of triggers: a function
// can go when no trigger calls it, and a column when no function sets it.
func triggersFirst(c catalog) []string {
	keys := slices.Sorted(maps.Keys(c))
	slices.SortStableFunc(keys, func(a, b string) int { return strings.Compare(fmt.Sprint(!isTrigger(a)), fmt.Sprint(!isTrigger(b))) })
	return keys
}

func isTrigger(key string) bool { return strings.HasPrefix(key, "trigger ") }

// plain is the catalog with plain keys.
func (c catalog) plain() catalog {
	out := catalog{}
	for key, definition := range c {
		out[plainKey(key)] = definition
	}
	return out
}

// has reports whether the catalog has a table.
func (c catalog) has(table string) bool {
	for key := range c {
		if strings.HasPrefix(key, "column "+table+".") {
			return true
		}
	}
	return false
}

// unsecure drops what a key of a catalog stands for. A dropped table takes its own
// policies with it. Only a foreign key's policy is dropped even then, since the table
// that it refers to may be dropped first.
func unsecure(key string, is catalog) []step {
	kind, name, _ := strings.Cut(key, " ")
	table, policy, _ := strings.Cut(name, " ")
	at := []string{quoted(table)}
	switch {
	case kind == "function" && is[key] != "": // it is replaced, since the previous release calls it
	case kind == "function":
		name, args, _ := strings.Cut(name, "(")
		return []step{{comment: fmt.Sprintf("Drop function %q", name), sql: "DROP FUNCTION " + quoted(name) + "(" + args}}
	case kind == "view":
		return []step{{comment: fmt.Sprintf("Drop view %q", name), sql: "DROP VIEW " + quoted(name)}}
	case kind == "trigger" && is.has(table):
		return []step{{comment: fmt.Sprintf("Drop trigger %q of table: %q", policy, table), sql: fmt.Sprintf("DROP TRIGGER %s ON %s", quoted(policy), quoted(table)), tables: at}}
	case kind == "policy" && (is.has(table) || linkKey.MatchString(key)):
		allowed := ""
		if linkKey.MatchString(key) {
			allowed = "\n-- review:allow drop-policy: the foreign key carries the owner"
		}
		return []step{{comment: fmt.Sprintf("Drop policy %q of table: %q", policy, table) + allowed, sql: fmt.Sprintf("DROP POLICY %s ON %s", quoted(policy), quoted(table)), tables: at}}
	case kind == "security" && is.has(table) && is[key] == "":
		return []step{{
			comment: fmt.Sprintf("The rows of %q no longer have owners", table),
			sql:     fmt.Sprintf("ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY", quoted(table)), tables: at,
		}}
	}
	return nil
}
