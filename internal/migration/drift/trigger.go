package drift

import (
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// switched begins the statement after the definition of a trigger or a rule that is disabled,
// or fires otherwise than in ordinary sessions alone.
const switched = ";\nALTER TABLE "

// definition is the statement that creates a trigger or a rule.
func definition(sql string) string {
	if i := strings.LastIndex(sql, switched); i >= 0 {
		return sql[:i]
	}
	return sql
}

// sameTrigger says whether two triggers differ at most in when they are enabled.
func sameTrigger(is, want string) bool {
	return normal(trigger, definition(is)) == normal(trigger, definition(want))
}

// fires says whether a trigger or a rule fires in the sessions of the service.
func fires(sql string) bool {
	mode := sql[len(definition(sql)):]
	return mode == "" || strings.Contains(mode, " ENABLE ALWAYS ")
}

// weighTrigger says what breaks. A trigger that also fires for replicated rows does the same
// for those of the service.
func weighTrigger(d Difference) Weight {
	switch {
	case d.State == Additional && !fires(d.SQL):
		return Note
	case d.State == Additional, d.State == Changed && sameTrigger(d.Is, d.SQL) && fires(d.Is) == fires(d.SQL):
		return Warning
	}
	return Error
}

// mendTrigger is for rules, too.
func mendTrigger(d Difference) string {
	kind := strings.ToUpper(d.Kind) + " "
	drop := "DROP " + kind + catalog.Quoted(d.Name) + " ON " + catalog.Quoted(d.On) + ";"
	mode := strings.TrimPrefix(d.SQL[len(definition(d.SQL)):], ";\n")
	switch {
	case d.State == Missing:
		return d.SQL + ";"
	case d.State == Additional:
		return drop
	case !sameTrigger(d.Is, d.SQL):
		return "BEGIN;\n" + drop + "\n" + d.SQL + ";\nCOMMIT;"
	case mode == "":
		return "ALTER TABLE " + catalog.Quoted(d.On) + " ENABLE " + kind + catalog.Quoted(d.Name) + ";"
	}
	return mode + ";"
}
