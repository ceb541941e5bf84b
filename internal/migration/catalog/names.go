package catalog

import "strings"

// Quote writes the parts of a name as SQL, with quotes where they are needed.
func Quote(parts ...string) string {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = p
		if !plain(p) {
			quoted[i] = `"` + strings.ReplaceAll(p, `"`, `""`) + `"`
		}
	}
	return strings.Join(quoted, ".")
}

// plain says whether a name needs no quotes. SQL's reserved words do.
func plain(name string) bool {
	if name == "" || reservedWords[name] {
		return false
	}
	for i, r := range name {
		if r == '_' || r >= 'a' && r <= 'z' || i > 0 && r >= '0' && r <= '9' {
			continue
		}
		return false
	}
	return true
}

var reservedWords = map[string]bool{
	"all": true, "analyse": true, "analyze": true, "and": true, "any": true, "as": true, "asc": true, "case": true,
	"check": true, "column": true, "constraint": true, "create": true, "default": true, "desc": true, "do": true,
	"else": true, "end": true, "for": true, "from": true, "grant": true, "group": true, "in": true, "limit": true,
	"not": true, "null": true, "offset": true, "on": true, "or": true, "order": true, "primary": true,
	"references": true, "select": true, "table": true, "then": true, "to": true, "union": true, "unique": true,
	"user": true, "using": true, "when": true, "where": true, "window": true, "with": true,
}

// Literal writes a text as a constant.
func Literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
