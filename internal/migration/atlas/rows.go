package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/rows"
)

// migrating is a role like that of production: it owns the database and the tables,
// and is not a superuser.
const migrating = "entask_migrations"

// overRows applies the migrations in order, as entask does. Before each file it adds
// all kinds of rows that the tables allow, so that a file that some possible row stops
// fails here.
func (c cli) overRows(ctx context.Context, list []string) error {
	return c.server.with(ctx, func(raw string) (err error) {
		db, err := openMigrating(ctx, raw)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		for round, name := range list {
			empty, err := rows.Make(ctx, raw, round)
			if err != nil {
				return err
			}
			for _, why := range empty {
				fmt.Fprintf(c.stdout, "no rows could be made before %s in %s\n", name, why)
			}
			if err := c.meet(ctx, raw, name); err != nil {
				return err
			}
			o := apply.Options{To: migrate.NewLocalFile(name, nil).Version(), LockAttempts: 1}
			if _, err := apply.Run(ctx, db, os.DirFS(c.dir), o); err != nil {
				return fmt.Errorf("over rows in every table: %w", err)
			}
		}
		return nil
	})
}

// meet deletes the rows that a file expects not to exist.
func (c cli) meet(ctx context.Context, raw, name string) (err error) {
	b, err := os.ReadFile(filepath.Join(c.dir, name))
	query := unexpected(string(b))
	if err != nil || query == "" {
		return err
	}
	admin, err := database.Open(ctx, database.Options{URL: raw, PoolMax: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	_, err = admin.SQL().ExecContext(ctx, query)
	return err
}

// openMigrating makes the role migrating the owner of a database, and opens it as that
// role.
func openMigrating(ctx context.Context, raw string) (*database.DB, error) {
	admin, err := database.Open(ctx, database.Options{URL: raw, PoolMax: 1})
	if err != nil {
		return nil, err
	}
	defer func() { _ = admin.Close() }()
	for _, statement := range []string{"CREATE ROLE " + migrating + " LOGIN CREATEROLE", "ALTER DATABASE draft OWNER TO " + migrating} {
		if _, err := admin.SQL().ExecContext(ctx, statement); err != nil {
			return nil, err
		}
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	u.User = url.User(migrating)
	return database.Open(ctx, database.Options{URL: u.String(), PoolMax: 1})
}
