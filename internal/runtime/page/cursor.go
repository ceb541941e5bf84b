package page

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// wire is a cursor as clients see it: its JSON in base64url. It holds the stored values
// of the row, to the microsecond, and not their rendered form.
type wire struct {
	Sort   string    `json:"s"`
	ID     uuid.UUID `json:"i"`
	Micros *int64    `json:"t,omitempty"` // a time, since 1970 in UTC
	Text   *string   `json:"v,omitempty"`
	Int    *int64    `json:"n,omitempty"`
	Float  *float64  `json:"f,omitempty"`
}

var (
	errCursor = errors.New("must be a cursor from a Link header")
	errSort   = errors.New("must be used with the sort that it was made for")
)

func encode(k Key, sort string) string {
	w := wire{Sort: sort, ID: k.ID}
	switch v := k.Value.(type) {
	case time.Time:
		micros := v.UnixMicro()
		w.Micros = &micros
	case string:
		w.Text = &v
	case int64:
		w.Int = &v
	case float64:
		w.Float = &v
	}
	raw, err := json.Marshal(w)
	if err != nil {
		return "" // a struct of strings and numbers always marshals
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func decode(cursor, sort string, column Column) (Key, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return Key{}, errCursor
	}
	var w wire
	if err := json.Unmarshal(raw, &w); err != nil || w.Sort == "" {
		return Key{}, errCursor
	}
	if w.Sort != sort {
		return Key{}, errSort
	}
	value, ok := w.value(column)
	key := Key{Value: value, ID: w.ID}
	if !ok || encode(key, sort) != cursor { // a cursor is written in one way only
		return Key{}, errCursor
	}
	return key, nil
}

// value returns the cursor's value of the column, if the column can hold it.
func (w wire) value(column Column) (any, bool) {
	var values []any
	var fits bool
	if w.Micros != nil {
		at := time.UnixMicro(*w.Micros).UTC()
		values, fits = append(values, at), column.Time && at.Year() >= 1 && at.Year() <= 9999
	}
	if w.Text != nil {
		isText := !column.Time && column.Int == 0 && column.Float == 0
		values, fits = append(values, *w.Text), isText && !strings.ContainsRune(*w.Text, 0) && utf8.ValidString(*w.Text)
	}
	if w.Int != nil {
		beyond := *w.Int >> max(column.Int-1, 0) // but for the sign, nothing
		values, fits = append(values, *w.Int), column.Int > 0 && (beyond == 0 || beyond == -1)
	}
	if w.Float != nil {
		values, fits = append(values, *w.Float), column.Float == 64 || column.Float == 32 && float64(float32(*w.Float)) == *w.Float
	}
	if len(values) == 0 {
		return nil, column.Nullable || column.Name == idColumn
	}
	return values[0], fits && len(values) == 1
}
