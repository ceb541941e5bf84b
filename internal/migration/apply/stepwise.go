package apply

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"

	"ariga.io/atlas/sql/migrate"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	activeTransaction  = "25001" // a statement that cannot be in a transaction
	invalidTermination = "2D000" // a procedure that commits
	duplicateTable     = "42P07" // of an index, too

	// interrupted stands in the history while such a statement runs.
	interrupted = "interrupted: it was begun, and the process ended before it did"
	// notOurs is said of an index that no run of ours has begun.
	notOurs = "an INVALID index of that name is there, made by somebody else"
)

// stepwise applies a file that is not one transaction. Each statement is a transaction
// together with its record, so that it is never executed twice. When a statement cannot be
// in a transaction, the history says that it was begun before it is executed.
func (m *migrator) stepwise(ctx context.Context, f *file) error {
	if err := m.settle(ctx, f); err != nil {
		return err
	}
	for _, s := range f.statements[:f.applied()] {
		if setting.MatchString(s.Text) { // of a session that has ended
			if _, err := m.conn.ExecContext(ctx, s.Text); err != nil {
				return fmt.Errorf("line %d: %s: %w", s.line, brief(s.Text), err)
			}
		}
	}
	s := &stepper{revisions: revisions{m.conn}, m: m, file: f, next: f.applied()}
	defer s.rollback()
	err := m.execute(ctx, f, m.conn, s, s.run)
	if err != nil && s.done > 0 {
		return fmt.Errorf("%w; of its %d statements %d are applied, and the next run goes on after them", err, len(f.statements), s.done)
	}
	return err
}

var setting = regexp.MustCompile(`(?i)^(SET|RESET)\s`)

// stepper executes statements and keeps their history.
type stepper struct {
	revisions
	m    *migrator
	file *file
	next int     // the statement to execute
	done int     // how many the history has
	tx   *sql.Tx // with a statement that has no record yet
	last migrate.Revision
	// begun is the last statement that the history was told of before it was executed.
	begun string
	held  bool // the history stays as it is: nothing was tried
}

var _ migrate.RevisionReadWriter = (*stepper)(nil)

// WriteRevision records the statement that was executed, in its transaction.
func (s *stepper) WriteRevision(ctx context.Context, r *migrate.Revision) error {
	if s.held {
		return nil
	}
	s.last = *r
	if s.tx == nil {
		tx, err := s.m.conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		s.tx = tx
	}
	defer s.rollback()
	err := s.m.record(ctx, s.tx, r)
	if err == nil {
		err = s.tx.Commit()
		s.tx = nil
	}
	if err == nil {
		s.done = r.Applied
	}
	return err
}

func (s *stepper) rollback() {
	if s.tx != nil {
		_ = s.tx.Rollback()
		s.tx = nil
	}
}

func (s *stepper) run(ctx context.Context, query string) error {
	i := s.next
	s.next++
	at := s.file.at(i)
	skip, err := s.m.recover(ctx, s.file, i)
	if s.held = err != nil; s.held || skip {
		return err
	}
	return s.m.announce(at, func() error {
		return s.m.retry(ctx, func() (Progress, error) { return at, s.try(ctx, query) })
	})
}

// try executes a statement in a transaction, which it leaves open, or without.
func (s *stepper) try(ctx context.Context, query string) error {
	tx, err := s.m.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, query); err == nil {
		s.tx = tx
		return nil
	}
	_ = tx.Rollback()
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); !ok || pgErr.Code != activeTransaction && pgErr.Code != invalidTermination {
		return err
	}
	if err := s.begin(ctx, query); err != nil {
		return err
	}
	return s.m.outside(ctx, query)
}

// begin records that a statement without a transaction was begun. It records nothing when
// the index of the statement exists already: the statement fails then, and a later run must
// not take the index for ours.
func (s *stepper) begin(ctx context.Context, query string) error {
	if name, table, ok := concurrentIndex(query); ok {
		if s.begun == query { // an attempt of this run was to no avail
			if err := dropIndex(ctx, s.m.conn, name, table); err != nil {
				return err
			}
		}
		state, err := stateOf(ctx, s.m.conn, name, table)
		if err != nil || state != indexAbsent {
			return err
		}
	}
	s.begun = query
	begun := s.last
	begun.Error, begun.ErrorStmt = interrupted, query
	return s.WriteRevision(ctx, &begun)
}

// outside executes a statement that cannot be in a transaction.
func (m *migrator) outside(ctx context.Context, query string) (err error) {
	if concurrently.MatchString(query) {
		restore, err := m.patiently(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, restore()) }()
	}
	_, err = m.conn.ExecContext(ctx, query)
	name, table, ok := concurrentIndex(query)
	if !ok {
		return err
	}
	state, stateErr := stateOf(ctx, m.conn, name, table)
	switch {
	case err == nil && stateErr != nil:
		return stateErr
	case stateErr == nil && state == indexInvalid && (err == nil || duplicate(err)): // IF NOT EXISTS is content with one
		ident, _, _ := find(ctx, m.conn, name, table)
		return fmt.Errorf("%s: DROP INDEX CONCURRENTLY %s, and apply again", notOurs, ident)
	case err != nil && stateErr == nil && state == indexInvalid:
		return fmt.Errorf("%w; it leaves an INVALID index, which the next run removes and builds anew", err)
	}
	return err
}

func duplicate(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pgErr.Code == duplicateTable
}

// patiently removes the lock timeout: a CONCURRENTLY statement waits for old transactions,
// and neither readers nor writers wait behind it. A timeout that the file itself sets stays.
func (m *migrator) patiently(ctx context.Context) (restore func() error, err error) {
	var before string
	err = m.conn.QueryRowContext(ctx, "SELECT current_setting('lock_timeout') WHERE current_setting('lock_timeout')::interval = $1::interval", milliseconds(m.o.LockTimeout)).Scan(&before)
	if errors.Is(err, sql.ErrNoRows) {
		return func() error { return nil }, nil
	}
	if err == nil {
		_, err = m.conn.ExecContext(ctx, "SET lock_timeout = 0")
	}
	return func() error {
		_, err := m.conn.ExecContext(ctx, "SELECT set_config('lock_timeout', $1, false)", before)
		return err
	}, err
}
