package rows

import (
	"context"
	"sync"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Values are what rows with the columns of one entity are scanned into.
type Values struct {
	columns []string
	fresh   func(columns []string) ([]any, error)
	unused  sync.Pool
}

// ValuesOf returns the values of the columns; fresh makes new ones.
func ValuesOf(fresh func(columns []string) ([]any, error), columns []string) *Values {
	return &Values{columns: columns, fresh: fresh}
}

// Each executes a query of these columns, in this order, and passes the values of each row
// to assign, which must not keep them. It returns the number of rows.
func (v *Values) Each(ctx context.Context, drv dialect.Driver, query string, args []any, assign func(columns []string, values []any) error) (n int, err error) {
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
	if kept, ok := v.unused.Get().(*[]any); ok {
		return *kept, nil
	}
	return v.fresh(v.columns)
}
