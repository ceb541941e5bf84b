package rows

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// A value is an SQL expression over n, the number of a row from 1. The same n gives the same
// value in every column of a type, so that every reference finds its row and unique columns
// stay unique.
func value(c catalog.Column, enums map[string][]string) string {
	if c.Kind == "e" {
		return enumValue(enums[c.EnumOf], c.EnumOf)
	}
	if c.Element != "" {
		element := catalog.Column{Base: c.Element, Kind: "b"}
		if _, enum := enums[c.Element]; enum {
			element.Kind, element.EnumOf = "e", c.Element
		}
		inner := value(element, enums)
		return fmt.Sprintf("ARRAY[%s]::%s", inner, c.Base)
	}
	if e, ok := byType[c.Base]; ok {
		return e
	}
	switch c.Base {
	case "character varying", "character", "text", "name", "citext":
		return textValue(c)
	case "bit", "bit varying":
		return fmt.Sprintf("(n::int)::bit(%d)", max(c.Length, 1))
	}
	return fmt.Sprintf("(n::text)::%s", c.Base)
}

func enumValue(values []string, typ string) string {
	var quoted []string
	for _, v := range values {
		quoted = append(quoted, catalog.Literal(v))
	}
	return fmt.Sprintf("(ARRAY[%s])[n %% %d + 1]::%s", strings.Join(quoted, ", "), max(len(values), 1), typ)
}

// textValue is a readable text where there is room for one.
func textValue(c catalog.Column) string {
	switch {
	case c.Length == 0 || c.Length >= 16:
		return "('text ' || n)"
	case c.Length >= 8:
		return "lpad(to_hex(n), 8, '0')"
	default:
		return fmt.Sprintf("right(lpad(to_hex(n), 8, '0'), %d)", c.Length)
	}
}

var byType = map[string]string{
	"smallint":                    "(n % 32766 + 1)::smallint",
	"integer":                     "n::integer",
	"bigint":                      "n::bigint",
	"numeric":                     "(n % 999 + 1)::numeric",
	"real":                        "n::real",
	"double precision":            "n::double precision",
	"money":                       "n::money",
	"boolean":                     "(n % 2 = 0)",
	"uuid":                        "('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid",
	"bytea":                       "convert_to('text ' || n, 'UTF8')",
	"date":                        "(date '2020-01-01' + (n % 2000)::int)",
	"timestamp without time zone": "(timestamp '2024-01-01' + n * interval '1 second')",
	"timestamp with time zone":    "(timestamptz '2024-01-01 00:00:00+00' + n * interval '1 second')",
	"time without time zone":      "(time '00:00' + n * interval '1 second')",
	"time with time zone":         "(timetz '00:00+00' + n * interval '1 second')",
	"interval":                    "(n * interval '1 second')",
	"json":                        "json_build_object('number', n)",
	"jsonb":                       "jsonb_build_object('number', n)",
	"xml":                         "('<row>' || n || '</row>')::xml",
	"inet":                        "('10.0.0.0'::inet + n)",
	"cidr":                        "(('10.0.0.0'::inet + n)::text)::cidr",
	"macaddr":                     "(lpad(to_hex(n), 12, '0'))::macaddr",
	"point":                       "point(n, n)",
	"tsvector":                    "to_tsvector('simple', 'text ' || n)",
	"tsquery":                     "to_tsquery('simple', 'text' || n)",
	"int4range":                   "int4range(n::int, n::int + 1)",
	"int8range":                   "int8range(n, n + 1)",
	"numrange":                    "numrange(n, n + 1)",
	"daterange":                   "daterange(date '2020-01-01' + n::int, date '2020-01-01' + n::int + 1)",
	"tsrange":                     "tsrange(timestamp '2024-01-01' + n * interval '1 second', timestamp '2024-01-01' + (n + 1) * interval '1 second')",
	"tstzrange":                   "tstzrange(timestamptz '2024-01-01 00:00:00+00' + n * interval '1 second', timestamptz '2024-01-01 00:00:00+00' + (n + 1) * interval '1 second')",
}

// numbers finds the number of the row in an expression.
var numbers = regexp.MustCompile(`\bn\b`)

// The constants of a check, such as 'low', 10 and '2024-01-01 00:00:00'.
var constants = regexp.MustCompile(`'(?:[^']|'')*'|-?\b\d+(?:\.\d+)?\b`)

// candidates are the values to try for a column with a check: the ordinary value, then the
// constants of the check, then common values.
func candidates(c catalog.Column, ordinary string, checks []string) []string {
	list := []string{ordinary}
	seen := map[string]bool{ordinary: true}
	add := func(e string) {
		e = fmt.Sprintf("(%s)::%s", e, c.Type)
		if !seen[e] {
			seen[e] = true
			list = append(list, e)
		}
	}
	for _, check := range checks {
		for _, k := range constants.FindAllString(check, 20) {
			add(k)
			if !strings.HasPrefix(k, "'") && c.Kind == "b" {
				add(k + " + 1")
				add(k + " - 1")
			}
		}
	}
	for _, e := range []string{"1", "0", "-1", "''", "'a'", "'A'", "'a@example.com'", "'https://example.com'", "'+10000000000'", "'{}'", "'en'", "'EUR'", "'true'", "'false'", "'2024-06-01'", "'1 day'", "'active'"} {
		add(e)
	}
	if !c.NotNull {
		list = append(list, "NULL::"+c.Type)
	}
	return list
}
