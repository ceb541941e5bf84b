package conformance

import (
	"strings"
	"time"

	"pgregory.net/rapid"
)

// formatDue is the format of a day, a local time with its zone, or an instant.
const formatDue = "due"

// The forms in which a reply has a local time and an instant.
const (
	localLayout  = "2006-01-02T15:04:05"
	secondLayout = localLayout + "Z"
)

func drawDue(t *rapid.T) string {
	day := drawDate(t)
	zone := rapid.SampledFrom([]string{"Europe/Lisbon", "America/Argentina/Buenos_Aires", "Etc/GMT-14", "UTC"}).Draw(t, "zone")
	switch clock := time.Unix(rapid.Int64Range(0, 86_399).Draw(t, "clock"), 0).UTC(); rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		return day
	case 1:
		return day + clock.Format("T15:04") + "[" + zone + "]"
	case 2:
		return day + clock.Format("T15:04:05") + "[" + zone + "]"
	default:
		return drawDateTime(t)
	}
}

var boundaryDues = []string{
	"0001-01-01", "9999-12-31", "2024-02-29", "2026-03-29T01:30[Europe/Lisbon]", "0001-01-01T00:00:00[America/Argentina/Buenos_Aires]",
	"9999-12-31T23:59:59[UTC]", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-03-08T00:30:00+01:00",
}

var badDues = []string{
	"", "tomorrow", "2026-02-30", "2026-3-1", "2026-03-08T10:00", "2026-03-08T10:00:00", "2026-03-08T10:00Z", "2026-03-08T25:00:00Z",
	"2026-03-08T10:00:00[Mars/Olympus]", "2026-03-08T10:00:00[Local]", "2026-03-08T25:00:00[Europe/Lisbon]", "2026-03-08T10:00:00Z[Europe/Lisbon]",
}

// canonicalDue is the form in which a reply has it.
func canonicalDue(text string) string {
	if clock, zone, ok := strings.Cut(text, "["); ok {
		if len(clock) < len(localLayout) {
			clock += ":00"
		}
		return clock + "[" + zone
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.UTC().Format(secondLayout)
	}
	return text
}

// orderOfDues compares what two say. The database decides between two of the same second.
func orderOfDues(a, b string) (int, bool) {
	a, b = canonicalDue(a), canonicalDue(b)
	said := strings.Compare(a[:min(len(a), len(localLayout))], b[:min(len(b), len(localLayout))])
	return said, said != 0 || a == b
}
