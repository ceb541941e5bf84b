package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"entgo.io/ent/dialect"
)

var (
	// ErrNoMigrations is returned for SQLite, which takes its schema from Ent.
	ErrNoMigrations = errors.New("versioned migrations are for PostgreSQL")
	// ErrEdited is returned when a file that was applied has changed since.
	ErrEdited = errors.New("was edited after it was applied")
	// ErrOutOfOrder is returned for a file that is older than one applied.
	ErrOutOfOrder = errors.New("comes before a migration that is applied already")
	// ErrDiverged is returned when the database has a migration that is neither
	// among the files nor newer than all of them.
	ErrDiverged = errors.New("the database has migrations of another history")
	// ErrInterrupted is returned when a run before this one ended within a
	// statement that cannot be in a transaction, and nothing tells its outcome.
	ErrInterrupted = errors.New("nobody knows whether it was carried out")
	// ErrUnknownVersion is returned for a target that no file has.
	ErrUnknownVersion = errors.New("no migration has the version")
)

// MigrateOptions may be left empty.
type MigrateOptions struct {
	Version string // of this program, for the history
	To      string // the last version to apply; "" for all

	LockTimeout      time.Duration // how long a statement may wait for a lock; 0 for 3 seconds
	LockAttempts     int           // how often that is tried; 0 for 10
	LockBackoff      time.Duration // the first pause before another attempt, which doubles up to 30 s; 0 for a second
	StatementTimeout time.Duration // how long a statement may run; 0 for any time, whatever the role's own setting

	Interrupted Interrupted    // what to do about ErrInterrupted
	Progress    func(Progress) // told of everything as it happens, one call at a time; nil for nobody
}

// Interrupted is what a person has found out about an interrupted statement.
type Interrupted string

// What to do with a statement of which the outcome is not known.
const (
	InterruptedRefuse Interrupted = ""      // return ErrInterrupted
	InterruptedAgain  Interrupted = "again" // execute it again
	InterruptedDone   Interrupted = "done"  // go on with the next one
)

func (o MigrateOptions) withDefaults() MigrateOptions {
	if o.LockTimeout <= 0 {
		o.LockTimeout = 3 * time.Second
	}
	if o.LockAttempts <= 0 {
		o.LockAttempts = 10
	}
	if o.LockBackoff <= 0 {
		o.LockBackoff = time.Second
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	return o
}

// Migrate applies the files of migrations that db does not have, in order, and
// returns their names. Each is a transaction, unless it begins with
// `-- atlas:txmode none` and a blank line. Of processes that start at once one
// applies, and the others wait until it has or ctx is done. Where there is nothing
// to apply, nothing is written and no more than the history is read.
//
// The lock and the settings belong to the session: it returns ErrNoSession where a
// pooler of transactions stands before the server and there is something to apply.
func Migrate(ctx context.Context, db *DB, migrations fs.FS, o MigrateOptions) (applied []string, err error) {
	if db.Dialect() != dialect.Postgres {
		return nil, ErrNoMigrations
	}
	o = o.withDefaults()
	dir, err := openDir(migrations)
	if err != nil {
		return nil, err
	}
	conn, err := db.sql.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer func() { _ = discard(conn) }()
	if pending, err := plan(ctx, conn, dir, o.To); err != nil || len(pending) == 0 {
		return nil, err
	}
	if err := requireSession(ctx, conn); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	unlock, err := lock(ctx, conn, o.Progress)
	if err != nil {
		return nil, explain(fmt.Errorf("wait for another migration to end: %w", err))
	}
	defer func() { err = errors.Join(err, unlock()) }()
	// Once more: another process may have applied them meanwhile.
	pending, err := plan(ctx, conn, dir, o.To)
	if err != nil || len(pending) == 0 {
		return nil, err
	}
	if err := prepareHistory(ctx, conn); err != nil {
		return nil, explain(fmt.Errorf("create the history of migrations: %w", err))
	}
	m := &migrator{conn: conn, dir: dir, o: o}
	for _, f := range pending {
		if err := m.apply(ctx, f); err != nil {
			return applied, fmt.Errorf("apply migration %s: %w", f.Name(), explain(err))
		}
		applied = append(applied, f.Name())
	}
	return applied, nil
}

// PendingFile is what Migrate would do with a file.
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

// Plan returns what Migrate would apply, or why it would refuse to. It reads the
// history and writes nothing.
func Plan(ctx context.Context, db *DB, migrations fs.FS, to string) ([]PendingFile, error) {
	if db.Dialect() != dialect.Postgres {
		return nil, ErrNoMigrations
	}
	dir, err := openDir(migrations)
	if err != nil {
		return nil, err
	}
	pending, err := plan(ctx, db.sql, dir, to)
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

// discard closes a connection for good: a migration may have left settings,
// temporary tables and more in its session.
func discard(conn *sql.Conn) error {
	_ = conn.Raw(func(dc any) error {
		if pg, ok := dc.(*toolConn); ok { // the pool takes back what is not closed
			ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
			defer cancel()
			return pg.Conn.Conn().Close(ctx)
		}
		return driver.ErrBadConn
	})
	return conn.Close()
}
