package fault

import (
	"errors"
	"slices"
)

// placed is an error about parts of a body that were handled as bodies themselves.
type placed struct {
	error
	parts []any
}

func (p *placed) Unwrap() error { return p.error }

// In returns err as an error about parts of the body: the indexes of items, or the name
// of a member. An error at ["body", "title"] moves to ["body", 3, "title"].
func In(err error, parts ...any) error { return &placed{err, parts} }

// Place moves f, which was made of err, to the places that In gave to err.
func Place(err error, f *Error) *Error {
	p, ok := errors.AsType[*placed](err)
	if !ok || f == nil {
		return f
	}
	out := &Error{Kind: f.Kind, Detail: f.Detail, More: f.More * len(p.parts)}
	for _, part := range p.parts {
		for _, field := range f.Fields {
			if len(field.Loc) > 0 && field.Loc[0] == "body" {
				field.Loc = slices.Concat([]any{"body", part}, field.Loc[1:])
			}
			out.Fields = append(out.Fields, field)
		}
	}
	return out
}
