//go:build !image

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/rows"
	"github.com/entask/entask/internal/postgres/cluster"
)

// projectDir is the project's directory of migrations.
const projectDir = "ent/migrate/migrations"

// errUnsafe is returned after the report of a review with an error.
var errUnsafe = errors.New("the review found an error")

type reviewCmd struct {
	Dir        string `placeholder:"DIR" help:"Atlas directory of migrations. Default: ent/migrate/migrations, or the migrations in this binary."`
	Base       string `placeholder:"REV" xor:"pending" help:"Review only files after this version, or files that are not in this git commit."`
	Latest     int    `placeholder:"N" xor:"pending" help:"Review only the last N files. Default: all files."`
	Format     string `enum:"markdown,json,sarif,github" default:"markdown" help:"markdown, json, sarif (2.1.0) or github (annotations of a workflow)."`
	Details    bool   `help:"Each finding about a habit in its file, instead of a line for all."`
	Rows       int64  `default:"100000" help:"Number of rows in each table."`
	Sizes      string `placeholder:"FILE" help:"Numbers of rows in production, as --sizes-query prints them; - is standard input."`
	SizesQuery bool   `help:"Print the query that returns --sizes in production, and exit."`
	Previous   string `placeholder:"FILE" help:"SQL of the schema that the previous release uses. Default: everything before the file."`
	Baseline   string `placeholder:"FILE" help:"SQL of the schema to begin from, such as pg_dump --schema-only of production. Default: the files that are not reviewed."`
	DevURL     string `name:"dev-url" placeholder:"URL" help:"URL of an empty PostgreSQL server, with a superuser. Default: a server that is started and thrown away."`
}

// Run prints the report. It fails if the report has an error.
func (c reviewCmd) Run(ctx context.Context, e env) (err error) {
	if c.SizesQuery {
		_, err := fmt.Fprintln(e.stdout, rows.SizesQuery)
		return err
	}
	options, remove, err := c.options()
	if err != nil {
		return usageError{err}
	}
	defer func() { err = errors.Join(err, remove()) }()
	stop, err := withServer(ctx, &options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	report, err := review.Run(ctx, options)
	if errors.Is(err, review.ErrDirectory) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if err := c.write(e.stdout, report, filepath.ToSlash(options.Dir)); err != nil {
		return err
	}
	if report.Stops() {
		return errUnsafe
	}
	return nil
}

// withServer starts a server for the review, if none is named.
func withServer(ctx context.Context, o *review.Options) (stop func() error, err error) {
	if o.URL != "" {
		return func() error { return nil }, nil
	}
	server, err := cluster.Start(ctx)
	if errors.Is(err, cluster.ErrNoBinaries) {
		err = fmt.Errorf("%w; or name an empty server: --dev-url postgres://postgres@127.0.0.1:5432/postgres", err)
	}
	if err != nil {
		return nil, err
	}
	o.URL = server.URL("postgres")
	return server.Stop, nil
}

func (c reviewCmd) write(w io.Writer, report review.Report, dir string) error {
	switch c.Format {
	case "json":
		return report.WriteJSON(w)
	case "sarif":
		return report.WriteSARIF(w, dir)
	case "github":
		return report.WriteGitHub(w, dir)
	default:
		return report.WriteMarkdown(w, c.Details)
	}
}

// options reads the files that the flags name.
func (c reviewCmd) options() (o review.Options, remove func() error, err error) {
	remove = func() error { return nil }
	if c.Rows < 0 || c.Latest < 0 {
		return o, remove, errors.New("--rows and --latest are not negative")
	}
	o = review.Options{Dir: c.Dir, Base: c.Base, Latest: c.Latest, Rows: c.Rows, URL: c.DevURL}
	if c.Sizes != "" {
		var in io.ReadCloser = os.Stdin
		if c.Sizes != "-" {
			if in, err = os.Open(c.Sizes); err != nil {
				return o, remove, err
			}
			defer in.Close()
		}
		if o.Sizes, err = rows.ReadSizes(in); err != nil {
			return o, remove, err
		}
	}
	for _, f := range []struct {
		path string
		to   *string
	}{{c.Previous, &o.Previous}, {c.Baseline, &o.Baseline}} {
		if f.path == "" {
			continue
		}
		schema, err := os.ReadFile(f.path)
		if err != nil {
			return o, remove, err
		}
		*f.to = string(schema)
	}
	if o.Dir == "" {
		o.Dir, remove, err = ownDir()
	}
	return o, remove, err
}

// ownDir is the project's directory, or a copy of the migrations in this binary.
func ownDir() (dir string, remove func() error, err error) {
	if _, err := os.Stat(projectDir); err == nil {
		return projectDir, func() error { return nil }, nil
	}
	if dir, err = os.MkdirTemp("", "entask-migrations-"); err != nil {
		return "", func() error { return nil }, err
	}
	return dir, func() error { return os.RemoveAll(dir) }, os.CopyFS(dir, migrations.FS)
}
