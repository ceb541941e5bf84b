package userdata

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/entask/entask/internal/runtime/sqlstate"
)

// place is where an export is.
type place struct {
	Entity int
	After  []any // the order's values of the last row that was written; nil before the first
	// While links of rows are written: those of the row before these, the name of the
	// reading, and the last link.
	From  []any
	Links string
	Link  []string

	Counts Counts // of what was written
}

// begins says whether nothing was written.
func (p place) begins() bool { return p.Entity == 0 && p.After == nil }

// wire is a place as a client sees it: its JSON in base64url. It names what it means, so
// that a release with other entities finds the place again or refuses it.
type wire struct {
	Entity string            `json:"e"`
	After  []json.RawMessage `json:"a,omitempty"`
	From   []json.RawMessage `json:"f,omitempty"`
	Links  string            `json:"j,omitempty"`
	Link   []string          `json:"l,omitempty"`
	Counts map[string]int64  `json:"n"`
}

var errCursor = errors.New("no cursor of this export")

// cursor returns a place of an export for a client.
func (d Data) cursor(p place) (string, error) {
	w := wire{Entity: d.Entities[p.Entity].Name, Links: p.Links, Link: p.Link, Counts: map[string]int64{}}
	for _, c := range p.Counts {
		if c.Rows > 0 {
			w.Counts[c.Name] = c.Rows
		}
	}
	var err error
	if w.After, err = raw(p.After); err != nil {
		return "", err
	}
	if w.From, err = raw(p.From); err != nil {
		return "", err
	}
	text, err := json.Marshal(w)
	return base64.RawURLEncoding.EncodeToString(text), err
}

// raw are values as JSON.
func raw(values []any) (all []json.RawMessage, err error) {
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}

// placeOf returns the place of a cursor. It is only where the user's rows are read on, so
// who makes one up harms nobody.
func (d Data) placeOf(cursor string) (place, error) {
	p := place{Counts: d.counts()}
	var w wire
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || json.Unmarshal(text, &w) != nil {
		return p, errCursor
	}
	p.Entity = slices.IndexFunc(d.Entities, func(e Entity) bool { return e.Name == w.Entity })
	if p.Entity < 0 || len(w.Link) != 0 && (len(w.Link) != 2 || w.Links == "") || w.Links != "" && len(w.After) == 0 {
		return p, errCursor
	}
	e := d.Entities[p.Entity]
	if w.Links != "" && !slices.ContainsFunc(d.readingsBy(e, ""), func(r reading) bool { return r.name() == w.Links }) {
		return p, errCursor
	}
	for _, one := range []struct {
		raw []json.RawMessage
		to  *[]any
	}{{w.After, &p.After}, {w.From, &p.From}} {
		if len(one.raw) == 0 {
			continue
		}
		if *one.to, err = e.At(one.raw); err != nil {
			return p, errCursor
		}
	}
	p.Links, p.Link = w.Links, w.Link
	for i, c := range p.Counts {
		p.Counts[i].Rows = max(w.Counts[c.Name], 0)
	}
	return p, nil
}

// misread says whether the database could not read a value of a cursor: text that is no value of
// its column (a data exception, of the class 22).
func misread(err error) bool { return strings.HasPrefix(sqlstate.Of(err), "22") }

// Values reads values from JSON into pointers, and returns them. Generated code calls it.
func Values(raw []json.RawMessage, into ...any) ([]any, error) {
	if len(raw) != len(into) {
		return nil, errCursor
	}
	all := make([]any, len(into))
	for i, to := range into {
		if err := json.Unmarshal(raw[i], to); err != nil {
			return nil, err
		}
		all[i] = reflect.ValueOf(to).Elem().Interface()
	}
	return all, nil
}
