package sqlstate_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/runtime/sqlstate"
)

func TestOf(t *testing.T) {
	broken := &pgconn.PgError{Code: "23503"}
	for _, tc := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("FOREIGN KEY constraint failed"), ""},
		{broken, "23503"},
		{fmt.Errorf("insert: %w", errors.Join(errors.New("rollback"), broken)), "23503"},
	} {
		if got := sqlstate.Of(tc.err); got != tc.want {
			t.Errorf("of %v: %q, want %q", tc.err, got, tc.want)
		}
	}
}
