package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"

	"ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/rows"
)

// migrating is a role as it is in production: it owns the database and the tables,
// and is no superuser.
const migrating = "entask_migrations"

// overRows applies the migrations in order, as entask does. Before each one it makes rows in
// every table, at the limits of what the table accepts, so that a migration that can fail on
// somebody's rows fails here.
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
			o := apply.Options{To: migrate.NewLocalFile(name, nil).Version(), LockAttempts: 1}
			if _, err := apply.Run(ctx, db, os.DirFS(c.dir), o); err != nil {
				return fmt.Errorf("over rows in every table: %w", err)
			}
		}
		return nil
	})
}

// openMigrating gives a superuser's database to the role that migrates.
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
