package feed

import (
	"context"
	"database/sql"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/rows"
)

// heads is how many columns come before those of a row.
const heads = 8

// ValuesOf returns what the rows of a page are scanned into; fresh makes values for the columns
// of a row of the source.
func ValuesOf(fresh func(columns []string) ([]any, error), of *Source) *rows.Values {
	return rows.ValuesOf(func(columns []string) ([]any, error) {
		values, err := fresh(columns)
		if err != nil {
			return nil, err
		}
		all := []any{&sql.NullString{}, &sql.NullInt64{}, &sql.NullInt64{}, &sql.NullInt64{}, &sql.NullInt64{}, &uuid.UUID{}, &sql.NullInt64{}, &sql.NullInt64{}}
		for _, v := range values {
			all = append(all, nullable(v))
		}
		return all, nil
	}, of.Columns)
}

// nullable returns a value that takes NULL too, which stands in every column of a deletion.
func nullable(v any) any {
	switch v.(type) {
	case *sql.NullString, *sql.NullBool, *sql.NullInt64, *sql.NullFloat64, *sql.NullTime, *entsql.NullScanner, *uuid.UUID:
		return v
	}
	if s, ok := v.(sql.Scanner); ok {
		return &perhaps{s}
	}
	return v
}

// perhaps is a value that NULL leaves as it is.
type perhaps struct{ sql.Scanner }

// Scan implements sql.Scanner.
func (p *perhaps) Scan(v any) error {
	if v == nil {
		return nil
	}
	return p.Scanner.Scan(v)
}

// Read executes the query of a page and writes its changes to w. row returns what writes the
// row that was scanned into the values of the source's columns. narrow are the predicates that
// a row of the list passes; one that does not pass them is a deletion.
func Read(ctx context.Context, p *Page, w *jx.Writer, drv dialect.Driver, of *Source, v *rows.Values, narrow []func(*entsql.Selector), row func(columns []string, values []any) (func(*jx.Writer), error)) error {
	query, args := p.query(ctx, drv.Dialect(), of, narrow)
	_, err := rows.EachWithin(ctx, &p.Bound, v, drv, query, args, func(columns []string, values []any) error {
		c := change{ //nolint:forcetypeassert // they are those of ValuesOf
			number: *values[4].(*sql.NullInt64), id: *values[5].(*uuid.UUID),
			version: *values[6].(*sql.NullInt64), state: *values[7].(*sql.NullInt64),
		}
		if err := p.begin(headOf(values)); err != nil || !c.number.Valid {
			return err
		}
		if c.state.Int64 != present {
			return p.entry(w, c, nil)
		}
		scanned := make([]any, len(columns))
		for i, v := range values[heads:] {
			if p, ok := v.(*perhaps); ok {
				v = p.Scanner
			}
			scanned[i] = v
		}
		write, err := row(columns, scanned)
		if err != nil {
			return err
		}
		return p.entry(w, c, write)
	})
	return err
}

func headOf(values []any) head {
	epoch, number := values[0].(*sql.NullString), values[1].(*sql.NullInt64) //nolint:forcetypeassert // they are those of ValuesOf
	return head{
		epoch: epoch.String, number: number.Int64, counted: number.Valid,
		floor: values[2].(*sql.NullInt64).Int64, began: values[3].(*sql.NullInt64).Int64, //nolint:forcetypeassert // as above
	}
}
