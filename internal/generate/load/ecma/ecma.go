// Package ecma writes Go's regular expressions as ECMA 262 has them, which is what JSON
// Schema asks for.
//
// It goes by what an expression means and not by its text, since the two languages give
// one text different meanings: to Go, a dot matches a carriage return and \s no
// no-break space. Start with Pattern.
package ecma

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
)

// Pattern returns an expression of ECMA 262, with its flag u or without it, that is
// found in the same text as an expression of Go.
func Pattern(expr string) (string, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := write(&b, re); err != nil {
		return "", err
	}
	return b.String(), nil
}

// fixed are the operations that are written in one way.
var fixed = map[syntax.Op]string{
	syntax.OpEmptyMatch:     "(?:)",
	syntax.OpAnyCharNotNL:   `[^\n]`,
	syntax.OpAnyChar:        `[\s\S]`,
	syntax.OpBeginText:      "^",
	syntax.OpEndText:        "$",
	syntax.OpWordBoundary:   `\b`,
	syntax.OpNoWordBoundary: `\B`,
}

func write(b *strings.Builder, re *syntax.Regexp) error {
	if text, ok := fixed[re.Op]; ok {
		b.WriteString(text)
		return nil
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if err := writeLiteral(b, r, re.Flags&syntax.FoldCase != 0); err != nil {
				return err
			}
		}
		return nil
	case syntax.OpCharClass:
		return writeClass(b, re.Rune)
	case syntax.OpCapture:
		return writeGroup(b, re.Sub[0])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		return writeRepeated(b, re)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if err := writeOperand(b, sub, syntax.OpAlternate); err != nil {
				return err
			}
		}
		return nil
	case syntax.OpAlternate:
		for i, sub := range re.Sub {
			if i > 0 {
				b.WriteByte('|')
			}
			if err := write(b, sub); err != nil {
				return err
			}
		}
		return nil
	default:
		return fmt.Errorf("%s has no equal in ECMA 262", re)
	}
}

// writeOperand writes an expression in a group, where it is one of the operations or
// several characters.
func writeOperand(b *strings.Builder, re *syntax.Regexp, grouped ...syntax.Op) error {
	for _, op := range grouped {
		if re.Op == op && (op != syntax.OpLiteral || len(re.Rune) > 1) {
			return writeGroup(b, re)
		}
	}
	return write(b, re)
}

func writeGroup(b *strings.Builder, re *syntax.Regexp) error {
	b.WriteString("(?:")
	defer b.WriteByte(')')
	return write(b, re)
}

// writeRepeated leaves out which of several matches is preferred: whether there is one is all
// that counts.
func writeRepeated(b *strings.Builder, re *syntax.Regexp) error {
	err := writeOperand(b, re.Sub[0], syntax.OpLiteral, syntax.OpConcat, syntax.OpAlternate,
		syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat,
		syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary)
	if err != nil {
		return err
	}
	switch {
	case re.Op == syntax.OpStar:
		b.WriteByte('*')
	case re.Op == syntax.OpPlus:
		b.WriteByte('+')
	case re.Op == syntax.OpQuest:
		b.WriteByte('?')
	case re.Max == re.Min:
		fmt.Fprintf(b, "{%d}", re.Min)
	case re.Max < 0:
		fmt.Fprintf(b, "{%d,}", re.Min)
	default:
		fmt.Fprintf(b, "{%d,%d}", re.Min, re.Max)
	}
	return nil
}

// writeLiteral writes a character, in either case where case does not count.
func writeLiteral(b *strings.Builder, r rune, fold bool) error {
	other := unicode.SimpleFold(r)
	if !fold || other == r {
		return writeRune(b, r, `^$\.*+?()[]{}|/`)
	}
	class := []rune{r, r}
	for ; other != r; other = unicode.SimpleFold(other) {
		class = append(class, other, other)
	}
	return writeClass(b, class)
}

// writeClass writes a class of characters, given by its ranges, or by those that it has
// not: with its flag u or without it, ECMA 262 reads no character beyond U+FFFF alike.
func writeClass(b *strings.Builder, ranges []rune) error {
	if len(ranges) > 0 && ranges[len(ranges)-1] > lastOfBoth {
		rest := without(ranges)
		if len(rest) > 0 && rest[len(rest)-1] > lastOfBoth {
			return fmt.Errorf("a class of characters beyond U+FFFF has no equal in ECMA 262")
		}
		if len(rest) == 0 {
			b.WriteString(fixed[syntax.OpAnyChar])
			return nil
		}
		b.WriteString("[^")
		ranges = rest
	} else {
		b.WriteByte('[')
	}
	for i := 0; i < len(ranges); i += 2 {
		first, last := ranges[i], ranges[i+1]
		if err := writeRune(b, first, `^\]-[`); err != nil {
			return err
		}
		if last > first+1 {
			b.WriteByte('-')
		}
		if last > first {
			if err := writeRune(b, last, `^\]-[`); err != nil {
				return err
			}
		}
	}
	b.WriteByte(']')
	return nil
}

// lastOfBoth is the last character that has one code unit in UTF-16.
const lastOfBoth = '\uffff'

// without returns the ranges of all characters that are in none of some ranges.
func without(ranges []rune) (rest []rune) {
	next := rune(0)
	for i := 0; i < len(ranges); i += 2 {
		if next < ranges[i] {
			rest = append(rest, next, ranges[i]-1)
		}
		next = ranges[i+1] + 1
	}
	if next <= unicode.MaxRune {
		rest = append(rest, next, unicode.MaxRune)
	}
	return rest
}

func writeRune(b *strings.Builder, r rune, special string) error {
	switch {
	case r > lastOfBoth:
		return fmt.Errorf("the character %q, beyond U+FFFF, has no equal in ECMA 262", r)
	case r == '\n':
		b.WriteString(`\n`)
	case r < ' ', r > '~':
		fmt.Fprintf(b, `\u%04X`, r)
	case strings.ContainsRune(special, r):
		b.WriteByte('\\')
		b.WriteRune(r)
	default:
		b.WriteRune(r)
	}
	return nil
}
