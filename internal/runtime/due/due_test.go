package due_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/entask/entask/internal/runtime/due"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-08":                         "2026-03-08",
		"2024-02-29":                         "2024-02-29",
		"0001-01-01":                         "0001-01-01",
		"2026-03-08T10:00[Europe/Lisbon]":    "2026-03-08T10:00:00[Europe/Lisbon]",
		"2026-03-08T10:00:30[Europe/Lisbon]": "2026-03-08T10:00:30[Europe/Lisbon]",
		"2026-03-08T23:59:59[America/Argentina/Catamarca]": "2026-03-08T23:59:59[America/Argentina/Catamarca]",
		"2026-03-08T10:00:00[UTC]":                         "2026-03-08T10:00:00[UTC]",
		"2026-03-08T10:00:00[Etc/GMT+12]":                  "2026-03-08T10:00:00[Etc/GMT+12]",
		"2026-03-29T01:30:00[Europe/Lisbon]":               "2026-03-29T01:30:00[Europe/Lisbon]", // a clock skips it
		"2026-03-08T10:00:00Z":                             "2026-03-08T10:00:00Z",
		"2026-03-08T10:00:00.000Z":                         "2026-03-08T10:00:00Z",
		"2026-03-08T10:00:00.999Z":                         "2026-03-08T10:00:00Z",
		"2026-03-08T00:30:00+01:00":                        "2026-03-07T23:30:00Z",
		"":                                                 "", "soon": "", "2026-03-08t10:00:00z": "", "2026-02-30": "", "2026-13-01": "", "0000-01-01": "", "2026-3-8": "", " 2026-03-08": "", "2026-03-08\n": "",
		"2026-03-08T10:00": "", "2026-03-08T10:00:00": "", "2026-03-08T10:00Z": "", "2026-03-08 10:00:00Z": "", "2026-03-08T24:00:00Z": "",
		"2026-03-08T10:00:00[Mars/Olympus]": "", "2026-03-08T10:00:00[Local]": "", "2026-03-08T10:00:00[]": "", "2026-03-08T10:00:00[europe/lisbon]": "",
		"2026-03-08T10:00:00[Europe/../Lisbon]": "", "2026-03-08T10:00:00[posix/Europe/Lisbon]": "", "2026-03-08T25:00:00[Europe/Lisbon]": "",
		"2026-03-08T10:00:00Z[Europe/Lisbon]": "", "2026-03-08T10:00:00+00:00[Europe/Lisbon]": "", "2026-02-30T10:00:00[Europe/Lisbon]": "",
		"0001-01-01T00:00:00+00:01": "", "9999-12-31T23:59:00-00:01": "",
	} {
		got, err := due.Parse(text)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, want)
		}
		if err != nil && err.Error() != due.Message {
			t.Errorf("%q: got %v, want the message for clients", text, err)
		}
		if want != "" && (due.Check(want) != nil || due.Canonical(text) != want || !regexp.MustCompile(due.Pattern).MatchString(text)) {
			t.Errorf("%q: want the pattern to match, and what is parsed to be what is stored", text)
		}
		if want != text && due.Check(text) == nil {
			t.Errorf("%q is stored as it is, want only %q", text, want)
		}
	}
}

// TestOrder: as text the forms are in the order of what they say.
func TestOrder(t *testing.T) {
	want := []string{
		"2026-03-07T23:59:59Z", "2026-03-08", "2026-03-08T00:00:00[Europe/Lisbon]", "2026-03-08T09:59:59Z", "2026-03-08T10:00:00[America/New_York]",
		"2026-03-08T10:00:01Z", "2026-03-09", "2027-01-01T00:00:00[UTC]",
	}
	if got := slices.Sorted(slices.Values(want)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
