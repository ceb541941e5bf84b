package instant_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/entask/entask/internal/runtime/instant"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{ // want "" for an error
		{"UTC", "2026-03-08T17:00:00Z", "2026-03-08T17:00:00.000000Z"},
		{"an offset", "2026-03-08T17:00:00.5-05:30", "2026-03-08T22:30:00.500000Z"},
		{"the largest offset", "2026-03-08T17:00:00+23:59", "2026-03-07T17:01:00.000000Z"},
		{"nanoseconds", "2026-03-08T17:00:00.123456789Z", "2026-03-08T17:00:00.123456Z"},
		{"more than nanoseconds", "2026-03-08T17:00:00.1234567890123Z", "2026-03-08T17:00:00.123456Z"},
		{"the first", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
		{"the last", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999Z"},
		{"a day", "2026-03-08", ""},
		{"no offset", "2026-03-08T17:00:00", ""},
		{"a comma", "2026-03-08T17:00:00,5Z", ""},
		{"a short hour", "2026-03-08T1:00:00Z", ""},
		{"an offset of a day", "2026-03-08T17:00:00+24:00", ""},
		{"an offset of 60 minutes", "2026-03-08T17:00:00+01:60", ""},
		{"no such day", "2026-02-30T17:00:00Z", ""},
		{"a space", "2026-03-08 17:00:00Z", ""},
		{"more behind", "2026-03-08T17:00:00Z\n", ""},
		{"nothing", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at, err := instant.Parse(tc.in)
			switch got := at.Format(instant.Layout); {
			case tc.want == "" && (err == nil || errors.Is(err, instant.ErrRange)):
				t.Errorf("Parse(%q) = %s, %v, want a syntax error", tc.in, got, err)
			case tc.want != "" && (err != nil || got != tc.want || at.Location() != time.UTC):
				t.Errorf("Parse(%q) = %s, %v, want %s", tc.in, got, err, tc.want)
			}
		})
	}
	for _, in := range []string{"0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"} {
		if at, err := instant.Parse(in); !errors.Is(err, instant.ErrRange) {
			t.Errorf("Parse(%q) = %v, %v, want ErrRange", in, at, err)
		}
	}
}

// What Append writes is what the layout says, of any time.
func TestAppend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-70_000_000_000, 300_000_000_000).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).
			In(time.FixedZone("", rapid.IntRange(-86_399, 86_399).Draw(t, "offset")))
		if got, want := string(instant.Append([]byte("at "), at)), "at "+at.UTC().Format(instant.Layout); got != want {
			t.Errorf("Append() = %s, want %s", got, want)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	at, text := instant.Now(), make([]byte, 0, len(instant.Layout))
	for b.Loop() {
		text = instant.Append(text[:0], at)
	}
}
