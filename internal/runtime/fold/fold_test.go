package fold_test

import (
	"slices"
	"testing"
	"unicode"

	"github.com/entask/entask/internal/runtime/fold"
)

func TestString(t *testing.T) {
	for _, tc := range []struct {
		a, b  string
		alike bool
	}{
		{"Straße", "STRAẞE", true},
		{"ß", "ss", false},
		{"ſ", "S", true},
		{"\u212a", "k", true},
		{"ς", "Σ", true},
		{"İ", "i", false},
		{"ı", "I", false},
		{"Ǆ", "ǅ", true},
		{"ﬁ", "fi", false},
		{"Ꭰ", "ꭰ", true},
		{"𐐀", "𐐨", true},
		{"ᾳ", "ᾼ", true},
		{"ᾳ", "αι", false},
		{"\u0345", "ι", true},
		{"é", "É", true},
		{"é", "e\u0301", false},
		{"日本", "日本", true},
	} {
		if got := fold.String(tc.a) == fold.String(tc.b); got != tc.alike {
			t.Errorf("%q and %q are alike: %t, want %t", tc.a, tc.b, got, tc.alike)
		}
	}
}

// TestRune: what is alike has one of them to stand for it.
func TestRune(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		alike := fold.Alike(r)
		if got := fold.Rune(r); got != slices.Min(alike) || fold.Rune(got) != got {
			t.Errorf("Rune(%q) = %q, want the least of %q", r, got, alike)
		}
	}
}
