package main

import (
	"regexp"
	"strings"
)

// ident matches a name as Atlas quotes it, and relation one with an optional schema.
const (
	ident    = `"(?:[^"]|"")+"`
	relation = `(?:` + ident + `\.)?` + ident
)

var (
	alterTable  = regexp.MustCompile(`(?s)^ALTER TABLE (` + relation + `)\s+(.*?);?$`)
	createTable = regexp.MustCompile(`(?s)^CREATE TABLE (` + relation + `)`)
	dropTable   = regexp.MustCompile(`(?s)^DROP TABLE (` + relation + `)`)
	createIndex = regexp.MustCompile(`(?s)^(CREATE (?:UNIQUE )?INDEX )(?:CONCURRENTLY )?(` + ident + `)( ON (` + relation + `).*)$`)
	dropIndex   = regexp.MustCompile(`(?s)^DROP INDEX (?:CONCURRENTLY )?(` + relation + `);?$`)
	references  = regexp.MustCompile(`\bREFERENCES (` + relation + `)`)

	addColumn     = regexp.MustCompile(`(?s)^ADD COLUMN (` + ident + `) (.*)$`)
	dropColumn    = regexp.MustCompile(`^DROP COLUMN (` + ident + `)$`)
	changeLength  = regexp.MustCompile(`^ALTER COLUMN (` + ident + `) TYPE character varying\((\d+)\)$`)
	setNotNull    = regexp.MustCompile(`^ALTER COLUMN (` + ident + `) SET NOT NULL$`)
	addConstraint = regexp.MustCompile(`(?s)^ADD\s+CONSTRAINT (` + ident + `) (CHECK|FOREIGN KEY)\b`)
	anyConstraint = regexp.MustCompile(`(?s)^(?:ADD|DROP)\s+CONSTRAINT (` + ident + `)`)
	supplied      = regexp.MustCompile(`(?i)\b(DEFAULT|GENERATED|serial|bigserial|smallserial)\b`)
	mandatory     = regexp.MustCompile(`\bNOT NULL\b`)
	spaces        = regexp.MustCompile(`\n\s*`)
)

// commands splits the commands of an ALTER TABLE at the commas between them.
func commands(list string) []string {
	var parts []string
	var quote rune
	depth, from := 0, 0
	for i, r := range list {
		switch {
		case quote != 0:
			if r == quote { // a doubled one ends a string and begins the next
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			parts = append(parts, list[from:i])
			from = i + 1
		}
	}
	parts = append(parts, list[from:])
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
		if addConstraint.MatchString(parts[i]) { // v0.13.1 breaks the line after ADD
			parts[i] = spaces.ReplaceAllString(parts[i], " ")
		}
	}
	return parts
}

// bare is a name without quotes.
func bare(name string) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(strings.ReplaceAll(name, `"."`, "."), `"`), `"`), `""`, `"`)
}

// quoted is a name in quotes.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
