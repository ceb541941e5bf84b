package rows

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/entask/entask/internal/migration/catalog"
)

// The usual limits of each type.
var extremes = map[string][]string{
	"smallint":                    {"'-32768'", "0", "32767"},
	"integer":                     {"'-2147483648'", "0", "2147483647"},
	"bigint":                      {"'-9223372036854775808'", "0", "9223372036854775807"},
	"numeric":                     {"-1", "0", "0.5"},
	"real":                        {"-1", "0", "0.5"},
	"double precision":            {"-1", "0", "0.5"},
	"character varying":           {"''"},
	"character":                   {"''"},
	"text":                        {"''"},
	"citext":                      {"''"},
	"bytea":                       {"''"},
	"json":                        {"'{}'", "'[]'", "'null'"},
	"jsonb":                       {"'{}'", "'[]'", "'null'"},
	"date":                        {"'0001-01-01'", "'9999-12-31'"},
	"timestamp without time zone": {"'0001-01-01'", "'9999-12-31'"},
	"timestamp with time zone":    {"'0001-01-02'", "'9999-12-30'"},
}

var whole = regexp.MustCompile(`\b\d{1,6}\b`)

// longest returns texts, the longest first. Of each length there are texts that do not
// compress, with four bytes and with one byte for each character, because an index has room
// for 2,704 bytes; then the usual value, padded. A column without a limit gets 10,000
// characters.
func longest(c catalog.Column, usual string, checks []string) (all []string) {
	lengths := []int{cmp.Or(c.Length, 10_000), min(cmp.Or(c.Length, 2_000), 2_000), min(cmp.Or(c.Length, 500), 500)}
	for _, check := range checks {
		for _, text := range whole.FindAllString(check, 20) {
			if n, err := strconv.Atoi(text); err == nil && n > 0 && n < cmp.Or(c.Length, 100_000) {
				lengths = append(lengths, n)
			}
		}
	}
	slices.Sort(lengths)
	lengths = slices.Compact(lengths)
	for _, n := range slices.Backward(lengths) {
		all = append(all,
			fmt.Sprintf("(SELECT string_agg(chr(65536 + ('x' || left(md5(n || '.' || i), 4))::bit(16)::int), '') FROM generate_series(1, %d) i)::%s", n, c.Type),
			fmt.Sprintf("(SELECT left(string_agg(md5(n || '.' || i), ''), %d) FROM generate_series(1, %d) i)::%s", n, n/32+1, c.Type),
			fmt.Sprintf("rpad((%s)::text, %d, 'x')::%s", usual, n, c.Type))
	}
	return all
}
