// Package blank says which text shows nothing: white space, control and format
// characters, and whatever else Unicode lets a reader not see.
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
// without its flag u. So it names no character beyond U+FFFF, and takes each of those for
// one that shows: Is alone knows better of a text that has nothing else.
var Pattern = pattern()

// Message is what is said of a text that is blank.
const Message = "must not be only white space"

// braille is a pattern of no dots, which Unicode has among the symbols.
const braille = '\u2800'

// hidden says whether a character shows nothing: by the properties White_Space and
// Default_Ignorable_Code_Point and the categories Cc and Cf, but for the marks of Cf that
// show around what follows them.
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
