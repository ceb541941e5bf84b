package review

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/jackc/pgx/v5"
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

// roles makes the roles that statements name and the server does not have. Roles belong to
// the whole server, so reviews that run at the same time share them: who makes a role marks
// it and holds a shared advisory lock on it, and who ends drops the marked roles that no
// other review holds or uses.
type roles struct {
	admin *pgx.Conn
	held  []string
}

const (
	roleMark = "made by entask migrate review"
	roleLock = "hashtextextended('entask review role ' || $1, 0)"
)

// hold makes a role if the server does not have it, and keeps it until release.
func (r *roles) hold(ctx context.Context, role string) error {
	if _, err := r.admin.Exec(ctx, "SELECT pg_advisory_lock_shared("+roleLock+")", role); err != nil {
		return fmt.Errorf("keep the role %s: %w", role, err)
	}
	r.held = append(r.held, role)
	name := catalog.Quote(role)
	_, err := r.admin.Exec(ctx, "CREATE ROLE "+name+"; COMMENT ON ROLE "+name+" IS '"+roleMark+"'")
	// Of two that make it at once, the second meets the unique index.
	if err != nil && !refused(err, "42710") && !refused(err, "23505") {
		return fmt.Errorf("make the role %s, which the migrations name: %w", role, err)
	}
	return nil
}

func (r *roles) holds(role string) bool { return slices.Contains(r.held, role) }

// release drops the marked roles that are left over. One review does so at a time: the
// last one finds the databases of all others gone.
func (r *roles) release(ctx context.Context) error {
	for _, role := range r.held {
		if _, err := r.admin.Exec(ctx, "SELECT pg_advisory_unlock_shared("+roleLock+")", role); err != nil {
			return err
		}
	}
	if _, err := r.admin.Exec(ctx, "SELECT pg_advisory_lock(hashtextextended('entask review roles', 0))"); err != nil {
		return err
	}
	rows, err := r.admin.Query(ctx, "SELECT rolname FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = $1", roleMark)
	if err != nil {
		return err
	}
	marked, err := pgx.CollectRows(rows, pgx.RowTo[string])
	errs := []error{err}
	for _, role := range marked {
		var unheld bool
		err := r.admin.QueryRow(ctx, "SELECT pg_try_advisory_lock("+roleLock+")", role).Scan(&unheld)
		if err == nil && unheld {
			if _, err = r.admin.Exec(ctx, "DROP ROLE IF EXISTS "+catalog.Quote(role)); refused(err, "2BP01") || refused(err, "42501") || refused(err, "XX000") { // in use, made by somebody else, or dropped meanwhile
				err = nil
			}
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
