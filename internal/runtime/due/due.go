// Package due reads when something is due: a day, a local time with its time zone, or an
// instant. The three differ, and none is made into another: a day has no time, and a local
// time stays what a clock shows in its zone when the rules of the zone change.
//
// It imports instant alone. Start with Parse.
package due

import (
	"errors"
	"regexp"
	"sync"
	"time"
	_ "time/tzdata" // for machines without zones

	"github.com/entask/entask/internal/runtime/instant"
)

// Message is what clients are told of another text.
const Message = "must be a day (2026-03-08), a local time (2026-03-08T10:00:00[Europe/Lisbon]) or an instant (2026-03-08T10:00:00Z)"

// MaxLength is how many characters a text has at most.
const MaxLength = 80

// Pattern matches the form of all three, as a regular expression of ECMA 262. It does not
// know which days and zones exist.
const Pattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?\[[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*\]|T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?$`

var (
	form     = regexp.MustCompile(Pattern)
	errOther = errors.New(Message)
)

// The layouts of what Parse returns.
const (
	day     = time.DateOnly
	local   = "2006-01-02T15:04:05"
	second  = local + "Z"
	minutes = "2006-01-02T15:04"
)

// Parse returns a text in the one form that is stored: a local time with seconds, and an
// instant in UTC to the second, whose fraction is dropped. These forms are ordered as text
// by what they say, a day before the times of that day.
func Parse(text string) (string, error) {
	if len(text) > MaxLength || !form.MatchString(text) {
		return "", errOther
	}
	if len(text) == len(day) {
		return existing(day, text)
	}
	if text[len(text)-1] != ']' {
		at, err := instant.Parse(text)
		if err != nil {
			return "", errOther
		}
		return at.Format(second), nil
	}
	clock, zone := splitZone(text)
	if len(clock) == len(minutes) {
		clock += ":00"
	}
	clock, err := existing(local, clock)
	if err != nil || !isZone(zone) {
		return "", errOther
	}
	return clock + "[" + zone + "]", nil
}

// Check refuses what Parse would not return as it is.
func Check(text string) error {
	if stored, err := Parse(text); err != nil || stored != text {
		return errOther
	}
	return nil
}

// Canonical returns a text that Parse accepts in the form that is stored.
func Canonical(text string) string {
	stored, err := Parse(text)
	if err != nil {
		return text
	}
	return stored
}

// splitZone returns what stands before the brackets, and in them.
func splitZone(text string) (clock, zone string) {
	i := len(minutes)
	for text[i] != '[' {
		i++
	}
	return text[:i], text[i+1 : len(text)-1]
}

// existing refuses a day or a time that does not exist, and the year 0.
func existing(layout, text string) (string, error) {
	if at, err := time.Parse(layout, text); err != nil || at.Year() == 0 {
		return "", errOther
	}
	return text, nil
}

// zones are those that were found.
var zones sync.Map

// isZone says whether a time zone of the IANA has the name.
func isZone(name string) bool {
	if _, ok := zones.Load(name); ok {
		return true
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return false
	}
	zones.Store(name, nil)
	return true
}
