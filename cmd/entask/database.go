package main

import (
	"context"
	"errors"
	"fmt"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/config"
	"github.com/entask/entask/internal/database"
)

// openDatabase opens the database of the settings and sees to its schema. The
// embedded SQLite takes its schema straight from Ent; a PostgreSQL is migrated
// only where that is asked for, and otherwise must not be older than the binary.
func openDatabase(ctx context.Context, cfg config.Config, migrate bool) (*database.DB, *ent.Client, error) {
	db, err := database.Open(ctx, database.Options{
		URL:             cfg.DatabaseURL.Reveal(),
		PoolMin:         cfg.PoolMin,
		PoolMax:         cfg.PoolMax,
		ConnMaxLifetime: cfg.ConnMaxLifetime,
	})
	if err != nil {
		return nil, nil, err
	}
	client := ent.NewClient(ent.Driver(db.Driver()))
	if db.Dialect() == dialect.SQLite {
		err = client.Schema.Create(ctx)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("prepare database: %w", err), db.Close())
	}
	return db, client, nil
}
