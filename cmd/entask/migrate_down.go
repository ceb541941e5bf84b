//go:build !image

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/undo"
)

type downCmd struct {
	Dir      string `placeholder:"DIR" help:"Atlas directory of migrations. Default: ent/migrate/migrations, or the migrations in this binary."`
	Latest   int    `default:"1" placeholder:"N" help:"Take back the last N files."`
	Baseline string `placeholder:"FILE" help:"SQL of the schema before them. Default: the files before them."`
	Write    bool   `help:"Write the files into the directory, and atlas.sum. Default: print them."`
	DevURL   string `name:"dev-url" placeholder:"URL" help:"URL of an empty PostgreSQL server, with a superuser. Default: a server that is started and thrown away."`
}

// Run prints the migrations that take the last ones back, and their review.
func (c downCmd) Run(ctx context.Context, e env) (err error) {
	flags := reviewCmd{Dir: c.Dir, Latest: c.Latest, Rows: 1000, Baseline: c.Baseline, DevURL: c.DevURL}
	options, remove, err := flags.options()
	if err != nil {
		return usageError{err}
	}
	defer func() { err = errors.Join(err, remove()) }()
	stop, err := withServer(ctx, &options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	files, report, err := review.Down(ctx, options)
	if errors.Is(err, review.ErrDirectory) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		if c.Write {
			fmt.Fprintln(e.stdout, filepath.Join(options.Dir, f.Name))
			continue
		}
		fmt.Fprintf(e.stdout, "-- %s --\n%s", f.Name, f.Text)
	}
	if c.Write {
		if err := writeMigrations(options.Dir, files); err != nil {
			return err
		}
	}
	fmt.Fprintln(e.stdout)
	if err := report.WriteMarkdown(e.stdout, false); err != nil {
		return err
	}
	if report.Stops() {
		return errUnsafe
	}
	return nil
}

// writeMigrations adds files to a directory of migrations.
func writeMigrations(path string, files []undo.File) error {
	dir, err := migrate.NewLocalDir(path)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := dir.WriteFile(f.Name, []byte(f.Text)); err != nil {
			return err
		}
	}
	sum, err := dir.Checksum()
	if err != nil {
		return err
	}
	return migrate.WriteSumFile(dir, sum)
}
