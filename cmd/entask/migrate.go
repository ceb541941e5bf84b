package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/config"
	"github.com/entask/entask/internal/database"
)

type migrateCmd struct {
	Apply  applyCmd  `cmd:"" help:"Apply pending migrations. Any number of copies may start at once."`
	Status statusCmd `cmd:"" help:"Tell which migrations are applied and which are pending."`
}

type applyCmd struct{}

// Run applies pending migrations and prints the name of each.
func (applyCmd) Run(ctx context.Context, e env) error {
	db, err := connectToMigrate(ctx, e)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	applied, err := database.Migrate(ctx, db, migrations.FS, database.MigrateOptions{Version: currentVersion()})
	for _, name := range applied {
		_, _ = fmt.Fprintln(e.stdout, "applied", name)
	}
	if err == nil && len(applied) == 0 {
		_, _ = fmt.Fprintln(e.stdout, "nothing to apply")
	}
	return err
}

type statusCmd struct{}

// Run prints where the database stands. It fails when there is something to do.
func (statusCmd) Run(ctx context.Context, e env) error {
	db, err := connectToMigrate(ctx, e)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	s, err := database.ReadStatus(ctx, db, migrations.FS)
	if err != nil {
		return err
	}
	for _, line := range []struct {
		name  string
		value string
	}{
		{"current", s.Current},
		{"applied", strings.Join(s.Applied, " ")},
		{"pending", strings.Join(s.Pending, " ")},
		{"unknown", strings.Join(s.Ahead, " ")},
		{"partial", s.Partial},
		{"error", s.Error},
		{"edited", s.Edited},
	} {
		if line.value != "" {
			_, _ = fmt.Fprintf(e.stdout, "%-8s %s\n", line.name, line.value)
		}
	}
	return database.CheckSchema(ctx, db, migrations.FS)
}

// connectToMigrate opens a database that has migrations.
func connectToMigrate(ctx context.Context, e env) (*database.DB, error) {
	cfg, err := config.Load(e.getenv, ".", config.ForMigrate)
	if err != nil {
		return nil, err
	}
	if cfg.DatabaseURL.Scheme() == "sqlite" {
		return nil, usageError{errors.New("DATABASE_URL: migrations are for PostgreSQL; a SQLite database takes its schema when it is opened")}
	}
	return connect(ctx, cfg)
}
