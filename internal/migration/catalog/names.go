package catalog

import (
	"slices"
	"strings"
)

// Quote writes the parts of a name as SQL, with quotes where they are needed.
func Quote(parts ...string) string {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = p
		if !plain(p) {
			quoted[i] = Quoted(p)
		}
	}
	return strings.Join(quoted, ".")
}

// Quoted writes a name as SQL, in quotes.
func Quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// QuoteList writes names one after the other, as in a list of columns.
func QuoteList(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = Quote(name)
	}
	return strings.Join(all, ", ")
}

// plain says whether a name needs no quotes. SQL's keywords do.
func plain(name string) bool {
	if name == "" || slices.Contains(keywords, name) {
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

// keywords are all that PostgreSQL quotes in what it prints, so that its texts and ours are
// equal.
var keywords = strings.Fields(`
	all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case
	cast char character check coalesce collate collation column concurrently constraint create cross
	current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
	decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
	freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect
	interval into is isnull join json_array json_arrayagg json_exists json_object json_objectagg json_query
	json_scalar json_serialize json_table json_value lateral leading least left like limit localtime
	localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on
	only or order out outer overlaps overlay placing position precision primary real references returning right
	row select session_user setof similar smallint some substring symmetric system_user table tablesample then
	time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where
	window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
	xmlserialize xmltable`)

// Parts reads the parts of a name as SQL has it: the inverse of Quote.
func Parts(name string) []string {
	parts, quoted := []string{""}, false
	for i, r := range name {
		last := &parts[len(parts)-1]
		switch {
		case r == '"':
			quoted = !quoted
			if quoted && i > 0 && name[i-1] == '"' { // a doubled one
				*last += `"`
			}
		case r == '.' && !quoted:
			parts = append(parts, "")
		default:
			*last += string(r)
		}
	}
	return parts
}

// Literal writes a text as a constant.
func Literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
