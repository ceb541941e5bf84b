package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	"entgo.io/ent/dialect"
)

// lockName is the Atlas CLI's: a process with it waits for one of ours.
const lockName = "atlas_migrate_execute"

var (
	// ErrNoMigrations is returned for SQLite, which takes its schema from Ent.
	ErrNoMigrations = errors.New("versioned migrations are for PostgreSQL")
	// ErrEdited is returned when a file that was applied has changed since.
	ErrEdited = errors.New("was edited after it was applied")
)

// MigrateOptions may be left empty.
type MigrateOptions struct {
	Logger  *slog.Logger // told of each file; nil for nobody
	Version string       // of this program, for the history
}

// Migrate applies the files of migrations that db does not have, in order, and
// returns their names. Each is a transaction, unless it begins with
// `-- atlas:txmode none` and a blank line. Of processes that start at once one
// applies, and the others wait until it has or ctx is done. It must reach the
// server itself, not a pooler of transactions: the lock belongs to the session.
func Migrate(ctx context.Context, db *DB, migrations fs.FS, o MigrateOptions) (applied []string, err error) {
	if db.Dialect() != dialect.Postgres {
		return nil, ErrNoMigrations
	}
	dir, err := openDir(migrations)
	if err != nil {
		return nil, err
	}
	conn, err := db.sql.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	unlock, err := lock(ctx, conn)
	if err != nil {
		return nil, fmt.Errorf("wait for another migration to end: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if _, err := conn.ExecContext(ctx, createHistory); err != nil {
		return nil, fmt.Errorf("create the history of migrations: %w", err)
	}
	s, err := status(ctx, conn, dir)
	if err != nil {
		return nil, err
	}
	if s.Edited != "" {
		return nil, fmt.Errorf("migration %s %w", s.Edited, ErrEdited)
	}
	return apply(ctx, conn, dir, o)
}

func apply(ctx context.Context, conn *sql.Conn, dir migrate.Dir, o MigrateOptions) (applied []string, err error) {
	drv, err := postgres.Open(conn)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	// Dirty is allowed: the frontend's own tables may be in the same database.
	opts := []migrate.ExecutorOption{migrate.WithAllowDirty(true), migrate.WithOperatorVersion(strings.TrimSpace("entask " + o.Version))}
	ex, err := migrate.NewExecutor(drv, dir, revisions{conn}, opts...)
	if err != nil {
		return nil, err
	}
	pending, err := ex.Pending(ctx)
	if err != nil && !errors.Is(err, migrate.ErrNoPendingFiles) {
		return nil, err
	}
	for _, f := range pending {
		begin := time.Now()
		if err := applyFile(ctx, conn, ex, dir, f, opts); err != nil {
			return applied, fmt.Errorf("apply migration %s: %w", f.Name(), err)
		}
		applied = append(applied, f.Name())
		if o.Logger != nil {
			o.Logger.InfoContext(ctx, "migration applied", "file", f.Name(), "duration", time.Since(begin))
		}
	}
	return applied, nil
}

// applyFile runs f with ex, or in a transaction with an executor of its own.
func applyFile(ctx context.Context, conn *sql.Conn, ex *migrate.Executor, dir migrate.Dir, f migrate.File, opts []migrate.ExecutorOption) error {
	alone, err := transactional(f)
	if err != nil {
		return err
	}
	if !alone {
		return ex.Execute(ctx, f)
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	drv, err := postgres.Open(tx)
	if err == nil {
		ex, err = migrate.NewExecutor(drv, dir, revisions{tx}, opts...)
	}
	if err == nil {
		err = ex.Execute(ctx, f)
	}
	if err != nil {
		_ = tx.Rollback() // it also takes back what the history says
		return err
	}
	return tx.Commit()
}

func transactional(f migrate.File) (bool, error) {
	local, ok := f.(*migrate.LocalFile)
	if !ok {
		return true, nil
	}
	switch modes := local.Directive("txmode"); {
	case len(modes) == 0:
		return true, nil
	case len(modes) > 1:
		return false, fmt.Errorf("more than one atlas:txmode: %q", modes)
	case modes[0] == "none" || modes[0] == "file":
		return modes[0] == "file", nil
	default:
		return false, fmt.Errorf("atlas:txmode %q is neither file nor none", modes[0])
	}
}

// openDir copies the files to where Atlas reads them, and checks their sums.
func openDir(migrations fs.FS) (migrate.Dir, error) {
	dir := &migrate.MemDir{}
	files, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range append(files, migrate.HashFileName) {
		b, err := fs.ReadFile(migrations, name)
		if err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
		if err := dir.WriteFile(name, b); err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
	}
	if err := migrate.Validate(dir); err != nil {
		return nil, fmt.Errorf("the migrations do not match %s: %w", migrate.HashFileName, err)
	}
	return dir, nil
}

// lock tries and tries again: a query that waits for the lock would hold a
// snapshot, for which another's CREATE INDEX CONCURRENTLY waits in turn.
func lock(ctx context.Context, conn *sql.Conn) (unlock func() error, err error) {
	h := fnv.New32()
	_, _ = h.Write([]byte(lockName))
	id := int64(h.Sum32())
	for {
		var locked bool
		if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", id).Scan(&locked); err != nil {
			return nil, err
		}
		if locked {
			break
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectTimeout)
		defer cancel()
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", id); err != nil {
			return fmt.Errorf("release the lock on migrations: %w", err)
		}
		return nil
	}, nil
}
