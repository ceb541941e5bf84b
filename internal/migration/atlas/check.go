package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
)

// check fails unless the sums are right, the files can be applied in order over rows,
// and together they lead to the schema that ent/schema describes.
func (c cli) check(ctx context.Context) error {
	list, err := names(c.dir)
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range list {
		b, err := os.ReadFile(filepath.Join(c.dir, name))
		if err != nil {
			return err
		}
		faults = append(faults, fault(name, b))
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	if err := c.atlas(ctx, "migrate", "validate", "--env", "ci", "--dir", "file://"+c.dir); err != nil {
		return err
	}
	scratch, err := c.copy()
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch.dir) }()
	want, err := c.desired(ctx)
	if err != nil {
		return err
	}
	if err := scratch.prove(ctx, want); err != nil {
		return err
	}
	if err := c.overRows(ctx, list); err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "%d migrations lead to %s, also over rows\n", len(list), c.schema)
	return nil
}

// prove fails unless the migrations of a copy can be applied and lead to the wanted
// schema, both by Atlas and by comparing catalogs.
func (c cli) prove(ctx context.Context, want catalog) error {
	missing, err := c.diff(ctx)
	if err != nil {
		return err
	}
	var lines []string
	for _, s := range missing {
		lines = append(lines, s.sql)
	}
	have, err := c.migrated(ctx)
	if err != nil {
		return err
	}
	if lines = append(lines, have.differences(want)...); len(lines) > 0 {
		return fmt.Errorf("the migrations do not lead to %s: run make migration name=…; what is missing:\n  %s", c.schema, strings.Join(lines, "\n  "))
	}
	return nil
}

var (
	concurrently = regexp.MustCompile(`(?i)\bINDEX\s+CONCURRENTLY\b`)
	indexOnly    = regexp.MustCompile(`(?is)^\s*(CREATE\s+(UNIQUE\s+)?|DROP\s+|RE)INDEX\s+CONCURRENTLY\b`)
)

// fault returns why a file cannot be applied as it stands, or nil.
func fault(name string, content []byte) error {
	f := migrate.NewLocalFile(name, content)
	stmts, err := f.Stmts()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if strings.Contains(string(content), "\r\n") {
		return fmt.Errorf("%s: lines end as on Windows, which Atlas does not read: see .gitattributes", name)
	}
	isConcurrent := func(s string) bool { return concurrently.MatchString(s) }
	if !slices.ContainsFunc(stmts, isConcurrent) {
		return nil
	}
	if !slices.Equal(f.Directive("txmode"), []string{"none"}) {
		return fmt.Errorf("%s: an index cannot be built concurrently in a transaction: begin the file with %q and a blank line", name, strings.TrimSpace(noTransaction))
	}
	if slices.ContainsFunc(stmts, func(s string) bool { return !indexOnly.MatchString(s) }) {
		return fmt.Errorf("%s: move the statements that are not about an index CONCURRENTLY into a file of their own, which keeps its transaction, and run make migration-hash", name)
	}
	return nil
}
