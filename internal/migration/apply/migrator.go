package apply

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// querier is a connection, a transaction or a pool.
type querier = schema.ExecQuerier

// migrator applies files on one connection, which holds the lock.
type migrator struct {
	conn *sql.Conn
	dir  *folder
	o    Options
	role string // which the connection began with
}

// apply applies a file, or what is left of it.
func (m *migrator) apply(ctx context.Context, f *file) error {
	begin := time.Now()
	if err := m.resume(ctx, f); err != nil {
		return err
	}
	var err error
	if f.transaction {
		err = m.retry(ctx, func() (Progress, error) { return m.inTransaction(ctx, f) })
		if err != nil && len(f.statements) > 1 {
			err = fmt.Errorf("%w; nothing of the file was kept", err)
		}
	} else {
		err = m.stepwise(ctx, f)
	}
	if err == nil {
		m.o.Progress(Progress{Event: EventApplied, File: f.Name(), Elapsed: time.Since(begin)})
	}
	return err
}

// inTransaction applies a file and writes its history as one transaction. It also
// returns where it was when it failed.
func (m *migrator) inTransaction(ctx context.Context, f *file) (at Progress, err error) {
	if err := m.settle(ctx, f); err != nil {
		return at, err
	}
	tx, err := m.conn.BeginTx(ctx, nil)
	if err != nil {
		return at, err
	}
	next := f.applied()
	run := func(ctx context.Context, sql string) error {
		at = f.at(next)
		next++
		return m.announce(at, func() error {
			_, err := tx.ExecContext(ctx, sql)
			return err
		})
	}
	kept := &deferred{revisions: revisions{tx}}
	err = m.execute(ctx, f, tx, kept, run)
	if err == nil {
		err = m.record(ctx, tx, &kept.last)
	}
	if err != nil {
		_ = tx.Rollback() // it also takes back what the history says
		return at, err
	}
	return at, tx.Commit()
}

// deferred keeps the last revision until the end of the transaction: nobody can read it
// earlier, and a file may have taken a role that cannot write the history.
type deferred struct {
	revisions
	last migrate.Revision
}

func (d *deferred) WriteRevision(_ context.Context, r *migrate.Revision) error {
	d.last = *r
	return nil
}

// record writes the history in a transaction, as the role that the run began with.
func (m *migrator) record(ctx context.Context, tx *sql.Tx, r *migrate.Revision) error {
	if _, err := tx.ExecContext(ctx, "SELECT set_config('role', $1, true)", m.role); err != nil {
		return fmt.Errorf("write the history of migrations: %w", err)
	}
	if err := (revisions{tx}).WriteRevision(ctx, r); err != nil {
		return fmt.Errorf("write the history of migrations: %w", err)
	}
	return nil
}

// execute lets Atlas execute a file: run is called for each statement, and
// history for its record.
func (m *migrator) execute(ctx context.Context, f *file, q querier, history migrate.RevisionReadWriter, run func(context.Context, string) error) error {
	drv, err := postgres.Open(statements{q, run})
	if err != nil {
		return err
	}
	ex, err := migrate.NewExecutor(drv, m.dir, history, migrate.WithOperatorVersion(strings.TrimSpace("entask "+m.o.Version)))
	if err != nil {
		return err
	}
	err = ex.Execute(ctx, f.File)
	if failed, ok := errors.AsType[*migrate.StmtExecError](err); ok {
		i := 0
		for i < len(f.statements)-1 && f.statements[i].Pos != failed.Stmt.Pos {
			i++
		}
		return fmt.Errorf("line %d: %s: %w", f.statements[i].line, brief(failed.Stmt.Text), failed.Err)
	}
	return err
}

// statements calls run for each statement.
type statements struct {
	querier
	run func(context.Context, string) error
}

func (s statements) ExecContext(ctx context.Context, query string, _ ...any) (sql.Result, error) {
	return nil, s.run(ctx, query)
}

// at is the progress at a statement.
func (f *file) at(i int) Progress {
	s := f.statements[i]
	return Progress{File: f.Name(), Line: s.line, Number: i + 1, Total: len(f.statements), SQL: s.Text}
}

// announce reports that a statement begins, and that it was slow.
func (m *migrator) announce(p Progress, run func() error) error {
	begin := time.Now()
	p.Event = EventStatement
	m.o.Progress(p)
	err := run()
	if p.Elapsed = time.Since(begin); err == nil && p.Elapsed > time.Second {
		p.Event = EventSlow
		m.o.Progress(p)
	}
	return err
}

// retry repeats try while it fails for a lock of another session.
func (m *migrator) retry(ctx context.Context, try func() (Progress, error)) error {
	pause := m.o.LockBackoff
	for attempt := 1; ; attempt++ {
		p, err := try()
		if !locked(err) {
			return err
		}
		if attempt == m.o.LockAttempts {
			return fmt.Errorf("%w, in %d attempts", err, attempt)
		}
		p.Event, p.Err, p.Pause = EventBlocked, err, pause
		m.o.Progress(p)
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(pause):
		}
		pause = min(2*pause, 30*time.Second)
	}
}

// settle gives the session the settings that a file begins with, whatever the
// file before it, the role or the database has set: each is applied as if alone.
func (m *migrator) settle(ctx context.Context, f *file) error {
	gone := "0" // the server goes on with an index when we are gone,
	if f.transaction {
		gone = "2s" // and not with what it is going to undo
	}
	if _, err := m.conn.ExecContext(ctx, "RESET ROLE"); err != nil {
		return err
	}
	if _, err := m.conn.ExecContext(ctx, "RESET ALL"); err != nil {
		return err
	}
	if err := m.conn.QueryRowContext(ctx, `SELECT current_setting('role') FROM (SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false),
	set_config('idle_in_transaction_session_timeout', '0', false)) AS settings`, milliseconds(m.o.LockTimeout), milliseconds(m.o.StatementTimeout)).Scan(&m.role); err != nil {
		return err
	}
	// Not every server has it, nor can every platform's use it.
	_, _ = m.conn.ExecContext(ctx, "SELECT set_config('client_connection_check_interval', $1, false)", gone)
	return nil
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%dms", d.Milliseconds()) }
