package blank_test

import (
	"testing"
	"unicode"

	"github.com/ogen-go/ogen/ogenregex"

	"github.com/entask/entask/internal/runtime/blank"
)

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, " \t\r\n": true, "\u00a0\u2003\u3000\ufeff": true, "\u0085\u2028": true, "\u200b\u200d\u2060": true, "\u00ad": true,
		"\u2800": true, "\u3164\u115f\u1160\uffa0": true, "\u180e\u034f\ufe0f": true, "\u202e\u061c": true, "\x01\x7f\u009f": true,
		"\U000e0061\U000e0101\U0001d173\U0001bca0": true,
		"a": false, " a": false, "\u200ba": false, "\u0301": false, "\u06dd": false, "\u0600": false, "😀": false, "👩\u200d💻": false, "\u2801": false, "\ufffd": false, "\uffff": false, "\U0010ffff": false, "本": false,
	} {
		if got := blank.Is(text); got != want {
			t.Errorf("Is(%q) = %t, want %t", text, got, want)
		}
	}
}

// TestPattern: the pattern is the same definition, as far as it goes.
func TestPattern(t *testing.T) {
	re, err := ogenregex.Compile(blank.Pattern)
	if err != nil {
		t.Fatal(err)
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if 0xD800 <= r && r <= 0xDFFF {
			continue
		}
		want := r > 0xFFFF || !blank.Is(string(r))
		if got, err := re.MatchString(string(r)); err != nil || got != want {
			t.Errorf("%U matches: %t, %v, want %t", r, got, err, want)
		}
	}
}
