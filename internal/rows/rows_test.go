package rows_test

import (
	stdsql "database/sql"
	"reflect"
	"testing"

	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/rows"
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

// fill scans what is there into a value.
func fill(v any) {
	switch v := v.(type) {
	case *sql.NullScanner:
		v.Valid = true
		fill(v.S)
	case *uuid.UUID:
		v[0] = 1
	default:
		reflect.ValueOf(v).Elem().Set(filled(reflect.TypeOf(v).Elem()))
	}
}

// filled is a value of a struct with all fields set that are basic.
func filled(of reflect.Type) reflect.Value {
	v := reflect.New(of).Elem()
	if of.Kind() != reflect.Struct {
		return v
	}
	for i := range of.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("left over")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int32, reflect.Int64:
			f.SetInt(7)
		case reflect.Float64:
			f.SetFloat(7)
		}
	}
	return v
}
