// Package etag makes entity tags from versions and evaluates the conditions
// that requests put on them (RFC 9110, sections 8.8.3 and 13.1).
package etag

import (
	"slices"
	"strconv"
	"strings"
)

// Of returns the strong entity tag of a version, such as "7" in quotes.
func Of(version int) string {
	var text [22]byte // as long as any
	return string(append(strconv.AppendInt(append(text[:0], '"'), int64(version), 10), '"'))
}

// Condition is the value of If-Match or If-None-Match.
type Condition struct {
	// Any is true for *: any version there is.
	Any bool
	// Versions are those that the tags name. A tag that we did not make names none.
	Versions []int
}

// IfMatch reads If-Match, which compares strongly: a weak tag never matches.
func IfMatch(header string) Condition {
	c, star, others := parse(header, false)
	c.Any = star && !others
	return c
}

// IfNoneMatch reads If-None-Match, which compares weakly.
func IfNoneMatch(header string) Condition {
	c, star, _ := parse(header, true)
	c.Any = star
	return c
}

// Holds says whether the condition names the version.
func (c Condition) Holds(version int) bool {
	return c.Any || slices.Contains(c.Versions, version)
}

// parse says whether the list holds *, and whether it holds anything else. A * should be
// alone; if it is not, IfMatch and IfNoneMatch each take the stricter reading.
func parse(header string, weak bool) (c Condition, star, others bool) {
	for header != "" {
		var tag string
		if tag, header = first(header); tag == "*" {
			star = true
			continue
		}
		others = true
		if weak {
			tag = strings.TrimPrefix(tag, "W/")
		}
		inner, ok := strings.CutPrefix(tag, `"`)
		if !ok {
			continue
		}
		if inner, ok = strings.CutSuffix(inner, `"`); !ok {
			continue
		}
		if v, err := strconv.Atoi(inner); err == nil && Of(v) == tag {
			c.Versions = append(c.Versions, v)
		}
	}
	return c, star, others
}

// first returns the first member of a list and the rest. A tag may hold commas.
func first(list string) (member, rest string) {
	quoted := false
	for i := range len(list) {
		switch {
		case list[i] == '"':
			quoted = !quoted
		case list[i] == ',' && !quoted:
			return strings.TrimSpace(list[:i]), list[i+1:]
		}
	}
	return strings.TrimSpace(list), ""
}
