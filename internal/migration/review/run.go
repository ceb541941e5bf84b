package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// runner runs the statements of one database.
type runner struct {
	conn    *pgx.Conn
	watcher watcher
	version int // of the server, such as 150004
	server  string
	notices *[]string
	roles   *[]string // that were made because a statement named them
	filler  *filler
}

// subject is one statement with all that was seen of it, as the rules get it.
type subject struct {
	statement
	Statement
	original      *catalog // before the file
	before, after *catalog
	file          *migration
	earlier       []*subject // of the same file
	inTransaction bool
	lockTimeout   bool // one was set
	taken         held // locks on relations of original
	started       time.Time
	changed       map[uint32]int64 // rows of each table
	failure       *pgconn.PgError
	emptied       bool // it failed on the rows that were made, and ran without
	notices       []string
	skipped       bool // it would end the transaction
	judged        bool // a rule has found an error in what it says
}

// file runs the statements of m as whoever applies it would, until one fails.
func (r *runner) file(ctx context.Context, m *migration, inTransaction bool) ([]*subject, error) {
	original, err := readCatalog(ctx, r.conn)
	if err != nil {
		return nil, err
	}
	if inTransaction {
		if _, err := r.conn.Exec(ctx, "BEGIN"); err != nil {
			return nil, err
		}
	}
	var done []*subject
	now := original
	for _, st := range m.statements {
		s := &subject{statement: st, file: m, original: original, before: now, after: now, earlier: slices.Clone(done), inTransaction: inTransaction}
		s.Statement = Statement{Line: st.line, SQL: st.text, Locks: []Lock{}, Rewrites: []string{}, Scans: []string{}}
		done = append(done, s)
		if err := r.statement(ctx, s); err != nil {
			return nil, err
		}
		if s.failure != nil && !s.emptied {
			break
		}
		now = s.after
	}
	if inTransaction {
		if err := r.end(ctx, done); err != nil {
			return nil, err
		}
	}
	for _, s := range done {
		s.describeLocks(inTransaction, done)
	}
	return done, nil
}

// end commits, or rolls back what failed.
func (r *runner) end(ctx context.Context, done []*subject) error {
	last := &subject{}
	if len(done) > 0 {
		last = done[len(done)-1]
	}
	if last.failure != nil && !last.emptied {
		_, err := r.conn.Exec(ctx, "ROLLBACK")
		return err
	}
	_, err := r.conn.Exec(ctx, "COMMIT")
	if errors.As(err, &last.failure) { // a constraint that was put off
		return nil
	}
	return err
}

// statement runs one, in the file's transaction or in one of its own so that its
// locks can be looked at; bare where the server wants that.
func (r *runner) statement(ctx context.Context, s *subject) error {
	if slices.ContainsFunc(s.trees, func(t tree) bool { return t.TransactionStmt != nil }) {
		s.skipped = true
		return nil
	}
	var timeout string
	if err := r.conn.QueryRow(ctx, "SELECT current_setting('lock_timeout')").Scan(&timeout); err != nil {
		return err
	}
	s.lockTimeout = timeout != "0"
	run := r.within
	if !s.inTransaction {
		run = r.alone
	}
	if err := run(ctx, s); err != nil {
		return err
	}
	if s.failed() && s.inTransaction { // which is over, so that nothing can be read
		return nil
	}
	var err error
	if s.after, err = readCatalog(ctx, r.conn); err != nil {
		return err
	}
	s.describeChanges()
	return nil
}

// alone runs a statement in a transaction of its own; bare where the server wants
// that.
func (r *runner) alone(ctx context.Context, s *subject) error {
	if _, err := r.conn.Exec(ctx, "BEGIN"); err != nil {
		return err
	}
	if err := r.within(ctx, s); err != nil {
		return err
	}
	end := "COMMIT"
	if s.failed() {
		end = "ROLLBACK"
	}
	if _, err := r.conn.Exec(ctx, end); err != nil && !errors.As(err, &s.failure) {
		return err
	}
	if s.sqlstate("25001") || s.sqlstate("2D000") {
		return r.bare(ctx, s)
	}
	return nil
}

// within runs a statement in the open transaction. Rows that the review made may
// be what it fails on; then it is tried again without them.
func (r *runner) within(ctx context.Context, s *subject) error {
	for {
		if _, err := r.conn.Exec(ctx, "SAVEPOINT review"); err != nil {
			return err
		}
		before, err := readActivity(ctx, r.conn, inTransactionActivity)
		if err != nil {
			return err
		}
		failure, err := r.exec(ctx, s)
		if err != nil {
			return err
		}
		if failure == nil {
			return r.look(ctx, s, before)
		}
		first := s.failure == nil
		if first || !s.emptied {
			s.failure = failure
		}
		if _, err := r.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT review"); err != nil {
			return err
		}
		switch role, missing := missingRole(failure); {
		case missing && !slices.Contains(*r.roles, role):
			s.failure = nil
			if err := r.makeRole(ctx, role); err != nil {
				return err
			}
		case first && ofData(failure):
			s.emptied = true
			if err := r.empty(ctx, s); err != nil {
				return err
			}
		default:
			s.failure, s.emptied = failure, false
			return nil
		}
	}
}

// makeRole makes one that a statement names, which the server does not know.
func (r *runner) makeRole(ctx context.Context, role string) error {
	*r.roles = append(*r.roles, role)
	if _, err := r.watcher.conn.Exec(ctx, "CREATE ROLE "+quoteName(role)); err != nil && !refused(err, "42710") {
		return fmt.Errorf("make the role %s, which the migrations name: %w", role, err)
	}
	return nil
}

// look reads what a statement did and holds.
func (r *runner) look(ctx context.Context, s *subject, before activity) error {
	taken, err := r.watcher.locks(ctx)
	if err != nil {
		return err
	}
	s.take(taken)
	after, err := readActivity(ctx, r.conn, inTransactionActivity)
	if err != nil {
		return err
	}
	s.Scans, s.Rows, s.changed = after.since(before, s.original)
	_, err = r.conn.Exec(ctx, "RELEASE SAVEPOINT review")
	return err
}
