package apply

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
)

var (
	// ErrNoMigrations is returned for SQLite, which takes its schema from Ent.
	ErrNoMigrations = errors.New("versioned migrations are for PostgreSQL")
	// ErrEdited is returned when a file that was applied has changed since.
	ErrEdited = errors.New("was edited after it was applied")
	// ErrOutOfOrder is returned for a file that is older than one applied.
	ErrOutOfOrder = errors.New("comes before a migration that is applied already")
	// ErrDiverged is returned when the database has an unknown migration that is not newer
	// than all files.
	ErrDiverged = errors.New("the database has migrations of another history")
	// ErrInterrupted is returned when an earlier run ended within a statement that cannot be
	// in a transaction, and its outcome cannot be found out.
	ErrInterrupted = errors.New("nobody knows whether it was carried out")
	// ErrNotOwner is returned for a role from which row-level security would hide rows.
	ErrNotOwner = errors.New("migrations are for a role that owns the database")
	// ErrUnknownVersion is returned for a target that no file has.
	ErrUnknownVersion = errors.New("no migration has the version")
)

// Options may be left empty.
type Options struct {
	Version string // of this program, for the history
	To      string // the last version to apply; "" for all

	LockTimeout      time.Duration // how long a statement may wait for a lock; 0 for 3 seconds
	LockAttempts     int           // how often that is tried; 0 for 10
	LockBackoff      time.Duration // the first pause before another attempt, which doubles up to 30 s; 0 for a second
	StatementTimeout time.Duration // how long a statement may run; 0 for any time, whatever the role's own setting

	Interrupted Interrupted    // what to do about ErrInterrupted
	Progress    func(Progress) // called for every event, one call at a time; may be nil
}

// Interrupted is a person's decision about an interrupted statement.
type Interrupted string

// What to do with a statement whose outcome is unknown.
const (
	InterruptedRefuse Interrupted = ""      // return ErrInterrupted
	InterruptedAgain  Interrupted = "again" // execute it again
	InterruptedDone   Interrupted = "done"  // go on with the next one
)

func (o Options) withDefaults() Options {
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

// Run applies the files of migrations that db does not have, in order, and returns their
// names. Each is a transaction, unless it begins with `-- atlas:txmode none` and a blank
// line. Of processes that start at once, one applies and the others wait until it ends or
// ctx is done. When there is nothing to apply, Run reads the history and writes nothing.
//
// The lock and the settings belong to the session. Run returns ErrNoSession when there is
// something to apply and a transaction pooler stands before the server.
func Run(ctx context.Context, db *database.DB, migrations fs.FS, o Options) (applied []string, err error) {
	if db.Dialect() != dialect.Postgres {
		return nil, ErrNoMigrations
	}
	o = o.withDefaults()
	dir, err := openDir(migrations)
	if err != nil {
		return nil, err
	}
	conn, err := db.SQL().Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer func() { _ = database.EndSession(conn) }()
	if err := requireVersion(ctx, conn); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	pending, err := plan(ctx, conn, dir, o.To)
	if err != nil || len(pending) == 0 {
		return nil, err
	}
	if err := requireOwner(ctx, conn, pending); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	if err := database.RequireSession(ctx, conn); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	unlock, err := lock(ctx, conn, o.Progress)
	if err != nil {
		return nil, explain(fmt.Errorf("wait for another migration to end: %w", err))
	}
	defer func() { err = errors.Join(err, unlock()) }()
	// Again, because another process may have applied them meanwhile.
	if pending, err = plan(ctx, conn, dir, o.To); err != nil || len(pending) == 0 {
		return nil, err
	}
	if err := prepareHistory(ctx, conn); err != nil {
		return nil, explain(fmt.Errorf("create the history of migrations: %w", err))
	}
	if err := database.PrepareSpread(ctx, conn); err != nil {
		return nil, explain(err)
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
