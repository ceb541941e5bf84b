// Package rows removes work that Ent repeats for each query, for any entity.
// Generated code calls Reuse and Names.Use for each.
package rows

import (
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"github.com/google/uuid"
)

// Reuse scans the rows of a query into the same values, one after the other, because Ent
// copies a row out of them before it scans the next.
//
// That is right only for types without pointers and slices. A value of any other type
// would be shared with the row before, so a row that has one gets new values.
func Reuse(spec *sqlgraph.QuerySpec) {
	scan := spec.ScanValues
	if scan == nil { // rows are only counted
		return
	}
	var values []any
	spec.ScanValues = func(columns []string) ([]any, error) {
		if values != nil && zero(values) {
			return values, nil
		}
		fresh, err := scan(columns)
		if err == nil && values == nil && zero(fresh) {
			values = fresh
		}
		return fresh, err
	}
}

// zero resets values, or returns false if it does not know of one of them that a copy
// shares nothing.
func zero(values []any) bool {
	for _, v := range values {
		if !zeroOne(v) {
			return false
		}
	}
	return true
}

func zeroOne(v any) bool {
	switch v := v.(type) {
	case *sql.NullString:
		*v = sql.NullString{}
	case *sql.NullBool:
		*v = sql.NullBool{}
	case *sql.NullInt64:
		*v = sql.NullInt64{}
	case *sql.NullFloat64:
		*v = sql.NullFloat64{}
	case *sql.NullTime:
		*v = sql.NullTime{}
	case *uuid.UUID:
		*v = uuid.UUID{}
	case *sql.NullScanner:
		v.Valid = false
		return zeroOne(v.S)
	default:
		return false
	}
	return true
}
