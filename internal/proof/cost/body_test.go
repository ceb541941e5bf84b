package cost

import (
	"fmt"
	"strings"
)

// json makes a body, or a part of it, of about at most so many bytes.
func (s *service) json(p *program, op *operation, depth, most int) string {
	if depth > 6 || most < 8 {
		return p.of(oddJSON[:8])
	}
	switch kind := p.pick(10); {
	case kind < 4 || depth == 0 && kind < 6:
		return s.object(p, op, depth, most)
	case kind < 6:
		item := s.json(p, op, depth+1, most/2)
		return "[" + p.text(most-2, ",", same(item)) + "]"
	case kind == 6: // deep
		begin, end := "[", "]"
		if p.pick(2) == 1 {
			begin, end = `{"`+p.of(op.names())+`":`, "}"
		}
		n := min(p.times(), (most-8)/(len(begin)+1))
		return strings.Repeat(begin, n) + p.of(oddJSON) + strings.Repeat(end, n)
	case kind == 7:
		return `"` + p.text(most-2, "", same(p.of(oddPieces))) + `"`
	case kind == 8:
		return p.text(most, "", same(p.of([]string{"9", "1e", "0.", "-"}))) + "1"
	default:
		return p.of(oddJSON)
	}
}

// object makes an object of known, unknown and repeated members.
func (s *service) object(p *program, op *operation, depth, most int) string {
	var members []string
	if depth == 0 && p.pick(2) == 0 {
		members = append(members, strings.Trim(s.body("a"), "{}"))
	}
	for range 1 + p.pick(4) {
		name := p.of(op.names())
		value := s.json(p, op, depth+1, most/4)
		left := most - len(strings.Join(members, ",")) - 4
		switch p.pick(4) {
		case 0, 1:
			members = append(members, fmt.Sprintf(`"%s":%s`, name, value))
		case 2:
			members = append(members, p.text(left, ",", func(i int) string { return fmt.Sprintf(`"%s%d":%s`, name, i, value) }))
		default:
			members = append(members, p.text(left, ",", same(fmt.Sprintf(`"%s":%s`, name, value))))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// names are those of the members of a body, and others.
func (op *operation) names() []string {
	return append([]string{"unknown", "titel", "a", `\u0061`, `\u0000`, strings.Repeat("n", 70), strings.Repeat("m", 2000), "ids", "change"}, op.members...)
}

// oddJSON begins with short values.
var oddJSON = []string{
	`null`, `1`, `"a"`, `true`, `0`, `{}`, `[]`, `""`, `1e999999999`, `-1e-999999999`, `0.1`, `9223372036854775808`, `"\ud800"`, `"\u0000"`, `"2026-03-01T09:30:00Z"`, `"low"`,
	`"00000000-0000-7000-8000-000000000000"`, `"2026-03-01T09:30:00.` + strings.Repeat("1", 5000) + `Z"`, `nul`, `"`, `]`,
}

// oddPieces are what long texts are made of.
var oddPieces = []string{"a", " ", `\u0061`, `\ud83d\ude00`, "\u2003", `\t`, "\xf0\x9f\x98\x80", `\\`, "%", "é", `\u0001`, "A"}
