package drift

import (
	"regexp"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// label is a value of an enum, as a text of SQL.
var label = regexp.MustCompile(`E?'(?:[^']|'')*'`)

func labels(sql string) []string { return label.FindAllString(sql, -1) }

// weighEnum: a value that is missing is one that the service cannot write or ask for.
func weighEnum(d Difference) Weight {
	is := labels(d.Is)
	lacks := func(l string) bool { return !slices.Contains(is, l) }
	if d.State == Changed && !slices.ContainsFunc(labels(d.SQL), lacks) {
		return Warning
	}
	return Error
}

// mendEnum adds values at their places. Where a single one is missing and another is there
// instead, that one gets the name back, and with it the rows that have it.
func mendEnum(d Difference) string {
	if d.State == Missing {
		return d.SQL + ";"
	}
	alter := "ALTER TYPE " + catalog.Quoted(d.Name) + " "
	is, want := labels(d.Is), labels(d.SQL)
	var statements []string
	for i, l := range want {
		switch {
		case slices.Contains(is, l):
			continue
		case len(is) == len(want) && slices.Equal(is[:i], want[:i]) && slices.Equal(is[i+1:], want[i+1:]):
			return alter + "RENAME VALUE " + is[i] + " TO " + l + ";"
		case i > 0:
			l += " AFTER " + want[i-1]
		case len(is) > 0:
			l += " BEFORE " + is[0]
		}
		statements = append(statements, alter+"ADD VALUE "+l+";")
	}
	if len(statements) == 0 {
		return "-- PostgreSQL removes no value of an enum: create the type anew, or leave it."
	}
	return strings.Join(statements, "\n")
}
