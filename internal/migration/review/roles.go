package review

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/migration/catalog"
)

var noRole = regexp.MustCompile(`^role "(.+)" does not exist$`)

// missingRole returns the role that a throwaway server does not have.
func missingRole(err error) (role string, missing bool) {
	failure, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || failure.Code != "42704" {
		return "", false
	}
	m := noRole.FindStringSubmatch(failure.Message)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// makeRole makes a role that a statement names and the server does not have.
func (r *runner) makeRole(ctx context.Context, role string) error {
	*r.roles = append(*r.roles, role)
	if _, err := r.observer.Conn.Exec(ctx, "CREATE ROLE "+catalog.Quote(role)); err != nil && !refused(err, "42710") {
		return fmt.Errorf("make the role %s, which the migrations name: %w", role, err)
	}
	return nil
}
