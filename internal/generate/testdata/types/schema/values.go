// Package schema has a field of every type, in every mode.
package schema

import (
	"database/sql/driver"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Title, Count, Share, Flag, Serial and Blob are basic types underneath.
type (
	Title  string
	Count  int32
	Share  float32
	Flag   bool
	Serial uuid.UUID
	Blob   []byte
)

// Level is an enum with a type of its own.
type Level string

// Values of a Level.
func (Level) Values() []string { return []string{"low", "it's", "high"} }

// Code is text with a form of its own in JSON and in the database.
type Code struct{ letters string }

// MarshalText implements encoding.TextMarshaler.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.letters), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Code) UnmarshalText(text []byte) error {
	c.letters = string(text)
	return nil
}

// Value implements driver.Valuer.
func (c Code) Value() (driver.Value, error) { return "x" + c.letters, nil }

// Scan implements sql.Scanner.
func (c *Code) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("scan %T", v)
	}
	c.letters = strings.TrimPrefix(text, "x")
	return nil
}

// Address is a struct in JSON.
type Address struct {
	Street  string            `json:"street"`
	Number  int16             `json:"number"`
	Flat    *string           `json:"flat"`
	Note    string            `json:"note,omitempty"`
	Since   time.Time         `json:"since"`
	Keys    []uint16          `json:"keys"`
	Names   map[string]string `json:"names"`
	Ratios  []float64         `json:"ratios"`
	Inner   Inner             `json:"inner"`
	Ref     uuid.UUID         `json:"ref"`
	Hash    []byte            `json:"hash"`
	Host    netip.Prefix      `json:"-"`
	Visible bool
}

// Inner is a struct in a struct.
type Inner struct {
	Depth uint8 `json:"depth"`
}

// Value implements driver.Valuer.
func (s Serial) Value() (driver.Value, error) { return uuid.UUID(s).Value() }

// Scan implements sql.Scanner.
func (s *Serial) Scan(v any) error { return (*uuid.UUID)(s).Scan(v) }
