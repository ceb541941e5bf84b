package ask

import (
	"math/rand/v2"
	"regexp/syntax"
	"strings"
)

// samples are texts by which two expressions can be told apart: such as match one, the
// same with a character more, less or changed, and any other.
func samples(random *rand.Rand, expr string) (all []string) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	odd := alphabets[len(alphabets)-1]
	for range rounds {
		var b strings.Builder
		draw(random, &b, re)
		text := []rune(b.String())
		all = append(all, string(text))
		at, r := random.IntN(len(text)+1), odd[random.IntN(len(odd))]
		all = append(all, string(text[:at])+string(r)+string(text[at:]))
		if at < len(text) {
			all = append(all, string(text[:at])+string(text[at+1:]), string(text[:at])+string(r)+string(text[at+1:]))
		}
	}
	for n := range 20 {
		all = append(all, texts(random, n)...)
	}
	return all
}

// draw writes a text that an expression matches, if nothing around it keeps it from that.
func draw(random *rand.Rand, b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		if len(re.Rune) > 0 {
			i := random.IntN(len(re.Rune)/2) * 2
			b.WriteRune(re.Rune[i] + random.Int32N(re.Rune[i+1]-re.Rune[i]+1))
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		odd := alphabets[len(alphabets)-1]
		b.WriteRune(odd[random.IntN(len(odd))])
	case syntax.OpAlternate:
		draw(random, b, re.Sub[random.IntN(len(re.Sub))])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		least, most := bounds(re)
		for range least + random.IntN(most-least+1) {
			draw(random, b, re.Sub[0])
		}
	default:
		for _, sub := range re.Sub {
			draw(random, b, sub)
		}
	}
}

// bounds are how often an expression is repeated: a few times more where it may be.
func bounds(re *syntax.Regexp) (least, most int) {
	const few = 3
	switch re.Op {
	case syntax.OpStar:
		return 0, few
	case syntax.OpPlus:
		return 1, 1 + few
	case syntax.OpQuest:
		return 0, 1
	default:
		if re.Max < 0 {
			return re.Min, re.Min + few
		}
		return re.Min, re.Max
	}
}
