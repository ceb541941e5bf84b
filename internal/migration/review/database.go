package review

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// refusal is what the server said; nil for an error of another kind.
func refusal(err error) *pgconn.PgError {
	failure, _ := errors.AsType[*pgconn.PgError](err)
	return failure
}

func refused(err error, code string) bool {
	failure := refusal(err)
	return failure != nil && failure.Code == code
}

// database is a throwaway database on a server.
type database struct {
	url     string
	admin   *pgx.Conn
	name    string
	conns   []*pgx.Conn
	roles   roles
	extra   []string // other databases to drop
	notices []string
}

// open makes an empty database on the server.
func open(ctx context.Context, url string) (*database, error) {
	admin, err := connect(ctx, url, "", nil)
	if err != nil {
		return nil, fmt.Errorf("reach the server for the review: %w", err)
	}
	d := &database{url: url, admin: admin, roles: roles{admin: admin}}
	if d.name, err = d.create(ctx); err != nil {
		return nil, errors.Join(err, admin.Close(ctx))
	}
	// Advisory locks are of one database: reviews that were given different ones meet here.
	if common, err := connect(ctx, url, "postgres", nil); err == nil {
		d.roles.admin = common
	}
	return d, nil
}

func (d *database) create(ctx context.Context) (string, error) {
	name := "entask_review_" + strings.ToLower(rand.Text()[:12])
	if _, err := d.admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		return "", fmt.Errorf("make a database for the review: %w", err)
	}
	d.extra = append(d.extra, name)
	return name, nil
}

// close drops what was made. The end of its connection gives back all advisory locks.
func (d *database) close(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var errs []error
	for _, c := range d.conns {
		errs = append(errs, c.Close(ctx))
	}
	for _, name := range d.extra {
		_, err := d.admin.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		errs = append(errs, err)
	}
	errs = append(errs, d.roles.release(ctx), d.roles.admin.Close(ctx))
	return errors.Join(append(errs, d.admin.Close(ctx))...) // a second time for one that is both
}
