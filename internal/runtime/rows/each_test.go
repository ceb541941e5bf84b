package rows_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/rows"
)

// TestEach reads rows into the same values, at once from many goroutines: none sees
// what another's row or the row before held.
func TestEach(t *testing.T) {
	db, err := database.Open(t.Context(), database.Options{URL: "sqlite://" + t.TempDir() + "/db"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	values := rows.ValuesOf(func([]string) ([]any, error) {
		return []any{new(sql.NullInt64), new(sql.NullString)}, nil
	}, []string{"n", "text"})
	const query = "SELECT 1, 'a' || ? UNION ALL SELECT 2, NULL UNION ALL SELECT NULL, 'b'"
	read := func(arg string, until int) (got []string, n int, err error) {
		n, err = rows.Each(t.Context(), values, db.Driver(), query, []any{arg}, func(columns []string, v []any) error {
			number, ok := v[0].(*sql.NullInt64)
			text, fits := v[1].(*sql.NullString)
			if !ok || !fits || !slices.Equal(columns, []string{"n", "text"}) {
				return fmt.Errorf("got %v %T", columns, v)
			}
			if len(got) == until {
				return errStop
			}
			got = append(got, fmt.Sprintf("%d %t %s %t", number.Int64, number.Valid, text.String, text.Valid))
			return nil
		})
		return got, n, err
	}
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			for i := range 50 {
				arg := fmt.Sprintf("%d-%d", g, i)
				want := []string{"1 true a" + arg + " true", "2 true  false", "0 false b true"}
				if got, n, err := read(arg, 9); err != nil || n != 3 || !slices.Equal(got, want) {
					t.Errorf("got %q, %d, %v, want %q", got, n, err, want)
				}
				if got, n, err := read(arg, 1); !errors.Is(err, errStop) || n != 1 || !slices.Equal(got, want[:1]) {
					t.Errorf("until the second: %q, %d, %v", got, n, err)
				}
			}
		})
	}
	wait.Wait()
	if _, err := rows.Each(t.Context(), values, db.Driver(), "SELECT nothing", nil, nil); err == nil {
		t.Error("a query that fails gives no error")
	}
}

var errStop = errors.New("stop")
