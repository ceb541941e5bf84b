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
	Apply  applyCmd  `cmd:"" help:"Apply pending migrations. Any number of copies may start at once."`
	Status statusCmd `cmd:"" help:"Tell which migrations are applied and which are pending. Status 1 when there is something to do."`
	Review reviewCmd `cmd:"" help:"Run pending migrations on a throwaway PostgreSQL, and tell what they will do to a live one."`
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
	return connect(ctx, cfg, nil)
}

// logProgress tells a log of migrations, where no person looks on.
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
