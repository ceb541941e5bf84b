// Package rows reads the rows of a statement into one set of values, for any entity.
// Generated code calls Each.
package rows

import (
	"context"
	"sync"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
)

// Values are what rows with the columns of one entity are scanned into.
type Values struct {
	columns []string
	fresh   func(columns []string) ([]any, error)
	unused  sync.Pool // of *[]any, which hold nothing
}

// ValuesOf returns the values of the columns; fresh makes new ones.
func ValuesOf(fresh func(columns []string) ([]any, error), columns []string) *Values {
	return &Values{columns: columns, fresh: fresh}
}

// Each executes a query of the columns of v, in this order, and passes the values of each row
// to assign, which must not keep them. It returns the number of rows. It is no method, so that
// formatting a generated file needs none of those beside it.
//
// The rows are scanned into the same values, one after the other, and so is the next result.
// That is right only for types without pointers and slices. A value of any other type would be
// shared with the row before, so a row that has one gets new values.
func Each(ctx context.Context, v *Values, drv dialect.Driver, query string, args []any, assign func(columns []string, values []any) error) (n int, err error) {
	rows := &sql.Rows{}
	if err := drv.Query(ctx, query, args, rows); err != nil {
		return 0, err
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	var values []any
	for ; rows.Next(); n++ {
		if values == nil || !zero(values) {
			if values, err = v.get(); err != nil {
				return n, err
			}
		}
		if err := rows.Scan(values...); err != nil {
			return n, err
		}
		if err := assign(v.columns, values); err != nil {
			return n, err
		}
	}
	if values != nil && zero(values) {
		v.unused.Put(&values)
	}
	return n, rows.Err()
}

func (v *Values) get() ([]any, error) {
	if unused, ok := v.unused.Get().(*[]any); ok {
		return *unused, nil
	}
	return v.fresh(v.columns)
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
