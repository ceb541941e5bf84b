package rows_test

import (
	stdsql "database/sql"
	"reflect"
	"testing"
	"time"

	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/rows"
)

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
			spec := &sqlgraph.QuerySpec{ScanValues: func([]string) ([]any, error) { return c.row(), nil }}
			rows.Reuse(spec)
			first, err := spec.ScanValues(nil)
			if err != nil || !reflect.DeepEqual(first, c.row()) {
				t.Fatalf("the first row is scanned into %v, %v", first, err)
			}
			for _, v := range first {
				fill(v)
			}
			second, err := spec.ScanValues(nil)
			if err != nil || !reflect.DeepEqual(second, c.row()) {
				t.Errorf("the second row is scanned into %v, %v, want new values", second, err)
			}
			if got := first[0] == second[0]; got != c.reused {
				t.Errorf("values are used again: %t, want %t", got, c.reused)
			}
		})
	}
	counted := &sqlgraph.QuerySpec{}
	rows.Reuse(counted)
	if counted.ScanValues != nil {
		t.Error("a query that only counts got a scanner")
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
