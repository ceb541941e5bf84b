package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/drift"
)

// catalogFile has the schema that the migrations lead to, beside them. The service compares
// its database with it.
const catalogFile = "catalog.json"

// leadTo reads the schema that the migrations lead to.
func (c cli) leadTo(ctx context.Context) (s drift.Schema, err error) {
	return s, c.server.with(ctx, func(url string) error {
		db, err := database.Open(ctx, database.Options{URL: url, PoolMax: 2})
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		if _, err := apply.Run(ctx, db, os.DirFS(c.dir), apply.Options{}); err != nil {
			return err
		}
		s, err = drift.Read(ctx, db.SQL())
		return err
	})
}

// writeCatalog writes the catalog, if it does not say what the migrations lead to. What only
// another release of PostgreSQL prints differently stays.
func (c cli) writeCatalog(ctx context.Context) error {
	s, err := c.leadTo(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(c.dir, catalogFile)
	if lines, err := c.otherwise(s); err == nil && len(lines) == 0 {
		return nil
	}
	if err := os.WriteFile(path, s.Format(), 0o644); err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, path)
	return nil
}

// checkCatalog fails unless the catalog says what the migrations lead to.
func (c cli) checkCatalog(ctx context.Context) error {
	s, err := c.leadTo(ctx)
	if err != nil {
		return err
	}
	lines, err := c.otherwise(s)
	if err == nil && len(lines) > 0 {
		err = fmt.Errorf("the migrations lead to something else: make migration-hash; in the file\n  %s", strings.Join(lines, "\n  "))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(c.dir, catalogFile), err)
	}
	return nil
}

// otherwise lists what the catalog says otherwise than a schema.
func (c cli) otherwise(s drift.Schema) (lines []string, err error) {
	b, err := os.ReadFile(filepath.Join(c.dir, catalogFile))
	if err != nil {
		return nil, err
	}
	written, err := drift.Parse(b)
	if err != nil {
		return nil, err
	}
	for _, d := range drift.Diff(written, s) {
		lines = append(lines, d.String())
	}
	for _, d := range drift.Diff(s, written) {
		if d.State == drift.Missing {
			lines = append(lines, d.Kind+" "+d.Name+" should not be there")
		}
	}
	return lines, nil
}
