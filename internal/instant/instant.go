// Package instant keeps times as every layer can hold them alike: in UTC, to
// the microsecond, in the years 0001 to 9999.
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
	return t.append(make([]byte, 0, len(Layout))), nil
}

// append appends what MarshalText writes. Package time is fast with RFC 3339 itself only,
// so the microseconds take the place of its Z.
func (t Time) append(b []byte) []byte {
	at := time.Time(t).UTC()
	b = at.AppendFormat(b, time.RFC3339)
	b[len(b)-1] = '.'
	micros := at.Nanosecond() / 1000
	for unit := 100_000; unit > 0; unit /= 10 {
		b = append(b, "0123456789"[micros/unit%10])
	}
	return append(b, 'Z')
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
	var quoted [len(Layout) + 2]byte // as long as any, in UTC
	text := t.append(append(quoted[:0], '"'))
	e.Raw(append(text, '"'))
}

// Encode writes an instant, as ogen's json.EncodeNative does but without a copy of it on
// the heap.
func Encode(e *jx.Encoder, t Time) { t.Encode(e) }

// Layout writes an instant as RFC 3339 with all six digits of its microseconds.
const Layout = "2006-01-02T15:04:05.000000Z07:00"

// ErrRange is returned for a time that RFC 3339 cannot write, and for the year
// 0000, which PostgreSQL writes otherwise: the database has the same bounds.
var ErrRange = errors.New("must be in the years 0001 to 9999 in UTC")

// Now returns the present instant.
func Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// form is an RFC 3339 date-time. time.Parse lets pass a comma before the
// fraction, an hour of one digit and an offset of a day too.
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
