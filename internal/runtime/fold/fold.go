// Package fold compares text case-insensitively, by Unicode's simple case folding: the
// entries of CaseFolding.txt with status C or S. It maps one character to one, the same
// in every language. ẞ equals ß, and neither equals ss; İ and ı equal no other letter;
// ς, σ and Σ are equal, and so are the kelvin sign, k and K.
//
// It is a leaf. Start with String.
package fold

import (
	"strings"
	"unicode"
)

// String returns s with each character replaced by Rune.
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
