// Package instant keeps times as every layer can hold them alike: in UTC, to
// the microsecond, in the years that RFC 3339 can write.
//
// PostgreSQL stores microseconds; a time with nanoseconds would read differently
// from what was just written.
package instant

import (
	"errors"
	"time"
)

// Layout writes an instant as RFC 3339 with all six digits of its microseconds.
const Layout = "2006-01-02T15:04:05.000000Z07:00"

// ErrRange is returned for a time that RFC 3339 cannot write.
var ErrRange = errors.New("must be in the years 0000 to 9999 in UTC")

// Now returns the present instant.
func Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// From returns t in UTC, cut to the microsecond. It returns ErrRange when its
// year in UTC has not four digits.
func From(t time.Time) (time.Time, error) {
	t = t.UTC().Truncate(time.Microsecond)
	if y := t.Year(); y < 0 || y > 9999 {
		return t, ErrRange
	}
	return t, nil
}
