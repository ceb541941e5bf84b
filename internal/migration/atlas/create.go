package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
)

// statement is a statement of Atlas with the comment above it.
type statement struct{ comment, sql string }

// create writes the migrations that lead from the present files to
// ent/migrate/schema.sql. It works in a copy, and keeps what it wrote only once that is
// proven to lead to the schema.
func (c cli) create(ctx context.Context, name string, said decisions) error {
	if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(name) {
		return fmt.Errorf("%w: NAME is like add_colour, not %q", errUsage, name)
	}
	said.name = name
	before, err := names(c.dir)
	if err != nil {
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
	steps, err := scratch.plan(ctx, want, said)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		fmt.Fprintf(c.stdout, "nothing to do: %d migrations lead to %s\n", len(before), c.schema)
		return nil
	}
	last := ""
	if len(before) > 0 {
		last, _, _ = strings.Cut(before[len(before)-1], "_")
	}
	added := files(name, steps, last, c.now())
	if err := scratch.write(ctx, want, added); err != nil {
		return err
	}
	for _, f := range append(added, migrate.NewLocalFile(migrate.HashFileName, nil)) {
		b, err := os.ReadFile(filepath.Join(scratch.dir, f.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(c.dir, f.Name()), b, 0o644)
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(c.stdout, filepath.Join(c.dir, f.Name()))
	}
	return nil
}

// diff returns the statements that Atlas would write.
func (c cli) diff(ctx context.Context) ([]statement, error) {
	before, err := names(c.dir)
	if err != nil {
		return nil, err
	}
	if err := c.quiet().atlas(ctx, "migrate", "diff", "difference", "--env", "local", "--dir", "file://"+c.dir, "--to", "file://"+c.schema, "--format", `{{ sql . "  " }}`); err != nil {
		return nil, err
	}
	after, err := names(c.dir)
	if err != nil {
		return nil, err
	}
	var stmts []statement
	for _, name := range after {
		if slices.Contains(before, name) {
			continue
		}
		path := filepath.Join(c.dir, name)
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if err := os.Remove(path); err != nil {
			return nil, err
		}
		list, err := statements(migrate.NewLocalFile(name, b))
		if err != nil {
			return nil, err
		}
		stmts = append(stmts, list...)
	}
	return stmts, c.sum()
}

func statements(f migrate.File) (stmts []statement, err error) {
	list, err := f.StmtDecls()
	for _, s := range list {
		comment := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(strings.Join(s.Comments, " ")), "--"))
		stmts = append(stmts, statement{comment: comment, sql: strings.TrimSuffix(s.Text, ";")})
	}
	return stmts, err
}

// append adds a step to the files of a copy, so that Atlas diffs only the rest.
func (c cli) append(s step) error {
	list, err := names(c.dir)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("99990101%06d_rename.sql", len(list))
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(content([]step{s})), 0o644); err != nil {
		return err
	}
	return c.sum()
}

// write adds files to a copy, removes those of append, and proves the result.
func (c cli) write(ctx context.Context, want catalog, added []migrate.File) error {
	drafts, err := filepath.Glob(filepath.Join(c.dir, "99990101*_rename.sql"))
	if err != nil {
		return err
	}
	for _, draft := range drafts {
		if err := os.Remove(draft); err != nil {
			return err
		}
	}
	for _, f := range added {
		if err := os.WriteFile(filepath.Join(c.dir, f.Name()), f.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if err := c.sum(); err != nil {
		return err
	}
	if err := c.prove(ctx, want); err != nil {
		return fmt.Errorf("what was written does not do, and was not kept: %w", err)
	}
	return nil
}

// sum writes atlas.sum.
func (c cli) sum() error {
	dir, err := migrate.NewLocalDir(c.dir)
	if err != nil {
		return err
	}
	sum, err := dir.Checksum()
	if err != nil {
		return err
	}
	return migrate.WriteSumFile(dir, sum)
}

// copy returns the same cli on a temporary copy of the folder.
func (c cli) copy() (cli, error) {
	dir, err := os.MkdirTemp("", "entask-migrations-")
	if err != nil {
		return c, err
	}
	for _, pattern := range []string{"*.sql", migrate.HashFileName} {
		list, err := fs.Glob(os.DirFS(c.dir), pattern)
		if err != nil {
			return c, err
		}
		for _, name := range list {
			b, err := os.ReadFile(filepath.Join(c.dir, name))
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, name), b, 0o644)
			}
			if err != nil {
				return c, err
			}
		}
	}
	c.dir = dir
	return c, nil
}

// names returns the migrations of a folder, in order.
func names(dir string) ([]string, error) { return fs.Glob(os.DirFS(dir), "*.sql") }
