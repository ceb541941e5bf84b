package database

import (
	"context"
	"database/sql"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/memory"
)

// weighed is a driver that counts what rows take of the memory that their request may have. A
// result that is read row by row ends with the row that is too much.
type weighed struct{ *entsql.Driver }

// Query implements dialect.Driver.
func (d *weighed) Query(ctx context.Context, query string, args, v any) error {
	if err := d.Driver.Query(ctx, query, args, v); err != nil {
		return err
	}
	if to, ok := v.(*entsql.Rows); ok && readsOnly(query) {
		to.ColumnScanner = &scale{ColumnScanner: to.ColumnScanner, claim: memory.Of(ctx)}
	}
	return nil
}

var _ dialect.Driver = (*weighed)(nil)

// scale weighs the rows of one result.
type scale struct {
	entsql.ColumnScanner
	claim          *memory.Claim
	bytes, claimed int
}

// Scan implements entsql.ColumnScanner.
func (s *scale) Scan(dest ...any) error {
	if err := s.ColumnScanner.Scan(dest...); err != nil {
		return err
	}
	for _, d := range dest {
		s.bytes += weight(d)
	}
	grown := s.bytes - s.claimed
	if grown <= memory.Free {
		return nil
	}
	s.claimed = s.bytes
	return s.claim.Need(2 * int64(grown)) // as PostgreSQL's driver does, so that pages are as long
}

// weight returns how many bytes were scanned beyond what any value has.
func weight(dest any) int {
	switch d := dest.(type) {
	case *string:
		return len(*d)
	case *sql.NullString:
		return len(d.String)
	case *[]byte:
		return len(*d)
	case *entsql.NullScanner:
		return weight(d.S)
	}
	return 0
}
