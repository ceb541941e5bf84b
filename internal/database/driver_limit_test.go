package database_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/rows"
)

// texts reads texts of a size, as generated code reads rows. It returns how many it got.
func texts(ctx context.Context, within *rows.Bound, on dialect.Driver, n, size int) (int, error) {
	values := rows.ValuesOf(func([]string) ([]any, error) { return []any{new(sql.NullString)}, nil }, []string{"text"})
	return rows.EachWithin(ctx, within, values, on, "SELECT repeat('a', $2::int) FROM generate_series(1, $1::int)", []any{n, size},
		func(_ []string, values []any) error {
			if got := len(values[0].(*sql.NullString).String); got != size {
				return errors.New("a text was cut")
			}
			return nil
		})
}

// TestBound: a result ends before its rows have too many bytes, and its connection is right
// for the next statement, or has ended where too much is left of the result.
func TestBound(t *testing.T) {
	inEachMode(t, database.Options{PoolMax: 1}, func(t *testing.T, db *database.DB) {
		for _, tc := range []struct {
			name          string
			n, size, want int
			cut           bool
		}{
			{"all of it", 100, 10_000, 100, false},
			{"to the byte", 4, 250_000, 4, false},
			{"more", 150, 10_000, 100, true},
			{"a long row", 1, 3_000_000, 1, false},
			{"long rows", 2, 3_000_000, 1, true},
			{"much more", 10_000, 10_000, 100, true},
		} {
			bound := rows.Bound{Bytes: 1_000_000}
			if n, err := texts(t.Context(), &bound, db.Driver(), tc.n, tc.size); err != nil || n != tc.want || bound.Cut != tc.cut {
				t.Errorf("%s: %d rows, cut %t, %v; want %d rows, cut %t", tc.name, n, bound.Cut, err, tc.want, tc.cut)
			}
			if n, err := texts(t.Context(), nil, db.Driver(), 3, 10); err != nil || n != 3 {
				t.Fatalf("%s: the next statement: %d rows, %v", tc.name, n, err)
			}
		}
	})
}

// TestRefusedMemory: a result that the request may not hold is an error, but for what a
// write returns.
func TestRefusedMemory(t *testing.T) {
	inEachMode(t, database.Options{PoolMax: 1}, func(t *testing.T, db *database.DB) {
		budget := memory.NewBudget(4 << 20) // a quarter of it for each viewer
		var other memory.Claim
		other.Open(budget, "ann", true)
		defer other.Close()
		if err := other.Need(1 << 20); err != nil {
			t.Fatal(err)
		}
		ctx := request.New(t.Context(), request.Identity{}, http.Header{})
		memory.Of(ctx).Open(budget, "ann", true)
		if n, err := texts(ctx, nil, db.Driver(), 6, 10_000); err != nil || n != 6 {
			t.Errorf("a short result: %d rows, %v", n, err)
		}
		err := db.Driver().Query(ctx, "WITH texts AS (SELECT repeat('a', 10000) FROM generate_series(1, 100)) SELECT * FROM texts", []any{}, new(sql.Rows))
		if _, full := errors.AsType[*memory.Full](err); !full {
			t.Errorf("a long result of WITH: got %v, want a *memory.Full", err)
		}
		_, err = texts(ctx, nil, db.Driver(), 100, 10_000)
		if _, full := errors.AsType[*memory.Full](err); !full {
			t.Errorf("a long result: got %v, want a *memory.Full", err)
		}
		exec(t, db, "CREATE TABLE texts (text text)")
		var written sql.Rows
		err = db.Driver().Query(ctx, "INSERT INTO texts SELECT repeat('a', 10000) FROM generate_series(1, 100) RETURNING text", []any{}, &written)
		if err != nil {
			t.Errorf("a write: %v", err)
		} else if err := written.Close(); err != nil {
			t.Error(err)
		}
		other.Close()
		if n, err := texts(ctx, nil, db.Driver(), 100, 10_000); err != nil || n != 100 {
			t.Errorf("when the other has ended: %d rows, %v", n, err)
		}
	})
}
