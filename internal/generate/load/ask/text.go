package ask

import (
	"math/rand/v2"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/entask/entask/internal/rest"
)

// What Ent's validators say. Another text, of another version of Ent, is not known.
const (
	tooShort       = "value is less than the required length"
	tooLong        = "value is greater than the required length"
	tooFewRunes    = "value is less than the required rune length"
	tooManyRunes   = "value is greater than the required rune length"
	longest        = 1 << 20 // of text that is tried
	longestInRound = 1 << 10 // of text of the second round, beyond the bound
)

// textRule returns the length that a validator of text asks for. One that accepts any
// text that is tried may have a bound beyond, which Ent knows as the field's size.
func textRule(size int, validate func(string) error) (rest.Bounds, bool) {
	accepts := func(n int) bool { return validate(long()[:n]) == nil }
	low, high := said(validate("")), said(validate(long()))
	var b rest.Bounds
	var holds func(string) bool
	switch {
	case low == tooShort, low == tooFewRunes:
		least := search(accepts)
		b.MinLength = &least
		holds = func(s string) bool { return length(s, low == tooFewRunes) >= least }
	case high == tooLong, high == tooManyRunes:
		most := search(func(n int) bool { return !accepts(n) }) - 1
		b.MaxLength = &most
		if high == tooLong {
			b.MaxUTF8 = &most
		}
		holds = func(s string) bool { return length(s, high == tooManyRunes) <= most }
	case low == "" && high == "" && size > longest:
		b.MaxLength = &size
		holds = func(string) bool { return true }
	default:
		return rest.Bounds{}, false
	}
	return b, foretoldTexts(b, validate, holds)
}

// bytesRule returns the length that a validator of bytes asks for.
func bytesRule(size int, validate func([]byte) error) (rest.Bounds, bool) {
	b, ok := textRule(size, func(s string) error { return validate([]byte(s)) })
	return rest.Bounds{MinBytes: b.MinLength, MaxBytes: b.MaxLength}, ok
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// length is that of text, in characters or in bytes.
func length(s string, characters bool) int {
	if characters {
		return utf8.RuneCountInString(s)
	}
	return len(s)
}

// long is the longest text that is tried.
var long = sync.OnceValue(func() string { return strings.Repeat("a", longest) })

// search returns the least length for which found holds, as it does for longest.
func search(found func(int) bool) int {
	most := 1
	for most < longest && !found(most) {
		most *= 2
	}
	return sort.Search(most, found)
}

// foretoldTexts says whether a validator accepts what holds says, and nothing else:
// text of all lengths up to and around the bound, of characters of every width.
func foretoldTexts(b rest.Bounds, validate func(string) error, holds func(string) bool) bool {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same questions every time
	around := 0
	for _, bound := range []*int{b.MinLength, b.MaxLength} {
		if bound != nil && *bound <= longest {
			around = *bound
		}
	}
	lengths := []int{around - 1, around, around + 1, around / 2, around/2 + 1, around / 4, around/4 + 1}
	for range rounds / 10 {
		lengths = append(lengths, random.IntN(min(around, longestInRound)+longestInRound))
	}
	for _, n := range lengths {
		for _, s := range texts(random, max(n, 0)) {
			if (validate(s) == nil) != holds(s) {
				return false
			}
		}
	}
	return true
}

// alphabets are of characters of one byte to four, and of all of them.
var alphabets = [][]rune{[]rune("a"), []rune("é"), []rune("本"), []rune("😀"), []rune("aZ0 \n\x00é本😀\u2028")}

// texts are of n characters.
func texts(random *rand.Rand, n int) (all []string) {
	for _, alphabet := range alphabets {
		if n > longestInRound {
			all = append(all, strings.Repeat(string(alphabet[:1]), n))
			continue
		}
		var b strings.Builder
		for range n {
			b.WriteRune(alphabet[random.IntN(len(alphabet))])
		}
		all = append(all, b.String())
	}
	return all
}
