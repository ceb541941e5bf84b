// Package instant keeps times in the one form that every layer can hold: in UTC, to the
// microsecond, in the years 0001 to 9999.
//
// PostgreSQL stores microseconds; a time with nanoseconds would read differently
// from what was just written.
package instant

import (
	"errors"
	"regexp"
	"time"

	"github.com/go-faster/jx"
)

// Time is an instant in a request or a reply: the Go type of a date-time.
//
//nolint:recvcheck // it decodes by pointer and encodes by value, as ogen calls it
type Time time.Time

// UnmarshalText reads an RFC 3339 date-time as Parse does.
func (t *Time) UnmarshalText(text []byte) error {
	at, err := Parse(string(text))
	*t = Time(at)
	return err
}

// MarshalText writes the instant in Layout, in UTC.
func (t Time) MarshalText() ([]byte, error) {
	return Append(make([]byte, 0, len(Layout)), time.Time(t)), nil
}

// Decode reads a JSON string as UnmarshalText does.
func (t *Time) Decode(d *jx.Decoder) error {
	text, err := d.StrBytes()
	if err != nil {
		return err
	}
	return t.UnmarshalText(text)
}

// Encode writes the instant as MarshalText does.
func (t Time) Encode(e *jx.Encoder) {
	var text [len(Layout)]byte // as long as any, in UTC
	e.ByteStr(Append(text[:0], time.Time(t)))
}

// Layout writes an instant as RFC 3339 with all six digits of its microseconds.
const Layout = "2006-01-02T15:04:05.000000Z07:00"

// Append appends what t.UTC().Format(Layout) returns, at a quarter of the cost, because
// replies hold many instants.
func Append(b []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(b, Layout)
	}
	hour, minute, second := t.Clock()
	b = append(digits(digits(b, year/100), year%100), '-')
	b = append(digits(b, int(month)), '-')
	b = append(digits(b, day), 'T')
	b = append(digits(b, hour), ':')
	b = append(digits(b, minute), ':')
	b = append(digits(b, second), '.')
	micro := t.Nanosecond() / 1000
	return append(digits(digits(digits(b, micro/10000), micro/100%100), micro%100), 'Z')
}

// digits appends the two digits of a number below 100.
func digits(b []byte, n int) []byte {
	return append(b, byte('0'+n/10), byte('0'+n%10)) //nolint:gosec // two of '0' to '9'
}

// ErrRange is returned for a time that RFC 3339 cannot write, and for the year 0000,
// which PostgreSQL writes in another form. The database has the same bounds.
var ErrRange = errors.New("must be in the years 0001 to 9999 in UTC")

// Now returns the present instant.
func Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// form matches an RFC 3339 date-time. time.Parse also accepts a comma before the
// fraction, an hour of one digit and an offset of a day.
var form = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// Parse reads an RFC 3339 date-time, in UTC and cut to the microsecond. It
// returns ErrRange when its year in UTC is not from 0001 to 9999.
func Parse(s string) (time.Time, error) {
	if !form.MatchString(s) {
		return time.Time{}, errors.New("must be a date-time as RFC 3339 has it")
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, err
	}
	t = t.UTC().Truncate(time.Microsecond)
	if y := t.Year(); y < 1 || y > 9999 {
		return t, ErrRange
	}
	return t, nil
}
