// Package instant keeps times as every layer can hold them alike: in UTC, to
// the microsecond, in the years that RFC 3339 can write.
//
// PostgreSQL stores microseconds; a time with nanoseconds would read differently
// from what was just written.
package instant

import (
	"errors"
	"regexp"
	"time"
)

// Layout writes an instant as RFC 3339 with all six digits of its microseconds.
const Layout = "2006-01-02T15:04:05.000000Z07:00"

// ErrRange is returned for a time that RFC 3339 cannot write.
var ErrRange = errors.New("must be in the years 0000 to 9999 in UTC")

// Now returns the present instant.
func Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// form is an RFC 3339 date-time. time.Parse lets pass a comma before the
// fraction, an hour of one digit and an offset of a day too.
var form = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// Parse reads an RFC 3339 date-time as From would keep it. It returns ErrRange
// as From does.
func Parse(s string) (time.Time, error) {
	if !form.MatchString(s) {
		return time.Time{}, errors.New("must be a date-time as RFC 3339 has it")
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, err
	}
	return From(t)
}

// From returns t in UTC, cut to the microsecond. It returns ErrRange when its
// year in UTC has not four digits.
func From(t time.Time) (time.Time, error) {
	t = t.UTC().Truncate(time.Microsecond)
	if y := t.Year(); y < 0 || y > 9999 {
		return t, ErrRange
	}
	return t, nil
}
