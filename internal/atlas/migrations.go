package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
)

// create writes the migration from the present files to ent/migrate/schema.sql. The
// CLI writes one file; split makes files of it that can be applied.
func (c cli) create(ctx context.Context, name string) error {
	if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(name) {
		return fmt.Errorf("%w: NAME is like add_colour, not %q", errUsage, name)
	}
	before, err := read(c.dir)
	if err != nil {
		return err
	}
	if err := c.atlas(ctx, "migrate", "diff", name, "--env", "local", "--format", `{{ sql . "  " }}`); err != nil {
		return err
	}
	after, err := read(c.dir)
	if err != nil {
		return err
	}
	for _, file := range added(before, after) {
		parts, err := split(file, after[file])
		if err != nil {
			return err
		}
		for _, part := range parts {
			path := filepath.Join(c.dir, part.name)
			fmt.Fprintln(c.stdout, path)
			if err := os.WriteFile(path, part.content, 0o644); err != nil {
				return err
			}
		}
		if len(parts) == 1 && bytes.Equal(parts[0].content, after[file]) {
			continue
		}
		if err := c.atlas(ctx, "migrate", "hash", "--env", "local"); err != nil {
			return err
		}
	}
	return nil
}

// check says whether the sums are right, the files can be applied one after the
// other, and a database that has them all has what ent/schema describes.
func (c cli) check(ctx context.Context) error {
	files, err := read(c.dir)
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		faults = append(faults, fault(name, files[name]))
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	if err := c.atlas(ctx, "migrate", "validate", "--env", "ci"); err != nil {
		return err
	}
	// The CLI succeeds when there is a difference, and writes it: into a copy.
	copied, err := os.MkdirTemp("", "entask-migrations-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(copied) }()
	if err := os.CopyFS(copied, os.DirFS(c.dir)); err != nil {
		return err
	}
	quiet := c
	quiet.stdout = io.Discard
	if err := quiet.atlas(ctx, "migrate", "diff", "drift", "--env", "ci", "--dir", "file://"+copied); err != nil {
		return err
	}
	after, err := read(copied)
	if err != nil {
		return err
	}
	for _, name := range added(files, after) {
		return fmt.Errorf("the migrations do not lead to ent/migrate/schema.sql: run make migration name=…; what is missing:\n%s", after[name])
	}
	fmt.Fprintf(c.stdout, "%d migrations lead to ent/migrate/schema.sql\n", len(files))
	return nil
}

var (
	concurrently = regexp.MustCompile(`(?i)\bINDEX\s+CONCURRENTLY\b`)
	indexOnly    = regexp.MustCompile(`(?is)^\s*(CREATE\s+(UNIQUE\s+)?|DROP\s+|RE)INDEX\s+CONCURRENTLY\b`)
)

// fault says why a file cannot be applied as it stands.
func fault(name string, content []byte) error {
	f := migrate.NewLocalFile(name, content)
	stmts, err := f.Stmts()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	isConcurrent := func(s string) bool { return concurrently.MatchString(s) }
	if !slices.ContainsFunc(stmts, isConcurrent) {
		return nil
	}
	if !slices.Equal(f.Directive("txmode"), []string{"none"}) {
		return fmt.Errorf("%s: an index cannot be built concurrently in a transaction: begin the file with %q and a blank line", name, strings.TrimSpace(noTransaction))
	}
	if slices.ContainsFunc(stmts, func(s string) bool { return !indexOnly.MatchString(s) }) {
		return fmt.Errorf("%s: move the statements that are not about an index CONCURRENTLY into a file of their own, which keeps its transaction, and run go run ./internal/atlas -- migrate hash --env local", name)
	}
	return nil
}

func read(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	names, err := filepath.Glob(filepath.Join(dir, "*.sql"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[filepath.Base(name)] = b
	}
	return files, nil
}

func added(before, after map[string][]byte) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(after)), func(name string) bool {
		_, old := before[name]
		return old
	})
}
