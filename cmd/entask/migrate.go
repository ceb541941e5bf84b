package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/service/config"
)

type migrateCmd struct {
	Apply  applyCmd  `cmd:"" help:"Apply pending migrations. Several copies may run at once."`
	Status statusCmd `cmd:"" help:"List applied and pending migrations. Exit status 1 if there is something to do."`
	Review reviewCmd `cmd:"" help:"Run pending migrations on a throwaway PostgreSQL, and report what they would do to a live one."`
	Down   downCmd   `cmd:"" help:"Write the migrations that take the last ones back, where nothing is lost."`
}

// connectToMigrate opens a database that has migrations.
func connectToMigrate(ctx context.Context, e env) (*database.DB, config.Config, error) {
	cfg, err := config.Load(e.getenv, ".", config.ForMigrate)
	if err != nil {
		return nil, cfg, err
	}
	if cfg.DatabaseURL.Scheme() == "sqlite" {
		return nil, cfg, usageError{errors.New("DATABASE_URL: migrations are for PostgreSQL; a SQLite database takes its schema when it is opened")}
	}
	db, err := connect(ctx, cfg)
	return db, cfg, err
}

// logProgress logs the progress of migrations that serve applies.
func logProgress(ctx context.Context, logger *slog.Logger) func(apply.Progress) {
	return func(p apply.Progress) {
		switch p.Event {
		case apply.EventApplied:
			logger.InfoContext(ctx, "migration applied", "file", p.File, "duration", p.Elapsed)
		case apply.EventWaiting, apply.EventBlocked, apply.EventRebuild, apply.EventDone:
			logger.WarnContext(ctx, "migration", "progress", p.String())
		default:
			logger.InfoContext(ctx, "migration", "progress", p.String())
		}
	}
}
