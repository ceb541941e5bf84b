package rules

import (
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// goesOn is SQL that gives out no number twice: it leaves a gap.
const goesOn = "-- never back, and with room for what is inserted meanwhile:\nSELECT setval($1, greatest(nextval($1), (SELECT max(…) FROM …)) + 1000);"

const twice = "Numbers that were given out are given out again where it is set back: each INSERT fails on a key, or the number stands for two things."

// sequences judges ALTER SEQUENCE and setval.
func sequences(_ *File, s *Subject, t syntax.Tree) []Finding {
	if x := t.AlterSeqStmt; x != nil {
		r := s.existing(x.Sequence)
		if r == nil {
			return nil
		}
		return alterSequence(s, r.String(), catalog.Literal(r.SQL()), x.Options)
	}
	var all []Finding
	for _, args := range syntax.Calls(t, "setval") {
		if len(args) < 2 || onwards(args) {
			continue
		}
		what, sql := "The sequence", "'…'"
		if name := syntax.Text(args[0]); name != "" {
			r := s.existing(asName(catalog.Parts(name)))
			if r == nil {
				continue
			}
			what, sql = r.String(), catalog.Literal(r.SQL())
		}
		all = append(all, finding(s, "set-sequence", Warning, dollars(goesOn, sql),
			"%s gives out other numbers at once, for everybody, and keeps them when the transaction fails. %s", what, twice))
	}
	return all
}

// onwards says whether a number comes from where the sequence is.
func onwards(args []any) bool {
	var whole any = args
	found := len(syntax.Calls(syntax.Tree{Whole: map[string]any{"args": whole}}, "nextval")) > 0
	syntax.Walk(whole, func(kind string, body map[string]any) {
		found = found || columnOf(map[string]any{kind: body}) == "last_value"
	})
	return found
}

// alterSequence judges the options of a sequence, or of an identity column. The value is what
// functions get for the sequence.
func alterSequence(s *Subject, what, value string, options []syntax.Item) []Finding {
	var all []Finding
	var limits []string
	for _, o := range options {
		d := o.DefElem
		if d == nil {
			continue
		}
		switch d.Defname {
		case "restart":
			severity, from := Warning, "from the given number"
			if d.Arg == nil {
				severity, from = Error, "from its START"
			}
			all = append(all, finding(s, "set-sequence", severity, dollars(goesOn, value),
				"%s counts on %s, and gives out no number until the transaction ends. %s", what, from, twice))
		case "as", "minvalue", "maxvalue", "increment", "cycle":
			limits = append(limits, strings.ToUpper(d.Defname))
		case "owned_by":
			all = append(all, finding(s, "alter-sequence", Info, "", "%s goes away with the column that owns it, whoever else takes numbers from it; with NONE, it stays without that column.", what))
		}
	}
	if len(limits) > 0 {
		all = append(all, finding(s, "alter-sequence", Warning, "-- a release before the end is near: change the column's type to bigint, and let the sequence follow",
			"%s counts otherwise (%s), and gives out no number until the transaction ends. After its last number, each INSERT that needs one fails; with CYCLE, it begins anew with numbers that are given out.", what, strings.Join(limits, ", ")))
	}
	return all
}
