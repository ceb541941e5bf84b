// Package page cuts lists into pages by keyset: a page begins after the last row
// of the one before, so rows written meanwhile never shift it.
//
// Start with New; a generated list handler applies the Page to its query.
package page

import (
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
)

// idColumn holds the id, by which ties are broken.
const idColumn = "id"

// Column is a column that a list can be ordered by.
type Column struct {
	Name     string
	Time     bool // its values are times
	Int      int  // its values are integers of so many bits
	Float    int  // its values are floats of so many bits; where none of these is said, strings
	Nullable bool // rows without a value come after every value, so first when descending
}

// Key is where a row stands in an order: its value, a string, an int64, a float64 or a time, nil for
// NULL; and its id, by which ties are broken.
type Key struct {
	Value any
	ID    uuid.UUID
}

// Request is what a client asks of a list.
type Request struct {
	Sort   string // a column's name, with "-" in front for descending
	Limit  int
	Offset int
	Cursor string // "" for the first page
	// HasOffset says that the client gave an offset, be it 0.
	HasOffset bool
}

// Page is one page of a list.
type Page struct {
	Request
	column Column
	desc   bool
	after  *Key
}

// New returns the page that is asked for. It returns a fault.Invalid error for a
// cursor that is none, that belongs to another order, or that comes with an offset.
func New(columns map[string]Column, r Request) (*Page, error) {
	name, desc := strings.CutPrefix(r.Sort, "-")
	p := &Page{Request: r, column: columns[name], desc: desc}
	if r.Cursor == "" {
		return p, nil
	}
	if r.HasOffset {
		return nil, fault.NewInvalid("cursor_with_offset", "must not come together with offset", "query", "cursor")
	}
	key, err := decode(r.Cursor, r.Sort, p.column)
	if err != nil {
		return nil, fault.NewInvalid("cursor_invalid", err.Error(), "query", "cursor")
	}
	p.after = &key
	return p, nil
}

// Link returns the value of a Link header (RFC 8288) that leads from u to the
// page after the cursor.
func Link(u *url.URL, cursor string) string {
	query := u.Query()
	query.Del("offset")
	query.Set("cursor", cursor)
	next := url.URL{Path: u.Path, RawQuery: query.Encode()}
	return "<" + next.String() + `>; rel="next"`
}

// Time returns t as a Key's value: nil for nil.
func Time(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}

// String returns s as a Key's value: nil for nil.
func String[T ~string](s *T) any {
	if s == nil {
		return nil
	}
	return string(*s)
}

// Int returns n as a Key's value: nil for nil.
func Int[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](n *T) any {
	if n == nil {
		return nil
	}
	return int64(*n) // the databases hold no greater one
}

// Float returns n as a Key's value: nil for nil.
func Float[T ~float32 | ~float64](n *T) any {
	if n == nil {
		return nil
	}
	return float64(*n)
}
