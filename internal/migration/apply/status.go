package apply

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"ariga.io/atlas/sql/migrate"
	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
)

// ErrOutdated is returned for a database that lacks migrations of this binary.
var ErrOutdated = errors.New("the database's schema is older than this binary")

// Status compares a database with the migrations of this binary.
type Status struct {
	Current    string   // the last version applied; empty for a new database
	Applied    []string // names of the files applied
	Pending    []string // names of the files to apply, in order
	Ahead      []string // versions applied that this binary does not know: it is the older one
	Partial    string   // name of a file that failed in the middle, which is pending too
	Error      string   // why it failed
	Statement  string   // what failed
	Edited     string   // name of the first file that changed after it was applied
	OutOfOrder []string // names of pending files that are older than one applied
	Diverged   []string // those of Ahead that are older than a file of this binary
}

// ReadStatus reads the history; it writes nothing.
func ReadStatus(ctx context.Context, db *database.DB, migrations fs.FS) (Status, error) {
	return StatusReader(db, migrations)(ctx)
}

// StatusReader is ReadStatus for who reads often: the migrations are read once.
func StatusReader(db *database.DB, migrations fs.FS) func(context.Context) (Status, error) {
	read := sync.OnceValues(func() (*folder, error) { return openDir(migrations) })
	return func(ctx context.Context) (Status, error) {
		if db.Dialect() != dialect.Postgres {
			return Status{}, ErrNoMigrations
		}
		dir, err := read()
		if err != nil {
			return Status{}, err
		}
		s, _, err := status(ctx, db.SQL(), dir)
		return s, err
	}
}

// CheckSchema returns ErrOutdated when db lacks a migration, and ErrTooOld for a server that
// is not supported. A database that is newer is accepted: a release must run on the schema of
// the one after it.
func CheckSchema(ctx context.Context, db *database.DB, migrations fs.FS) error {
	if db.Dialect() == dialect.Postgres {
		if err := requireVersion(ctx, db.SQL()); err != nil {
			return err
		}
	}
	s, err := ReadStatus(ctx, db, migrations)
	if err != nil {
		return err
	}
	return s.outdated()
}

// Fault says why Run would refuse, or what it would apply; nil when it would
// do nothing.
func (s Status) Fault() error {
	if err := s.refusal(); err != nil {
		return err
	}
	return s.outdated()
}

func (s Status) outdated() error {
	if len(s.Pending) == 0 {
		return nil
	}
	return fmt.Errorf("%w: it is at version %s and lacks %s",
		ErrOutdated, cmp.Or(s.Current, "none"), strings.Join(s.Pending, ", "))
}

// State is the status in a word: current, pending, ahead, partial, edited, out of
// order or diverged. Only current and ahead leave nothing to do.
func (s Status) State() string {
	switch {
	case len(s.Diverged) > 0:
		return "diverged"
	case len(s.OutOfOrder) > 0:
		return "out of order"
	case s.Edited != "":
		return "edited"
	case s.Partial != "":
		return "partial"
	case len(s.Pending) > 0:
		return "pending"
	case len(s.Ahead) > 0:
		return "ahead"
	}
	return "current"
}

// refusal says why nothing may be applied.
func (s Status) refusal() error {
	switch {
	case len(s.Diverged) > 0:
		return fmt.Errorf("%w: it has %s, which this binary does not know although it knows later ones: apply with the release that made them, or bring their files back",
			ErrDiverged, strings.Join(s.Diverged, ", "))
	case len(s.OutOfOrder) > 0:
		return fmt.Errorf("migration %s %w (%s): give it a later version, as make migration does, and write atlas.sum again",
			strings.Join(s.OutOfOrder, ", "), ErrOutOfOrder, s.Current)
	case s.Edited != "":
		return fmt.Errorf("migration %s %w: restore it, and put the change into a new migration", s.Edited, ErrEdited)
	}
	return nil
}

func status(ctx context.Context, q querier, dir *folder) (Status, map[string]*migrate.Revision, error) {
	list, err := history(ctx, q)
	if err != nil {
		return Status{}, nil, unreadable(err)
	}
	revs := map[string]*migrate.Revision{}
	for _, r := range list {
		revs[r.Version] = r
	}
	s := compare(dir, list, revs)
	// A sum covers the files before it, so an added or removed file changes the sums of all
	// later files. That is another fault, which was reported already.
	if len(s.OutOfOrder)+len(s.Diverged) == 0 {
		s.Edited, err = edited(dir, revs)
	}
	return s, revs, err
}

// compare sorts the files and the versions into those that are applied and not.
func compare(dir *folder, list []*migrate.Revision, revs map[string]*migrate.Revision) (s Status) {
	if len(list) > 0 {
		s.Current = list[len(list)-1].Version
	}
	var newest string
	known := map[string]bool{}
	for _, f := range dir.files {
		newest = f.Version()
		known[f.Version()] = true
		r := revs[f.Version()]
		switch {
		case r != nil && complete(r), r == nil && baseline(list) >= f.Version():
			s.Applied = append(s.Applied, f.Name())
			continue
		case r != nil:
			s.Partial, s.Error, s.Statement = f.Name(), r.Error, r.ErrorStmt
		case f.Version() < s.Current:
			s.OutOfOrder = append(s.OutOfOrder, f.Name())
		}
		s.Pending = append(s.Pending, f.Name())
	}
	for _, r := range list {
		if known[r.Version] {
			continue
		}
		s.Ahead = append(s.Ahead, r.Version)
		if r.Version < newest && !r.Type.Has(migrate.RevisionTypeBaseline) {
			s.Diverged = append(s.Diverged, r.Version)
		}
	}
	return s
}

// complete says whether a file is applied completely, by Atlas's rule.
func complete(r *migrate.Revision) bool { return r.Applied == r.Total }

// edited returns the first file whose sum has changed since it was applied.
func edited(dir *folder, revs map[string]*migrate.Revision) (string, error) {
	for _, f := range dir.files {
		r := revs[f.Version()]
		if r == nil || !complete(r) || r.Hash == "" {
			continue
		}
		sum, err := dir.sums.SumByName(f.Name())
		if err != nil || sum == r.Hash {
			continue // a file may ask Atlas not to be summed
		}
		// A file that Atlas was told to apply out of order had fewer files before it.
		var before []migrate.File
		for _, other := range dir.files {
			if o := revs[other.Version()]; o == nil || o == r || !o.ExecutedAt.After(r.ExecutedAt) {
				before = append(before, other.File)
			}
		}
		sums, err := migrate.NewHashFile(before)
		if err != nil {
			return "", err
		}
		if sum, err = sums.SumByName(f.Name()); err != nil || sum != r.Hash {
			return f.Name(), err
		}
	}
	return "", nil
}

// baseline returns the version that a database was declared to have at the start.
func baseline(revs []*migrate.Revision) string {
	if len(revs) > 0 && revs[0].Type.Has(migrate.RevisionTypeBaseline) {
		return revs[0].Version
	}
	return ""
}
