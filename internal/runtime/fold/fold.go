// Package fold compares text whatever its case: by Unicode's simple case folding, which
// is that of CaseFolding.txt with the status C or S. It makes one character of one, the
// same in every language: ẞ and ß are alike, and neither is ss; İ and ı are like no
// other letter; ς, σ and Σ are alike, and so are the kelvin sign, k and K.
//
// It is a leaf. Start with String.
package fold

import (
	"strings"
	"unicode"
)

// String returns s with each character replaced by the one that stands for all that
// differ from it in case alone.
func String(s string) string { return strings.Map(Rune, s) }

// Rune returns the least of the characters that differ from r in case alone.
func Rune(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return r - 'a' + 'A'
	case r <= unicode.MaxASCII:
		return r
	}
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

// Alike returns the characters that differ from r in case alone, and r.
func Alike(r rune) []rune {
	all := []rune{r}
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		all = append(all, other)
	}
	return all
}
