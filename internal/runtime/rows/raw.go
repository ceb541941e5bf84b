package rows

import (
	"slices"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
)

// Raw is a row as it was scanned. It knows what a struct of Ent's does not say: whether an
// optional column is NULL, and the foreign keys that have no field. It is its user's only
// until the next row is read.
type Raw struct {
	columns []string
	values  []any
}

// RawOf returns the row of scanned values.
func RawOf(columns []string, values []any) Raw { return Raw{columns, values} }

// IsNull says whether a column is NULL.
func (r Raw) IsNull(column string) bool { return r.Value(column) == nil }

// Value returns the value of a column, and nil for NULL.
func (r Raw) Value(column string) any {
	return plain(r.values[slices.Index(r.columns, column)])
}

// plain is what was scanned into v, without what says whether it is NULL.
func plain(v any) any {
	switch v := v.(type) {
	case *sql.NullString:
		return orNil(v.String, v.Valid)
	case *sql.NullBool:
		return orNil(v.Bool, v.Valid)
	case *sql.NullInt64:
		return orNil(v.Int64, v.Valid)
	case *sql.NullFloat64:
		return orNil(v.Float64, v.Valid)
	case *sql.NullTime:
		return orNil(v.Time, v.Valid)
	case *sql.NullScanner:
		if !v.Valid {
			return nil
		}
		return plain(v.S)
	case *[]byte:
		return orNil(*v, *v != nil)
	case *uuid.UUID:
		return *v
	default:
		return v
	}
}

func orNil(v any, valid bool) any {
	if !valid {
		return nil
	}
	return v
}
