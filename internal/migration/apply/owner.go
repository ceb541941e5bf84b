package apply

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// everything is the role whose policies let migrations reach all rows: whoever owns the
// database.
const everything = "pg_database_owner"

// asOwner says whether this role reaches all rows, because it owns the database or because
// row-level security does not hold for it, and whether a policy depends on that.
const asOwner = `SELECT rolsuper OR rolbypassrls OR pg_has_role($1, 'USAGE'),
	EXISTS (SELECT FROM pg_policy WHERE $1::regrole = ANY (polroles)), current_user::text, current_database()::text
FROM pg_roles WHERE rolname = current_user`

// requireOwner refuses a role that would not reach all rows: its UPDATE would leave rows
// out and succeed.
func requireOwner(ctx context.Context, conn *sql.Conn, pending []*file) error {
	var owns, policies bool
	var role, database string
	if err := conn.QueryRowContext(ctx, asOwner, everything).Scan(&owns, &policies, &role, &database); err != nil {
		return err
	}
	creates := func(f *file) bool {
		return slices.ContainsFunc(f.statements, func(s statement) bool { return strings.Contains(s.Text, everything) })
	}
	if owns || !policies && !slices.ContainsFunc(pending, creates) {
		return nil
	}
	return fmt.Errorf("%w: row-level security hides rows from %[2]q: ALTER DATABASE %[3]q OWNER TO %[2]q, or GRANT its owner to %[2]q",
		ErrNotOwner, role, database)
}
