package ask

import (
	"math/rand/v2"
	"regexp"

	"github.com/ogen-go/ogen/ogenregex"

	"github.com/entask/entask/internal/generate/load/ecma"
	"github.com/entask/entask/internal/rest"
)

// mismatched is what Ent's Match says of text in which its expression is not found.
const mismatched = "value does not match validation"

// patternRule returns the pattern that a validator asks for. A closure does not tell its
// expression, so it is one of those that the source has for a field of that name: the
// only one that foretells every answer.
func patternRule(expressions []string, validate func(string) error) (rest.Bounds, bool) {
	found := ""
	for _, expr := range expressions {
		pattern, ok := foretoldPattern(expr, validate)
		if !ok || pattern == found {
			continue
		}
		if found != "" {
			return rest.Bounds{}, false
		}
		found = pattern
	}
	return rest.Bounds{Pattern: found}, found != ""
}

// foretoldPattern returns a Go expression as ECMA 262 has it, if a validator accepts what
// both are found in, and nothing else.
func foretoldPattern(expr string, validate func(string) error) (string, bool) {
	re, err := regexp.Compile(expr)
	if err != nil {
		return "", false
	}
	pattern, err := ecma.Pattern(expr)
	if err != nil {
		return "", false
	}
	compiled, err := ogenregex.Compile(pattern)
	if err != nil {
		return "", false
	}
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same questions every time
	for _, s := range samples(random, expr) {
		want := re.MatchString(s)
		got := said(validate(s))
		again, err := compiled.MatchString(s)
		if err != nil || again != want || want != (got == "") || !want && got != mismatched {
			return "", false
		}
	}
	return pattern, true
}
