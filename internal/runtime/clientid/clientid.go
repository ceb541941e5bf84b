// Package clientid is what creating rows with ids that clients make needs: which ids are
// taken, and what a create is whose id exists already.
//
// A create is one INSERT, as without an id. Only where the database refuses it, generated code
// reads the rows of the ids, and decides whether the request is the repetition of one that
// was done. It knows no entity. Start with Check; Again decides for many rows.
package clientid

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
)

// Pattern is what an id in a request matches, and Message says so: versions 4 and 7 are unique
// without a server.
const (
	Pattern = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[47][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
	Message = "must be a UUID of version 4 or 7"
)

// Of returns the id that matches the Pattern.
func Of(text string) uuid.UUID { return uuid.MustParse(text) }

// Given returns the id in a request, or uuid.Nil if the text is empty.
func Given(text string) uuid.UUID {
	if text == "" {
		return uuid.Nil
	}
	return Of(text)
}

// Check refuses an id that does not match the Pattern.
func Check(id uuid.UUID, loc ...any) error {
	if v := id.Version(); id.Variant() == uuid.RFC4122 && (v == 4 || v == 7) {
		return nil
	}
	return fault.NewInvalid("string_pattern_mismatch", Message, loc...)
}

// Whole refuses a put that is to create a row and has an id that a client must not make, in
// the parameter of that name, or lacks one of the fields that a create must have.
func Whole(id uuid.UUID, parameter string, given map[string]bool) error {
	refused := &fault.Error{Kind: fault.Invalid}
	if f := fault.From(Check(id, "path", parameter)); f != nil {
		refused.Fields = append(refused.Fields, f.Fields...)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !given[name] {
			refused.Fields = append(refused.Fields, fault.Field{Loc: []any{"body", name}, Msg: "is required", Type: "missing"})
		}
	}
	if len(refused.Fields) == 0 {
		return nil
	}
	return refused
}

// Refused is a create that the database refused, with the mutation as it was to be.
type Refused[M any] struct {
	error
	Mutation M
}

// Refuse returns err with the mutation.
func Refuse[M any](err error, m M) error { return &Refused[M]{err, m} }

// Unwrap returns the database's error.
func (r *Refused[M]) Unwrap() error { return r.error }

// Taken returns the fault of a create whose id has a row with another content.
func Taken(entity string) *fault.Error {
	return &fault.Error{Kind: fault.Conflict, Fields: []fault.Field{field(taken(entity), "unique")}}
}

func taken(entity string) string {
	return "is that of another " + entity + " of yours, or of one that was changed or deleted"
}

func field(msg, typ string, parts ...any) fault.Field {
	return fault.Field{Loc: slices.Concat([]any{"body"}, parts, []any{"id"}), Msg: msg, Type: typ}
}

// Again returns the rows of a batch that is the repetition of one that was done: each item has
// an id whose row agrees with it. The ids are those of the items, uuid.Nil where there is none.
// Of a batch that the database refused for another reason it returns nothing. Otherwise the
// batch is refused: an id comes twice, or is taken.
func Again[R any](entity string, ids []uuid.UUID, rows map[uuid.UUID]R, agrees func(item int, row R) bool) ([]R, error) {
	if err := twice(ids); err != nil || len(rows) == 0 {
		return nil, err
	}
	again, refused := make([]R, 0, len(ids)), &fault.Error{Kind: fault.Conflict}
	for i, id := range ids {
		switch row, ok := rows[id]; {
		case !ok:
		case !agrees(i, row):
			refused.Fields = append(refused.Fields, field(taken(entity), "unique", i))
		default:
			again = append(again, row)
		}
	}
	if len(again) == len(ids) {
		return again, nil
	}
	if len(refused.Fields) == 0 { // only a part of the batch was done
		for i, id := range ids {
			if _, ok := rows[id]; ok {
				refused.Fields = append(refused.Fields, field("exists already, and others of the batch do not", "unique", i))
			}
		}
	}
	return nil, refused
}

// twice refuses ids that come more than once.
func twice(ids []uuid.UUID) error {
	refused := &fault.Error{Kind: fault.Invalid}
	for i, id := range ids {
		if id != uuid.Nil && slices.Contains(ids[:i], id) {
			refused.Fields = append(refused.Fields, field("must be given once", "repeated", i))
		}
	}
	if len(refused.Fields) == 0 {
		return nil
	}
	return refused
}
