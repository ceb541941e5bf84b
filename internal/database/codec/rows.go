// Package codec turns PostgreSQL's results into rows that Ent scans. What most columns are
// is copied straight; pgx and database/sql decide about the rest. Start reading at Read. It
// must not import internal/database, which stands on it.
package codec

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

// Rows are all rows that a statement returned; its connection is free again.
type Rows struct {
	tag     tag
	columns []pgconn.FieldDescription
	values  *values // nil after the end
	rows    int     // how many there are
	refused error   // why there are no more

	abandoned bool
	next      int // which of them Next comes to
}

// values are the values of all rows as they were sent. Their memory is reused after the end,
// so a scanned value must be a copy.
type values struct {
	bytes  []byte
	text   string   // the same bytes, once a text of them was scanned
	sizes  []int    // of each value; -1 for NULL
	offset int      // in bytes, of the row after the current one
	row    [][]byte // the current one
	types  *pgtype.Map
}

var (
	_ entsql.ColumnScanner = (*Rows)(nil)

	unused = sync.Pool{New: func() any {
		v := &values{bytes: make([]byte, 0, 4096), types: pgtype.NewMap()}
		RegisterUTC(v.types)
		return v
	}}
)

// keepAtMost is the largest size of values that is kept for reuse.
const keepAtMost = 1 << 18

// Read reads a result to its end, and keeps the rows that the limit admits. When columns is
// nil, it takes them from the server. If too much follows that the limit does not admit, it
// stops, and the rows are Abandoned.
func Read(from *pgconn.ResultReader, columns []pgconn.FieldDescription, limit Limit) *Rows {
	if columns == nil {
		columns = slices.Clone(from.FieldDescriptions())
	}
	v := unused.Get().(*values) //nolint:forcetypeassert // there are no others
	r := &Rows{columns: columns, values: v}
	for ; from.NextRow(); r.rows++ {
		before := len(v.bytes)
		for _, b := range from.Values() {
			if b == nil {
				v.sizes = append(v.sizes, -1)
				continue
			}
			v.bytes = append(v.bytes, b...)
			v.sizes = append(v.sizes, len(b))
		}
		if !limit.admits(r.rows, len(v.bytes)) {
			v.bytes, v.sizes = v.bytes[:before], v.sizes[:r.rows*len(columns)]
			r.refused, r.abandoned = limit.refused, !skip(from)
			break
		}
	}
	if !r.abandoned {
		r.tag.CommandTag, _ = from.Close() // its error is that of the batch
	}
	return r
}

// skippedAtMost is how many bytes are read of rows that are not wanted. To read more costs
// more than another connection.
const skippedAtMost = 4 << 20

// skip reads a result to its end, unless that is too far away.
func skip(from *pgconn.ResultReader) bool {
	bytes := 0
	for from.NextRow() {
		for _, value := range from.Values() {
			bytes += len(value)
		}
		if bytes > skippedAtMost {
			return false
		}
	}
	return true
}

// Abandoned says that the result was not read to its end.
func (r *Rows) Abandoned() bool { return r.abandoned }

// Next implements entsql.ColumnScanner.
func (r *Rows) Next() bool {
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
func (r *Rows) Scan(dest ...any) error {
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

// textAt returns a text as a slice of one string with all values: the hundred texts of a
// page then cost one allocation.
func (v *values) textAt(at, size int) string {
	if len(v.text) != len(v.bytes) {
		v.text = string(v.bytes)
	}
	return v.text[at : at+size]
}

// Close implements entsql.ColumnScanner. It never fails.
func (r *Rows) Close() error {
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

// Refused says why the rows take more memory than the request may have.
func (r *Rows) Refused() error { return r.refused }

// Err implements entsql.ColumnScanner: a statement that failed has no rows.
func (*Rows) Err() error { return nil }

// Columns implements entsql.ColumnScanner.
func (r *Rows) Columns() ([]string, error) {
	names := make([]string, len(r.columns))
	for i := range r.columns {
		names[i] = r.columns[i].Name
	}
	return names, nil
}

// ColumnTypes implements entsql.ColumnScanner. Only database/sql can make a ColumnType;
// without one Ent scans into any.
func (*Rows) ColumnTypes() ([]*sql.ColumnType, error) {
	return nil, errors.New("database: column types are not known")
}

// NextResultSet implements entsql.ColumnScanner: a statement has one.
func (*Rows) NextResultSet() bool { return false }

// Result returns what the statement did, as database/sql has it.
func (r *Rows) Result() sql.Result { return r.tag }

// Changed says whether the statement changed a row.
func (r *Rows) Changed() bool { return !r.tag.Select() && r.tag.CommandTag.RowsAffected() > 0 }

// tag is what a statement did, as database/sql has it.
type tag struct{ pgconn.CommandTag }

var _ sql.Result = tag{}

// LastInsertId implements sql.Result: PostgreSQL has none.
func (tag) LastInsertId() (int64, error) {
	return 0, errors.New("database: PostgreSQL has no last id, use RETURNING")
}

// RowsAffected implements sql.Result.
func (t tag) RowsAffected() (int64, error) { return t.CommandTag.RowsAffected(), nil }
