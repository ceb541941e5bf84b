package review

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/entask/entask/internal/migration/review/rules"
)

// A comment in the file allows a rule for the statement after it, or for the line
// it is on:
//
//	-- review:allow drop-column: release 1.4 does not read it any more
var allowed = regexp.MustCompile(`(?m)^(.*?)--\s*review:allow\b[ \t]*([a-z-]*)[ \t]*(:?)[ \t]*(.*)$`)

type allowance struct {
	rule, reason string
	line         int // its own
	target       int // the statement's
	used         bool
}

func allowances(m *migration) []*allowance {
	var list []*allowance
	for _, at := range allowed.FindAllStringSubmatchIndex(m.text, -1) {
		part := func(i int) string { return strings.TrimSpace(m.text[at[2*i]:at[2*i+1]]) }
		a := &allowance{rule: part(2), reason: part(4), line: 1 + strings.Count(m.text[:at[0]], "\n")}
		if part(3) == "" {
			a.reason = ""
		}
		a.target = a.line
		for _, s := range m.statements {
			last := s.line + strings.Count(s.text, "\n")
			if last >= a.line { // beside a statement, or before it
				a.target = s.line
				break
			}
		}
		list = append(list, a)
	}
	return list
}

// silence turns a finding that a comment allows with a reason into Info. A comment without a
// reason allows nothing and is itself a finding, as is a comment that allows nothing in the
// file.
func silence(m *migration, findings []rules.Finding) []rules.Finding {
	list := allowances(m)
	for i, f := range findings {
		for _, a := range list {
			wholeFile := f.Line == 1 && (f.Rule == "edited-file" || f.Rule == "out-of-order")
			if a.rule != f.Rule || a.target != f.Line && !wholeFile {
				continue
			}
			a.used = true
			if a.reason != "" {
				findings[i].Message = fmt.Sprintf("Allowed on line %d: %s. It says otherwise (%s): %s", a.line, strings.TrimSuffix(a.reason, "."), f.Severity, f.Message)
				findings[i].Severity = rules.Info
			}
		}
	}
	for _, a := range list {
		switch {
		case a.rule == "" || a.reason == "":
			findings = append(findings, rules.Finding{Rule: "allow-without-reason", Severity: rules.Error, Line: a.line,
				Message: "A comment that allows a rule says why, since whoever reads it later has nothing else to judge by.",
				Safe:    fmt.Sprintf("-- review:allow %s: why it does no harm here", orRule(a.rule))})
		case !a.used:
			findings = append(findings, rules.Finding{Rule: "allow-unused", Severity: rules.Warning, Line: a.line,
				Message: fmt.Sprintf("Nothing here breaks the rule %s: the comment would hide what somebody adds later.", a.rule),
				Safe:    "-- take the comment out"})
		}
	}
	return findings
}

func orRule(rule string) string {
	if rule == "" {
		return "RULE"
	}
	return rule
}
