package apply

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// oldest is the oldest PostgreSQL that is supported: it is the first with a foreign key of
// which a deletion sets one column to null, and leaves the owner.
const oldest = 15

// ErrTooOld is returned for a PostgreSQL that is not supported.
var ErrTooOld = errors.New("the server is too old")

// requireVersion refuses a server that is too old.
func requireVersion(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) error {
	var number int
	var version string
	const query = "SELECT current_setting('server_version_num')::int, current_setting('server_version')"
	if err := db.QueryRowContext(ctx, query).Scan(&number, &version); err != nil {
		return err
	}
	if number < oldest*10_000 {
		return fmt.Errorf("%w: it is PostgreSQL %s, and %d is the oldest that is supported", ErrTooOld, version, oldest)
	}
	return nil
}
