package rows_test

import (
	"context"
	stdsql "database/sql"
	"errors"
	"reflect"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/rows"
)

// two is a driver with a result of two rows; each value that it scans into is filled.
type two struct {
	dialect.Driver
	sql.ColumnScanner
	left int
}

func (d *two) Query(_ context.Context, _ string, _, v any) error {
	to, ok := v.(*sql.Rows)
	if !ok {
		return errors.New("no rows to fill")
	}
	d.left, to.ColumnScanner = 2, d
	return nil
}

func (d *two) Next() bool   { d.left--; return d.left >= 0 }
func (d *two) Close() error { return nil }
func (d *two) Err() error   { return nil }

func (d *two) Scan(dest ...any) error {
	for _, v := range dest {
		if !reflect.DeepEqual(v, reflect.New(reflect.TypeOf(v).Elem()).Interface()) && !isNew(v) {
			return errLeftOver
		}
		fill(v)
	}
	return nil
}

var errLeftOver = errors.New("something of the row before is left")

// isNew says whether a scanner holds nothing, whatever it scans into.
func isNew(v any) bool {
	s, ok := v.(*sql.NullScanner)
	return ok && !s.Valid && reflect.ValueOf(s.S).Elem().IsZero()
}

// TestReuse scans a row after another: nothing of the first may be left, and what is
// not copied whole must be new.
func TestReuse(t *testing.T) {
	for name, c := range map[string]struct {
		row    func() []any // as Ent's generated code makes it
		reused bool
	}{
		"copied whole": {func() []any {
			return []any{
				new(sql.NullString), new(sql.NullBool), new(sql.NullInt64), new(sql.NullFloat64), new(sql.NullTime),
				new(uuid.UUID), &sql.NullScanner{S: new(uuid.UUID)},
			}
		}, true},
		"JSON":                  {func() []any { return []any{new(sql.NullString), new([]byte)} }, false},
		"unknown":               {func() []any { return []any{new(sql.UnknownType)} }, false},
		"scanner of its own":    {func() []any { return []any{new(sql.NullString), &sql.NullScanner{S: new(stdsql.NullInt32)}} }, false},
		"type of an expression": {func() []any { return []any{new(any)} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			values := rows.ValuesOf(func([]string) ([]any, error) { return c.row(), nil }, nil)
			var firsts []any // the first value of each row
			n, err := rows.Each(t.Context(), values, &two{}, "SELECT", nil, func(_ []string, v []any) error {
				firsts = append(firsts, v[0])
				return nil
			})
			if err != nil || n != 2 {
				t.Fatalf("%d rows, %v, want 2", n, err)
			}
			if got := firsts[0] == firsts[1]; got != c.reused {
				t.Errorf("values are used again: %t, want %t", got, c.reused)
			}
		})
	}
}

// fill scans something into a value.
func fill(v any) {
	switch v := v.(type) {
	case *sql.NullString:
		*v = sql.NullString{String: "left over", Valid: true}
	case *sql.NullBool:
		*v = sql.NullBool{Bool: true, Valid: true}
	case *sql.NullInt64:
		*v = sql.NullInt64{Int64: 7, Valid: true}
	case *sql.NullFloat64:
		*v = sql.NullFloat64{Float64: 7, Valid: true}
	case *sql.NullTime:
		*v = sql.NullTime{Time: time.Unix(7, 0), Valid: true}
	case *uuid.UUID:
		v[0] = 7
	case *[]byte:
		*v = []byte("left over")
	case *sql.NullScanner:
		v.Valid = true
		fill(v.S)
	}
}
