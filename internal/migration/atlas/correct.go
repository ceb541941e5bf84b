package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// again ends the comment of every step that corrects rows.
const again = "After an interruption, apply with --interrupted=again"

// pages is the size of a batch. Changed rows stay locked until the batch commits.
const pages = 100

// answered adds the steps that carry out the answers about known demands.
func (d *decisions) answered(steps []step, known []*demand, have catalog) (out []step) {
	fills := map[string][]*demand{}
	late := map[string]bool{} // tables whose unique indexes wait for the corrections
	for _, k := range known {
		switch {
		case k.met:
		case d.expects(k):
			out = append(out, k.guard(k.isNew(have)))
		case k.unique():
			late[k.table] = true
			out = append(out, k.distinguish(d.distinguished(k)))
		default:
			late[k.table] = true
			fills[k.table] = append(fills[k.table], k)
		}
	}
	for _, table := range slices.Sorted(maps.Keys(fills)) {
		out = slices.Insert(out, 0, d.fillRows(table, fills[table])) // first, since the filled column may be part of a key
	}
	moved := "" // the index that the next step may drop
	for _, s := range steps {
		if s.needs != nil && s.needs.unique() && late[s.needs.table] {
			s.stage, moved = build, s.needs.name
		} else if moved != "" && s.sql == dropReplaced+moved {
			s.stage = build
		}
		for _, k := range known {
			expected := !k.met && d.expects(k) || k.unique() && (!k.met || k.isNew(have))
			if expected && k.comesWith(s) {
				s.comment += "\n-- A row that was written since the last file, and is one of these, stops the migration\n" + k.expectation()
			}
		}
		out = append(out, s)
	}
	return out
}

// comesWith reports whether a step adds the constraint or the index of a demand.
func (d *demand) comesWith(s step) bool {
	if d.unique() {
		return s.needs != nil && s.needs.table == d.table && s.needs.name == d.name
	}
	return strings.HasPrefix(s.sql, "ALTER TABLE "+d.table+" ") && strings.Contains(s.sql, "ADD CONSTRAINT "+d.name+" ")
}

// isNew reports whether a demand concerns a column that the migration adds.
func (d *demand) isNew(have catalog) bool {
	there := have.plain()
	return slices.ContainsFunc(d.columns, func(c column) bool { return there["column "+d.subject(c)] == "" })
}

// fillRows corrects a row in a single UPDATE, since the new checks already refuse a
// row that is only partly correct.
func (d *decisions) fillRows(table string, unmet []*demand) step {
	conditions := map[string][]string{}
	var all, columns []string
	for _, u := range unmet {
		all = append(all, u.refuses)
		for _, c := range u.columns {
			if _, ok := d.fills[u.subject(c)]; !ok {
				continue
			}
			if conditions[c.name] == nil {
				columns = append(columns, c.name)
			}
			conditions[c.name] = append(conditions[c.name], u.refuses)
		}
	}
	var set []string
	for _, c := range columns {
		value := d.fills[bare(table)+"."+c]
		if len(columns) > 1 {
			value = fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s END", strings.Join(conditions[c], " OR "), value, quoted(c))
		}
		set = append(set, quoted(c)+" = "+value)
	}
	where := strings.Join(all, " OR ")
	if len(all) > 1 {
		where = "(" + where + ")"
	}
	return step{
		comment:    fmt.Sprintf("Correct the rows of %q, a hundred pages at a time. "+again, bare(table)),
		sql:        inPages(table, strings.Join(set, ", "), where),
		concurrent: true, stage: correct,
	}
}

// inPages is an UPDATE of the rows of a table that commits after a hundred pages each.
func inPages(table, set, where string) string {
	return block(fmt.Sprintf(`
DECLARE page bigint := 0;
BEGIN
  WHILE page <= pg_relation_size(%s) / current_setting('block_size')::bigint LOOP
    UPDATE %s SET %s
    WHERE ctid >= format('(%%s,0)', page)::tid AND ctid < format('(%%s,0)', page + %d)::tid AND %s;
    COMMIT;
    page := page + %d;
  END LOOP;
END `, literal(table), table, set, pages, where, pages))
}

// block is a DO statement. Its tag does not occur in the body.
func block(body string) string {
	tag := "$$"
	for strings.Contains(body, tag) {
		tag = "$" + strings.Trim(tag, "$") + "x$"
	}
	return "DO " + tag + body + tag
}

// literal is a text as an SQL literal.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
