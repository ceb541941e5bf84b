package apply

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
)

// PendingFile is what Run would do with a file.
type PendingFile struct {
	Name        string
	Transaction bool // as a whole, or statement by statement
	Statements  []PendingStatement
	Applied     int // how many of Statements a run before this one applied
}

// PendingStatement is one statement and where it begins.
type PendingStatement struct {
	Line int
	SQL  string
}

// Plan returns what Run would apply, or why it would refuse to. It reads the
// history and writes nothing.
func Plan(ctx context.Context, db *database.DB, migrations fs.FS, to string) ([]PendingFile, error) {
	if db.Dialect() != dialect.Postgres {
		return nil, ErrNoMigrations
	}
	dir, err := openDir(migrations)
	if err != nil {
		return nil, err
	}
	pending, err := plan(ctx, db.SQL(), dir, to)
	if err != nil {
		return nil, err
	}
	var files []PendingFile
	for _, f := range pending {
		file := PendingFile{Name: f.Name(), Transaction: f.transaction, Applied: f.applied()}
		for _, s := range f.statements {
			file.Statements = append(file.Statements, PendingStatement{Line: s.line, SQL: s.Text})
		}
		files = append(files, file)
	}
	return files, nil
}

// plan returns the files to apply up to a version, or why none may be.
func plan(ctx context.Context, q querier, dir *folder, to string) ([]*file, error) {
	s, revs, err := status(ctx, q, dir)
	if err != nil {
		return nil, err
	}
	if err := s.refusal(); err != nil {
		return nil, err
	}
	if to != "" && !slices.ContainsFunc(dir.files, func(f *file) bool { return f.Version() == to }) {
		return nil, fmt.Errorf("%w %q", ErrUnknownVersion, to)
	}
	var pending []*file
	for _, f := range dir.files {
		if !slices.Contains(s.Pending, f.Name()) || to != "" && f.Version() > to {
			continue
		}
		f.revision = revs[f.Version()]
		pending = append(pending, f)
	}
	return pending, nil
}
