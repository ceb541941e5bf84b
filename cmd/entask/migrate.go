package main

import (
	"context"
	"fmt"
	"strings"

	"entgo.io/ent/dialect"

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
	cfg, err := config.Load(e.getenv, ".", config.ForMigrate)
	if err != nil {
		return err
	}
	db, err := connect(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if db.Dialect() == dialect.SQLite {
		return errNoMigrations
	}
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
	cfg, err := config.Load(e.getenv, ".", config.ForMigrate)
	if err != nil {
		return err
	}
	db, err := connect(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if db.Dialect() == dialect.SQLite {
		return errNoMigrations
	}
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

// errNoMigrations is returned for the embedded database.
var errNoMigrations = usageError{fmt.Errorf("DATABASE_URL: migrations are for PostgreSQL; a SQLite database takes its schema when it is opened")}
