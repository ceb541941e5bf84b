package main

import (
	"fmt"
	"strings"
)

// distinguish makes a key unique: of equal rows, all but the first get a number or are
// deleted.
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

// numbering appends a number to a column. If the result is taken, the row waits for the
// next pass, which tries a higher number.
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
