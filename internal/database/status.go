package database

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/schema"
	"entgo.io/ent/dialect"
)

// ErrOutdated is returned for a database that lacks migrations of this binary.
var ErrOutdated = errors.New("the database's schema is older than this binary")

// Status compares a database with the migrations of this binary.
type Status struct {
	Current string   // the last version applied; empty for a new database
	Applied []string // names of the files applied
	Pending []string // names of the files to apply, in order
	Ahead   []string // versions applied that this binary does not know: it is the older one
	Partial string   // name of a file that failed in the middle, which is pending too
	Error   string   // why it failed
	Edited  string   // name of the first file that changed after it was applied
}

// ReadStatus reads the history; it writes nothing.
func ReadStatus(ctx context.Context, db *DB, migrations fs.FS) (Status, error) {
	if db.Dialect() != dialect.Postgres {
		return Status{}, ErrNoMigrations
	}
	dir, err := openDir(migrations)
	if err != nil {
		return Status{}, err
	}
	return status(ctx, db.sql, dir)
}

// CheckSchema returns ErrOutdated when db lacks a migration. A database that is
// newer is accepted: a release must run on the schema of the one after it.
func CheckSchema(ctx context.Context, db *DB, migrations fs.FS) error {
	s, err := ReadStatus(ctx, db, migrations)
	if err != nil {
		return err
	}
	if len(s.Pending) > 0 {
		return fmt.Errorf("%w: it is at version %s and lacks %s",
			ErrOutdated, cmp.Or(s.Current, "none"), strings.Join(s.Pending, ", "))
	}
	return nil
}

func status(ctx context.Context, q schema.ExecQuerier, dir migrate.Dir) (Status, error) {
	revs, err := history(ctx, q)
	if err != nil {
		return Status{}, fmt.Errorf("read the history of migrations: %w", err)
	}
	files, err := dir.Files()
	if err != nil {
		return Status{}, err
	}
	sums, err := dir.Checksum()
	if err != nil {
		return Status{}, err
	}
	var s Status
	known := map[string]bool{}
	for _, f := range files {
		known[f.Version()] = true
		i := slices.IndexFunc(revs, func(r *migrate.Revision) bool { return r.Version == f.Version() })
		switch {
		case i >= 0 && revs[i].Applied == revs[i].Total:
			s.Applied = append(s.Applied, f.Name())
		case i >= 0:
			s.Pending = append(s.Pending, f.Name())
			s.Partial, s.Error = f.Name(), revs[i].Error
			continue
		case baseline(revs) >= f.Version():
			s.Applied = append(s.Applied, f.Name())
			continue
		default:
			s.Pending = append(s.Pending, f.Name())
			continue
		}
		// A sum covers the files before it, so that the first difference is the edit.
		sum, err := sums.SumByName(f.Name())
		if err != nil {
			return Status{}, err
		}
		if s.Edited == "" && revs[i].Hash != "" && revs[i].Hash != sum {
			s.Edited = f.Name()
		}
	}
	for _, r := range revs {
		s.Current = r.Version
		if !known[r.Version] {
			s.Ahead = append(s.Ahead, r.Version)
		}
	}
	return s, nil
}

// baseline returns the version up to which a database was declared to be.
func baseline(revs []*migrate.Revision) string {
	if len(revs) > 0 && revs[0].Type.Has(migrate.RevisionTypeBaseline) {
		return revs[0].Version
	}
	return ""
}

func history(ctx context.Context, q schema.ExecQuerier) ([]*migrate.Revision, error) {
	rows, err := q.QueryContext(ctx, "SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = $2", historySchema, historyTable)
	if err != nil {
		return nil, err
	}
	exists := rows.Next()
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || !exists { //nolint:sqlclosecheck // q is one connection, which the next query needs
		return nil, err
	}
	return revisions{q}.ReadRevisions(ctx)
}
