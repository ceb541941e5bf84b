package instant_test

import (
	"errors"
	"testing"
	"time"

	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/instant"
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

// TestEncode holds that an instant is written as its layout says, by whatever writes it.
func TestEncode(t *testing.T) {
	for _, at := range []time.Time{
		time.Date(2026, 3, 8, 17, 0, 0, 0, time.UTC),
		time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
		time.Date(2026, 3, 8, 17, 0, 0, 12_345_000, time.FixedZone("", -5*3600-30*60)),
	} {
		want := at.UTC().Format(instant.Layout)
		if got, err := instant.Time(at).MarshalText(); err != nil || string(got) != want {
			t.Errorf("MarshalText() = %s, %v, want %s", got, err, want)
		}
		var e jx.Encoder
		e.ArrStart()
		instant.Encode(&e, instant.Time(at))
		instant.Time(at).Encode(&e)
		e.ArrEnd()
		if got, want := e.String(), `["`+want+`","`+want+`"]`; got != want {
			t.Errorf("Encode() = %s, want %s", got, want)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	at := instant.Time(instant.Now())
	var e jx.Encoder
	b.ReportAllocs()
	for b.Loop() {
		e.Reset()
		instant.Encode(&e, at)
	}
}
