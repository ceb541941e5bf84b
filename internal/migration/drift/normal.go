package drift

import (
	"regexp"
	"slices"
	"strings"
)

var (
	tokens = regexp.MustCompile(`'(?:[^']|'')*'|"(?:[^"]|"")*"|[\pL_][\pL\pN_$]*|\pN[\pL\pN_.]*|::|[^\s]`)
	name   = regexp.MustCompile(`^(?:"|[\pL_])`)
	// where the text of a body begins
	body = regexp.MustCompile(`\nAS \$(?:function|procedure)x*\$`)
	// the second and later words of types
	typeWords = []string{"varying", "precision", "with", "without", "time", "zone"}
)

// normal makes texts of the same meaning alike. In views and functions, PostgreSQL prints
// names with their table or without, depending on its release. It prints an expression with
// other parentheses and casts after a dump was restored, so that those of checks, indexes,
// defaults and triggers do not count. Those of policies do. It keeps the body of a function
// that was given as a text as it was written.
func normal(kind, sql string) string {
	verbatim := ""
	if at := body.FindStringIndex(sql); kind == function && at != nil {
		sql, verbatim = sql[:at[0]], sql[at[0]:]
	}
	list := unqualified(tokens.FindAllString(sql, -1), kind == view || kind == materialized || kind == function)
	if slices.Contains([]string{check, index, uniqueIndex, byDefault, trigger, domainCheck, domainDefault}, kind) {
		list = plain(list)
	}
	if n := len(list); n > 0 && list[n-1] == ";" {
		list = list[:n-1]
	}
	return strings.Join(list, " ") + verbatim
}

// unqualified drops the schema before names, or whatever is before them.
func unqualified(list []string, whatever bool) (out []string) {
	for i := 0; i < len(list); i++ {
		if i+1 < len(list) && list[i+1] == "." && (list[i] == "public" || whatever && name.MatchString(list[i])) {
			i++
			continue
		}
		token := list[i]
		if i+2 < len(list) && list[i+1] == "::" && list[i+2] == "regclass" { // without USAGE of the schema
			token = strings.Replace(token, "'public.", "'", 1)
		}
		out = append(out, token)
	}
	return out
}

// plain drops parentheses and casts.
func plain(list []string) (out []string) {
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case "(", ")":
		case "::":
			i = castEnd(list, i)
		default:
			out = append(out, list[i])
		}
	}
	return out
}

// castEnd returns the index of the last token of a cast.
func castEnd(list []string, i int) int {
	at := func(j int) string {
		if j < len(list) {
			return list[j]
		}
		return ""
	}
	for i++; slices.Contains(typeWords, at(i+1)); i++ { // it only looks ahead
	}
	if at(i+1) == "(" && (at(i+3) == ")" || at(i+5) == ")") && at(i+2) != "" && strings.ContainsAny(at(i + 2)[:1], "0123456789") {
		for at(i) != ")" {
			i++
		}
	}
	for at(i+1) == "[" && at(i+2) == "]" {
		i += 2
	}
	return i
}

// validated is a constraint without its mark, and whether it had none.
func validated(sql string) (string, bool) {
	rest, marked := strings.CutSuffix(sql, " NOT VALID")
	return rest, !marked
}
