package database

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"

	"github.com/entask/entask/internal/database/sqlite"
)

// Create makes the tables in a database that has no migrations, as Ent makes them,
// and secures them with the statements that each has in security (see the generated
// migrate.RowSecurity); those without a table come last. SQLite has no row-level security, and triggers for what
// its keys cannot say.
func (db *DB) Create(ctx context.Context, tables []*schema.Table, security map[string][]string) error {
	if db.dialect == dialect.Postgres {
		if err := PrepareSpread(ctx, db.sql); err != nil {
			return fmt.Errorf("create schema: %w", err)
		}
	} else {
		owned, triggers, err := sqlite.Owned(tables)
		if err != nil {
			return fmt.Errorf("create schema: %w", err)
		}
		for _, t := range owned {
			triggers[t.Name] = append(triggers[t.Name], security[db.dialect+" "+t.Name]...)
		}
		tables, security = owned, triggers
		if err := sqlite.DropTriggers(ctx, db.sql); err != nil {
			return fmt.Errorf("create schema: drop triggers: %w", err)
		}
	}
	migration, err := schema.NewMigrate(entsql.OpenDB(db.dialect, db.sql))
	if err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	if err := migration.Create(ctx, tables...); err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	for _, t := range tables {
		for _, statement := range security[t.Name] {
			if _, err := db.sql.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("secure table %s: %w", t.Name, err)
			}
		}
	}
	for _, statement := range security[""] {
		if _, err := db.sql.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("spread tables: %w", err)
		}
	}
	return nil
}
