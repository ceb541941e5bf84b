// Package fault is the one kind of error by which a request is refused.
//
// Whoever finds the fault says what it is; internal/service/api/errors.go alone decides
// which HTTP status that becomes. It is a leaf.
package fault

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Kind is what went wrong, in terms of the domain.
type Kind int

// The kinds of faults.
const (
	Invalid      Kind = iota + 1 // the request breaks a rule of the schema
	NotFound                     // no such entity
	Forbidden                    // the entity belongs to somebody else
	Precondition                 // the entity has changed since the client read it
	Conflict                     // the request contradicts another one
	Malformed                    // the request cannot be read at all
	TooMany                      // the client has used up its rate
	Running                      // the same request is still running
	Unavailable                  // something that the request needs is down for now
	Unsupported                  // the body has an unsupported media type or encoding
	Unsigned                     // the request is not signed by who may send it
	Unfinished                   // a part of the request is done, and a repetition does the rest
	Gone                         // what the request goes on from is kept no longer
)

// MostFields is how many broken rules of a request are listed. The others are counted.
const MostFields = 100

// Error is a refused request.
type Error struct {
	Kind   Kind
	Detail string
	Type   string // the problem's, where a program must know it; "" for about:blank
	Fields []Field
	More   int // further broken rules, which are only counted
}

// Field is one broken rule of an Invalid request.
type Field struct {
	Loc  []any  // "body", "query", "path" or "header", then names and indexes
	Msg  string // the rule, for a person
	Type string // the rule, for a program
}

// Error implements error: the detail, or the broken rules, each with its place.
func (e *Error) Error() string {
	if e.Detail != "" {
		return e.Detail
	}
	listed := e.Listed()
	rules := make([]string, len(listed))
	for i, f := range listed {
		rules[i] = f.String()
	}
	return strings.Join(rules, "; ")
}

// Listed returns the broken rules that the client reads: the first MostFields, and then one
// field that says how many more there are, of type "more".
func (e *Error) Listed() []Field {
	listed, more := e.Fields, e.More
	if over := len(listed) - MostFields; over > 0 {
		listed, more = listed[:MostFields], more+over
	}
	if more == 0 || len(listed) == 0 {
		return listed
	}
	last := listed[len(listed)-1].Loc
	return append(slices.Clone(listed), Field{Loc: last[:min(1, len(last))], Msg: "and " + grouped(more) + " more", Type: "more"})
}

// grouped writes a number with commas between thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// String returns the rule behind the place where it is broken, such as
// "title: must be at most 255 characters".
func (f Field) String() string {
	var place []string
	for _, at := range f.Loc[min(1, len(f.Loc)):] {
		place = append(place, fmt.Sprint(at))
	}
	if len(place) == 0 {
		return f.Msg
	}
	return strings.Join(place, ".") + ": " + f.Msg
}

// New returns an error of the kind. If detail is empty, the client reads the fixed text
// of the kind.
func New(kind Kind, detail string) *Error { return &Error{Kind: kind, Detail: detail} }

// From returns the Error in err's tree, or nil. Of several that are joined and Invalid, it
// returns one with the fields of all.
func From(err error) *Error {
	switch e := err.(type) { //nolint:errorlint // it goes through the tree itself
	case nil:
		return nil
	case *Error:
		return e
	case interface{ Unwrap() error }:
		return From(e.Unwrap())
	case interface{ Unwrap() []error }:
		var found *Error
		for _, one := range e.Unwrap() {
			switch f := From(one); {
			case f == nil:
			case found == nil:
				found = f
			case found.Kind == Invalid && f.Kind == Invalid && found.Detail == "" && f.Detail == "":
				found = &Error{Kind: Invalid, Fields: slices.Concat(found.Fields, f.Fields), More: found.More + f.More}
			}
		}
		return found
	default:
		return nil
	}
}

// NewInvalid returns an Invalid error for one broken rule at loc.
func NewInvalid(typ, msg string, loc ...any) *Error {
	return &Error{Kind: Invalid, Fields: []Field{{Loc: loc, Msg: msg, Type: typ}}}
}
