package rules

import (
	"slices"

	"github.com/entask/entask/internal/migration/review/syntax"
)

const notRun = "It fails where the database has another name, and the review did not run it."

// settings judges what is set outside the schema.
func settings(_ *File, s *Subject, t syntax.Tree) []Finding {
	one := func(safe, why string) []Finding {
		return []Finding{finding(s, "server-setting", Warning, safe, "%s", why)}
	}
	switch {
	case t.AlterSystemStmt != nil:
		return one("-- where the server is set up, or for this file alone: SET LOCAL …",
			"It is for every database of the server, from the next reload or restart on, and is undone by nothing but another ALTER SYSTEM. It needs a superuser, which most providers give to nobody. The review did not run it.")
	case t.AlterDatabaseStmt != nil, t.AlterDatabaseSetStmt != nil:
		return one("-- where the database is made, or for this file alone: SET LOCAL …",
			"A setting is for sessions that begin later, not for the connections that the service has, and a dump has it with --create alone. "+notRun)
	case t.AlterRoleSetStmt != nil:
		return one("-- where the role is made, or for this file alone: SET LOCAL …",
			"It is for sessions of the role that begin later, not for the connections that the service has. It belongs to the server, and no dump of this database has it.")
	}
	return nil
}

// replicationRoles judges sessions that check nothing of what they write.
func replicationRoles(j *File, s *Subject, t syntax.Tree) []Finding {
	value, local, _ := replicationRole(t)
	if value != "replica" {
		return nil
	}
	severity, until := Warning, "until the transaction ends"
	if !local {
		until = "until the file sets it back"
		if !slices.ContainsFunc(j.Subjects[len(s.Earlier)+1:], (*Subject).setsRole) {
			severity, until = Error, "and in the files after this one"
		}
	}
	return []Finding{finding(s, "replication-role", severity, "-- write in an order that the foreign keys allow; those that are DEFERRABLE wait for the end:\nSET CONSTRAINTS ALL DEFERRED;",
		"Triggers, rules and foreign keys do nothing in this session %s: what breaks a foreign key stays in the table, although it counts as valid, and what triggers keep up falls behind.", until)}
}

func (s *Subject) setsRole() bool {
	return slices.ContainsFunc(s.Trees, func(t syntax.Tree) bool {
		_, local, sets := replicationRole(t)
		return sets && !local
	})
}

// replicationRole says what a statement sets session_replication_role to; "" is its default.
func replicationRole(t syntax.Tree) (value string, local, sets bool) {
	const name = "session_replication_role"
	if x := t.VariableSetStmt; x != nil && (x.Name == name || x.Kind == "VAR_RESET_ALL") {
		if len(x.Args) > 0 {
			value = syntax.Text(x.Args[0])
		}
		return value, x.IsLocal, true
	}
	for _, args := range syntax.Calls(t, "set_config") {
		if len(args) == 3 && syntax.Text(args[0]) == name {
			syntax.Walk(args[2], func(_ string, body map[string]any) { local = local || body["boolval"] == true })
			return syntax.Text(args[1]), local, true
		}
	}
	return "", false, false
}
