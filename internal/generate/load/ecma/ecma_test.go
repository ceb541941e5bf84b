package ecma_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/ogen-go/ogen/ogenregex"
	"pgregory.net/rapid"

	"github.com/entask/entask/internal/generate/load/ecma"
)

func TestPattern(t *testing.T) {
	for expr, want := range map[string]string{
		`^[a-z]{2,5}$`:         `^[a-z]{2,5}$`,
		`^\d{3}-\d+$`:          `^[0-9]{3}-[0-9]+$`,
		`\Aab\z`:               `^ab$`,
		`^(low|high)?$`:        `^(?:low|high)?$`,
		`^(?P<year>\d{4,})x*?`: `^(?:[0-9]{4,})x*`,
		`a.b`:                  `a[^\n]b`,
		`(?s)a.b`:              `a[\s\S]b`,
		`[^a-z]`:               `[^a-z]`,
		`(?i)k`:                `[Kk\u212A]`,
		`(?i)1`:                `1`,
		`\Q.*\E`:               `\.\*`,
		`[\]\-^]`:              `[\-\]\^]`,
		`\bx\B`:                `\bx\B`,
		`(ab)+`:                `(?:ab)+`,
		`é/`:                   `\u00E9\/`,
		`(?:)`:                 `(?:)`,
		`\pN`:                  ``,
		`(?m)^a`:               ``,
		`😀`:                    ``,
		`[a-😀]`:                ``,
		`(`:                    ``,
		`[^\x00-\x{10FFFF}]`:   `[]`,
	} {
		got, err := ecma.Pattern(expr)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %s, %v, want %s", expr, got, err, want)
		}
	}
}

// TestFoundInTheSame: what Go and ECMA 262 find is the same, whatever the expression.
func TestFoundInTheSame(t *testing.T) {
	parts := []string{"a", "b", "é", "ſ", "K", `\s`, `\S`, `\w`, `\W`, `\d`, ".", "[a-c]", "[^b]", `[^\s-]`, "^", "$", `\b`, "(?i:k)", "(?:ab|b)", "(a|)", "/", `\.`}
	suffixes := []string{"", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,}"}
	characters := rapid.OneOf(rapid.SampledFrom([]rune("abkKés \n\r\v\u00a0\u2028\ufeffſKS./-_😀")), rapid.RuneFrom(nil, unicode.L))
	rapid.Check(t, func(t *rapid.T) {
		var expr strings.Builder
		for range rapid.IntRange(1, 5).Draw(t, "parts") {
			part := rapid.SampledFrom(parts).Draw(t, "part")
			expr.WriteString(part)
			if !strings.ContainsAny(part, "^$") || strings.HasPrefix(part, "[") {
				expr.WriteString(rapid.SampledFrom(suffixes).Draw(t, "suffix"))
			}
		}
		theirs, err := regexp.Compile(expr.String())
		if err != nil {
			t.Skip(err)
		}
		pattern, err := ecma.Pattern(expr.String())
		if err != nil {
			t.Skip(err)
		}
		ours, err := ogenregex.Compile(pattern)
		if err != nil {
			t.Fatalf("%s, of %s: %v", pattern, &expr, err)
		}
		for range 20 {
			text := rapid.StringOfN(characters, 0, 6, -1).Draw(t, "text")
			got, err := ours.MatchString(text)
			if want := theirs.MatchString(text); err != nil || got != want {
				t.Errorf("%s is found in %q: %t, %v, want %t as of %s", pattern, text, got, err, want, &expr)
			}
		}
	})
}
