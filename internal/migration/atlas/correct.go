package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// again is true of all that corrects rows.
const again = "After an interruption, apply with --interrupted=again"

// pages is how many pages of a table one batch corrects: rows that change stay
// locked until its end.
const pages = 100

// answered adds to steps what was said of the rows that do not meet their demands.
func (d *decisions) answered(steps []step, known []*demand, have catalog) (out []step) {
	fills := map[string][]*demand{}
	late := map[string]bool{} // tables whose unique indexes wait for their rows
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
		out = slices.Insert(out, 0, d.fillRows(table, fills[table])) // what is filled may be a key
	}
	for _, s := range steps {
		if s.needs != nil && s.needs.unique() && late[s.needs.table] {
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

// comesWith says whether a step makes the rule of a demand, which keeps out rows from
// then on.
func (d *demand) comesWith(s step) bool {
	if d.unique() {
		return s.needs != nil && s.needs.table == d.table && s.needs.name == d.name
	}
	return strings.HasPrefix(s.sql, "ALTER TABLE "+d.table+" ") && strings.Contains(s.sql, "ADD CONSTRAINT "+d.name+" ")
}

// isNew says whether a demand concerns a column that comes with the migration.
func (d *demand) isNew(have catalog) bool {
	there := have.plain()
	return slices.ContainsFunc(d.columns, func(c column) bool { return there["column "+d.subject(c)] == "" })
}

// fillRows corrects all that is wrong with a row in one UPDATE, since the checks
// are there already and refuse a row of which only a part is right.
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
		comment: fmt.Sprintf("Correct the rows of %q, a hundred pages at a time. "+again, bare(table)),
		sql: block(fmt.Sprintf(`
DECLARE page bigint := 0;
BEGIN
  WHILE page <= pg_relation_size(%s) / current_setting('block_size')::bigint LOOP
    UPDATE %s SET %s
    WHERE ctid >= format('(%%s,0)', page)::tid AND ctid < format('(%%s,0)', page + %d)::tid AND %s;
    COMMIT;
    page := page + %d;
  END LOOP;
END `, literal(table), table, strings.Join(set, ", "), pages, where, pages)),
		concurrent: true, stage: correct,
	}
}

// distinguish makes rows unique that are alike: all but the first get a number, or
// go.
func (d *demand) distinguish(c column, how string) step {
	comment := fmt.Sprintf("Delete the rows of %q that repeat the %s of another one, in batches", bare(d.table), d.said())
	change := fmt.Sprintf("DELETE FROM %s USING (%s LIMIT 5000) again WHERE %s.ctid = again.ctid", d.table, d.offending(), d.table)
	declare, next := "", ""
	if how == "number" {
		comment = fmt.Sprintf("Number the rows of %q that repeat the %s of another one, in batches", bare(d.table), d.said())
		change = d.numbering(c)
		declare, next = "\nDECLARE pass bigint := 0;", "\n    pass := pass + 1;"
	}
	return step{
		comment: comment + ". " + again,
		sql: block(fmt.Sprintf(`%s
BEGIN
  WHILE EXISTS (%s) LOOP
    %s;
    COMMIT;%s
  END LOOP;
END `, declare, d.offending(), change, next)),
		concurrent: true, stage: correct,
	}
}

// numbering puts a number behind a column. One that is taken waits for the next pass.
func (d *demand) numbering(c column) string {
	number, value := "format(' (%s)', again.n + pass)", d.table+"."+quoted(c.name)
	if c.longest > 0 {
		value = fmt.Sprintf("left(%s, %d - length(%s))", value, c.longest, number)
	}
	var same []string
	for _, k := range d.keys {
		if k != quoted(c.name) {
			same = append(same, fmt.Sprintf("taken.%s = %s.%s", k, d.table, k))
		}
	}
	same = append(same, fmt.Sprintf("taken.%s = %s || %s", quoted(c.name), value, number))
	return fmt.Sprintf("UPDATE %s SET %s = %s || %s FROM (%s LIMIT 5000) again\n    WHERE %s.ctid = again.ctid AND NOT EXISTS (SELECT FROM %s taken WHERE %s)",
		d.table, quoted(c.name), value, number, d.offending(), d.table, d.table, strings.Join(same, " AND "))
}

// said names the key of a demand in a sentence.
func (d *demand) said() string {
	var names []string
	for _, k := range d.keys {
		names = append(names, strings.ReplaceAll(k, `"`, ""))
	}
	return strings.Join(names, ", ")
}

// guard refuses to migrate while there are rows that were not expected. It comes
// before anything has changed, unless it looks at what is new.
func (d *demand) guard(late bool) step {
	what := fmt.Sprintf("are not as %s wants them", bare(d.name))
	switch {
	case d.column != "":
		what = fmt.Sprintf("have no %s", bare(d.column))
	case d.unique():
		what = fmt.Sprintf("repeat the %s of another one", d.said())
	}
	message := fmt.Sprintf(" rows of %s %s, and nobody expected any. This lists them: %s", bare(d.table), what, d.listed())
	s := step{
		comment: fmt.Sprintf("Stop where rows of %q %s\n%s", bare(d.table), what, d.expectation()),
		sql: block(fmt.Sprintf(`
DECLARE found bigint := (SELECT count(*) FROM (%s) offending);
BEGIN
  IF found > 0 THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = found || %s;
  END IF;
END `, d.offending(), literal(message))),
		guard: true,
	}
	if late {
		s.stage = correct
	}
	return s
}

// expectation is read by unexpected.
func (d *demand) expectation() string {
	return fmt.Sprintf("-- expect-none %s: %s", d.table, d.offending())
}

// expectNone is a comment for those who apply a file to rows that were made up: a
// table, and the query of the rows that stop the file.
var expectNone = regexp.MustCompile(`(?m)^(?:-- )?expect-none (` + relation + `): (.*)$`)

// unexpected deletes the rows that a file does not expect.
func unexpected(file string) string {
	var list []string
	for _, m := range expectNone.FindAllStringSubmatch(file, -1) {
		list = append(list, fmt.Sprintf("DELETE FROM %s USING (%s) offending WHERE %s.ctid = offending.ctid", m[1], m[2], m[1]))
	}
	if len(list) == 0 {
		return ""
	}
	return "DO $rehearse$ BEGIN SET LOCAL session_replication_role = replica; " + strings.Join(list, "; ") + "; END $rehearse$"
}

// block is a DO with a body that may have dollars of its own.
func block(body string) string {
	tag := "$$"
	for strings.Contains(body, tag) {
		tag = "$" + strings.Trim(tag, "$") + "x$"
	}
	return "DO " + tag + body + tag
}

// literal is a text as SQL has it.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
