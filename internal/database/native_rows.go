package database

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	entsql "entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// rows are what a statement returned, all of it: its connection is free again.
type rows struct {
	tag     tag
	columns []pgconn.FieldDescription
	values  *values // nil after the end
	rows    int     // how many there are
	next    int     // which of them Next comes to
}

// values are those of all rows, as they were sent. They are used again after the
// end, so what is scanned must be a copy.
type values struct {
	bytes  []byte
	text   string   // the same bytes, once a text of them was scanned
	sizes  []int    // of each value; -1 for NULL
	offset int      // in bytes, of the row after the current one
	row    [][]byte // the current one
	types  *pgtype.Map
}

var (
	_ entsql.ColumnScanner = (*rows)(nil)

	unused = sync.Pool{New: func() any {
		v := &values{bytes: make([]byte, 0, 4096), types: pgtype.NewMap()}
		registerUTC(v.types)
		return v
	}}
)

// keepAtMost is how large values may have grown to be used again.
const keepAtMost = 1 << 18

// readRows reads a result to its end. Its columns are those that the server tells,
// where they are not known.
func readRows(from *pgconn.ResultReader, columns []pgconn.FieldDescription) *rows {
	if columns == nil {
		columns = slices.Clone(from.FieldDescriptions())
	}
	v := unused.Get().(*values) //nolint:forcetypeassert // there are no others
	r := &rows{columns: columns, values: v}
	for ; from.NextRow(); r.rows++ {
		for _, b := range from.Values() {
			if b == nil {
				v.sizes = append(v.sizes, -1)
				continue
			}
			v.bytes = append(v.bytes, b...)
			v.sizes = append(v.sizes, len(b))
		}
	}
	r.tag.CommandTag, _ = from.Close() // its error is that of the batch
	return r
}

// Next implements entsql.ColumnScanner.
func (r *rows) Next() bool {
	if r.values == nil || r.next == r.rows {
		_ = r.Close() // never fails
		return false
	}
	v, n := r.values, len(r.columns)
	v.row = v.row[:0]
	for _, size := range v.sizes[r.next*n : (r.next+1)*n] {
		if size < 0 {
			v.row = append(v.row, nil)
			continue
		}
		end := v.offset + size
		v.row = append(v.row, v.bytes[v.offset:end:end])
		v.offset = end
	}
	r.next++
	return true
}

// Scan implements entsql.ColumnScanner.
func (r *rows) Scan(dest ...any) error {
	switch {
	case r.values == nil || r.next == 0:
		return errors.New("database: there is no row to scan")
	case len(dest) != len(r.columns):
		return fmt.Errorf("database: %d columns cannot be scanned into %d values", len(r.columns), len(dest))
	}
	v := r.values
	at := v.offset
	for _, src := range v.row {
		at -= len(src)
	}
	for i, d := range dest {
		src := v.row[i]
		if s, ok := d.(*sql.NullString); ok && isText(r.columns[i].DataTypeOID) {
			s.String, s.Valid = v.textAt(at, len(src)), src != nil
		} else if err := scan(v.types, &r.columns[i], src, d); err != nil {
			return fmt.Errorf("database: scan column %q: %w", r.columns[i].Name, err)
		}
		at += len(src)
	}
	return nil
}

// textAt returns a text as a part of one string with all values: a page has a hundred
// texts, which live and die together.
func (v *values) textAt(at, size int) string {
	if len(v.text) != len(v.bytes) {
		v.text = string(v.bytes)
	}
	return v.text[at : at+size]
}

// Close implements entsql.ColumnScanner. It never fails.
func (r *rows) Close() error {
	v := r.values
	if v == nil {
		return nil
	}
	r.values = nil
	if cap(v.bytes) <= keepAtMost {
		v.bytes, v.text, v.sizes, v.offset = v.bytes[:0], "", v.sizes[:0], 0
		unused.Put(v)
	}
	return nil
}

// Err implements entsql.ColumnScanner: a statement that failed has no rows.
func (*rows) Err() error { return nil }

// Columns implements entsql.ColumnScanner.
func (r *rows) Columns() ([]string, error) {
	names := make([]string, len(r.columns))
	for i := range r.columns {
		names[i] = r.columns[i].Name
	}
	return names, nil
}

// ColumnTypes implements entsql.ColumnScanner. Nobody but database/sql can make one;
// without it Ent scans into any.
func (*rows) ColumnTypes() ([]*sql.ColumnType, error) {
	return nil, errors.New("database: column types are not known")
}

// NextResultSet implements entsql.ColumnScanner: a statement has one.
func (*rows) NextResultSet() bool { return false }

// into runs a query and gives its rows to Ent.
func into(v any, run func() (*rows, error)) error {
	to, ok := v.(*entsql.Rows)
	if !ok {
		return fmt.Errorf("database: rows go to %T, want *sql.Rows", v)
	}
	r, err := run()
	if err != nil {
		return err
	}
	to.ColumnScanner = r
	return nil
}

// result runs a statement and gives what it did to Ent, where it asks for that.
func result(v any, run func() (*rows, error)) error {
	to, ok := v.(*sql.Result)
	if !ok && v != nil {
		return fmt.Errorf("database: a result goes to %T, want *sql.Result", v)
	}
	r, err := run()
	if err != nil {
		return err
	}
	if ok {
		*to = r.tag
	}
	return r.Close()
}
