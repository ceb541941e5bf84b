package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var (
	addPrimary  = regexp.MustCompile(`(?s)^ADD PRIMARY KEY (\(.*\))$`)
	dropPrimary = regexp.MustCompile(`^DROP CONSTRAINT (` + ident + `)$`)
	setsNull    = regexp.MustCompile(`CONSTRAINT (` + ident + `) FOREIGN KEY \([^)]*\) REFERENCES ` + relation + ` \([^)]*\)(?: ON UPDATE [A-Z ]+?)? ON DELETE SET NULL`)
	keyColumns  = regexp.MustCompile(`FOREIGN KEY \(([^)]*)\) REFERENCES (` + relation + `) \(([^)]*)\)`)
	keyOf       = regexp.MustCompile(`^FOREIGN KEY \((\w+), (\w+)\) REFERENCES (\w+)\((\w+), (\w+)\)`)
	nullColumns = regexp.MustCompile(` ON DELETE SET NULL (\([^)]*\))`)
)

// replacesKey tells the review what becomes of a primary key that goes.
const replacesKey = "\n-- review:allow drop-unique: the new key has its columns, unless the previous release names it in ON CONFLICT"

// setNulls names in the foreign keys of Atlas' statements the columns that a deletion sets to
// null. Atlas does not see them, and would have all of them set: the owner too.
func (c catalog) setNulls(stmts []statement) []statement {
	want := c.plain()
	for i, s := range stmts {
		table := ""
		for _, of := range []*regexp.Regexp{createTable, alterTable} {
			if m := of.FindStringSubmatch(s.sql); m != nil {
				table = bare(m[1])
			}
		}
		stmts[i].sql = setsNull.ReplaceAllStringFunc(s.sql, func(key string) string {
			name := setsNull.FindStringSubmatch(key)[1]
			m := nullColumns.FindStringSubmatch(want["constraint "+table+" "+bare(name)])
			if m == nil {
				return key
			}
			var columns []string
			for column := range strings.SplitSeq(strings.Trim(m[1], "()"), ", ") {
				columns = append(columns, quoted(bare(column)))
			}
			return key + " (" + strings.Join(columns, ", ") + ")"
		})
	}
	return stmts
}

// replacing tells the review what becomes of a constraint that another one of its name
// replaces, and drafts the guard of a key that gets an owner.
func (d *draft) replacing(comment, table string, list, m []string, command string) string {
	if !slices.Contains(list, "DROP CONSTRAINT "+m[1]) {
		return comment
	}
	if !strings.Contains(comment, replaces[m[2]]) {
		comment += replaces[m[2]]
	}
	return comment + d.carriesOwner(table, m[1], command)
}

// carriesOwner drafts the guard of a foreign key that gets more columns: no row may lead by
// the old ones to a row with others. It returns what the review and rehearsals must know.
func (d *draft) carriesOwner(table, name, command string) string {
	m := keyColumns.FindStringSubmatch(command)
	if m == nil {
		return ""
	}
	columns, to := strings.Split(m[1], ", "), strings.Split(m[3], ", ")
	before := d.have["constraint "+bare(table)+" "+bare(name)]
	if len(columns) < 2 || strings.Count(before[:strings.Index(before+" REFERENCES", " REFERENCES")], ",")+1 >= len(columns) {
		return ""
	}
	var set, same []string
	for i, column := range columns {
		set = append(set, fmt.Sprintf("%s.%s IS NOT NULL", table, column))
		same = append(same, fmt.Sprintf("target.%s = %s.%s", to[i], table, column))
	}
	where := fmt.Sprintf("FROM %s WHERE %s AND NOT EXISTS (SELECT FROM %s AS target WHERE %s)", table, strings.Join(set, " AND "), m[2], strings.Join(same, " AND "))
	what := "lead by " + bare(name) + " to a row of another owner"
	d.led = true
	d.steps = append([]step{stop(table, what, "SELECT ctid "+where, "SELECT * "+where)}, d.steps...)
	return "\n" + expectation(table, "SELECT ctid "+where)
}

// later drops indexes last where others are built, which may take their place, and where keys
// that get an owner were found by them. An index whose column is dropped goes before it does.
func (d *draft) later() {
	builds := d.any(func(s step) bool { return s.concurrent && strings.HasPrefix(s.sql, "CREATE ") })
	narrows := d.any(func(s step) bool { return strings.Contains(s.sql, " DROP COLUMN ") })
	for i, s := range d.steps {
		drops := s.stage == expand && strings.HasPrefix(s.sql, "DROP INDEX CONCURRENTLY ")
		replaced := strings.HasPrefix(s.sql, dropReplaced)
		if drops && (d.led || builds && !narrows && !replaced) {
			d.steps[i].stage = finish
		}
	}
}

func (d *draft) any(is func(step) bool) bool { return slices.ContainsFunc(d.steps, is) }

// ownOf says by which row that it joins a row of a join table gets its owner.
const ownOf = `%s.%s: the rows that are there get their owner from the rows that they join. Write two migrations, run make migration-hash, and then this again:
  ALTER TABLE %[3]s ADD COLUMN %[4]s character varying(255), ALTER COLUMN %[4]s SET DEFAULT current_setting('app.user_id', true);
and
  -- atlas:txmode none

  %[5]s;`

// owned refuses to add the owner's column to a join table in use: its value is in another
// table, and the new policy hides rows without it.
func (c catalog) owned(stmts []statement) error {
	want := c.plain()
	for table, list := range altered(stmts) {
		for _, command := range list {
			m := addColumn.FindStringSubmatch(command)
			if len(m) == 0 || !strings.Contains(m[2], "current_setting('app.user_id'") {
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(want)) {
				k := keyOf.FindStringSubmatch(want[key])
				if !strings.HasPrefix(key, "constraint "+table+" ") || k == nil || k[1] != bare(m[1]) {
					continue
				}
				fill := inPages(quoted(table), fmt.Sprintf("%s = (SELECT target.%s FROM %s AS target WHERE target.%s = %s.%s)",
					m[1], quoted(k[4]), quoted(k[3]), quoted(k[5]), quoted(table), quoted(k[2])), m[1]+" IS NULL")
				return fmt.Errorf(ownOf, table, bare(m[1]), quoted(table), m[1], strings.ReplaceAll(fill, "\n", "\n  "))
			}
		}
	}
	return nil
}

// primary drafts a primary key that takes the place of another one: its index is built
// first, beside the one in use, and then changes places with it. What leads to the old one
// leads to that index before.
func (d *draft) primary(table string, list []string) (rest []string) {
	var columns, old string
	for _, c := range list {
		if m := addPrimary.FindStringSubmatch(c); m != nil {
			columns = m[1]
		}
	}
	if columns == "" {
		return list
	}
	for _, c := range list {
		switch m := dropPrimary.FindStringSubmatch(c); {
		case addPrimary.MatchString(c):
		case len(m) > 0 && d.have["index "+bare(m[1])] != "":
			old = m[1]
		default:
			rest = append(rest, c)
		}
	}
	if old == "" {
		return list // the table has had none
	}
	index := quoted(short(bare(old), "_new"))
	d.steps = append([]step{{
		comment: fmt.Sprintf("Build the next primary key of table: %q", bare(table)),
		sql:     fmt.Sprintf("CREATE UNIQUE INDEX CONCURRENTLY %s ON %s %s", index, table, columns), concurrent: true,
	}}, d.steps...)
	d.add(step{
		comment: fmt.Sprintf("The index becomes the primary key of table: %q", bare(table)) + replacesKey,
		sql:     fmt.Sprintf("ALTER TABLE %s DROP CONSTRAINT %s, ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s", table, old, old, index),
		stage:   finish, tables: []string{table},
	})
	return rest
}
