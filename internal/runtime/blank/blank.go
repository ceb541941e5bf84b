// Package blank says which text is invisible: white space, control and format
// characters, and everything else that Unicode does not show.
//
// It is a leaf. Start with Is.
package blank

import (
	"fmt"
	"strings"
	"unicode"
)

// Is says whether a text shows nothing at all.
func Is(text string) bool {
	for _, r := range text {
		if !hidden(r) {
			return false
		}
	}
	return true
}

// Pattern matches a text that is not blank, as a regular expression of ECMA 262 with or
// without its flag u. It therefore names no character beyond U+FFFF and takes all of
// those as visible. Only Is recognizes a text that consists of invisible ones.
var Pattern = pattern()

// Message is what clients are told of a blank text.
const Message = "must not be only white space"

// braille is the braille pattern without dots, which Unicode counts as a symbol.
const braille = '\u2800'

// hidden says whether a character is invisible: it has the property White_Space or
// Default_Ignorable_Code_Point, or is of category Cc or Cf. The marks of Cf that enclose
// what follows them are visible.
func hidden(r rune) bool {
	switch {
	case '!' <= r && r <= '~':
		return false
	case r == braille, unicode.In(r, unicode.White_Space, unicode.Cc, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return true
	default:
		return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	}
}

func pattern() string {
	var b strings.Builder
	b.WriteString("[^")
	for r := rune(0); r <= 0xFFFF; r++ {
		if !hidden(r) {
			continue
		}
		first := r
		for r < 0xFFFF && hidden(r+1) {
			r++
		}
		if fmt.Fprintf(&b, `\u%04X`, first); r > first {
			fmt.Fprintf(&b, `-\u%04X`, r)
		}
	}
	return b.String() + "]"
}
