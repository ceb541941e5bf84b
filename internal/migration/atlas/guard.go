package main

import (
	"fmt"
	"regexp"
	"strings"
)

// guard stops the migration if unexpected rows exist. It runs before all changes, unless
// it reads a new column.
func (d *demand) guard(late bool) step {
	what := fmt.Sprintf("are not as %s wants them", bare(d.name))
	switch {
	case d.column != "":
		what = fmt.Sprintf("have no %s", bare(d.column))
	case d.unique():
		what = fmt.Sprintf("repeat the %s of another one", d.said())
	}
	s := stop(d.table, what, d.offending(), d.listed())
	if late {
		s.stage = correct
	}
	return s
}

// stop is the guard against rows of a table that a query finds, and another one lists.
func stop(table, what, offending, listed string) step {
	message := fmt.Sprintf(" rows of %s %s, and nobody expected any. This lists them: %s", bare(table), what, listed)
	return step{
		comment: fmt.Sprintf("Stop where rows of %q %s\n%s", bare(table), what, expectation(table, offending)),
		sql: block(fmt.Sprintf(`
DECLARE found bigint := (SELECT count(*) FROM (%s) offending);
BEGIN
  IF found > 0 THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = found || %s;
  END IF;
END `, offending, literal(message))),
		guard: true,
	}
}

func (d *demand) expectation() string { return expectation(d.table, d.offending()) }

// expectation is a comment that unexpected reads.
func expectation(table, offending string) string {
	return fmt.Sprintf("-- expect-none %s: %s", table, offending)
}

// expectNone matches a comment for rehearsals, with a table and the query of the rows
// that stop the file.
var expectNone = regexp.MustCompile(`(?m)^(?:-- )?expect-none (` + relation + `): (.*)$`)

// unexpected returns the statement that deletes the rows that a file does not expect,
// or nothing.
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
