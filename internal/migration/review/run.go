package review

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/locks"
	"github.com/entask/entask/internal/migration/review/release"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/review/syntax"
	"github.com/entask/entask/internal/migration/rows"
)

// runner runs the statements of one database.
type runner struct {
	conn     *pgx.Conn
	observer locks.Observer
	version  int // of the server, such as 150004
	server   string
	notices  *[]string
	roles    *roles
	filler   *rows.Filler
	sizes    rows.Sizes // of production

	release       *release.Release
	learned       bool // what the previous release sends
	eachIsRelease bool // the whole directory is reviewed

	functions []rules.Replaced // by the file
	failed    string           // the first file that failed
}

// file runs the statements of m as they will be applied. One that fails is passed over, so
// that those after it are seen.
func (r *runner) file(ctx context.Context, m *migration, inTransaction bool) ([]*rules.Subject, error) {
	original, err := catalog.Read(ctx, r.conn)
	if err != nil {
		return nil, err
	}
	if inTransaction {
		if _, err := r.conn.Exec(ctx, "BEGIN"); err != nil {
			return nil, err
		}
	}
	var done []*rules.Subject
	r.functions = nil
	now, block := original, 0
	for i, st := range m.statements {
		if !inTransaction {
			if block, err = r.control(ctx, st.trees, block, i+1); err != nil {
				return nil, err
			}
		}
		s := &rules.Subject{Trees: st.trees, Original: original, Before: now, After: now, Earlier: slices.Clone(done), InTransaction: inTransaction || block > 0, Block: block}
		s.Observed = rules.Observed{Line: st.line, SQL: st.text, Locks: []rules.Lock{}, Rewrites: []string{}, Scans: []string{}}
		done = append(done, s)
		if err := r.statement(ctx, s); err != nil {
			return nil, err
		}
		now = s.After
	}
	if inTransaction || block > 0 {
		if err := r.end(ctx, done); err != nil {
			return nil, err
		}
	}
	for _, s := range done {
		describeLocks(s, done)
	}
	return done, nil
}

// control begins or ends a transaction of the file's own: it returns the number of the
// BEGIN that what follows is in.
func (r *runner) control(ctx context.Context, trees []syntax.Tree, block, number int) (int, error) {
	for _, t := range trees {
		if t.TransactionStmt == nil {
			continue
		}
		var err error
		switch kind := t.TransactionStmt.Kind; {
		case block == 0 && (kind == "TRANS_STMT_BEGIN" || kind == "TRANS_STMT_START"):
			block = number
			_, err = r.conn.Exec(ctx, "BEGIN")
		case block > 0 && kind == "TRANS_STMT_COMMIT":
			block = 0
			_, err = r.conn.Exec(ctx, "COMMIT")
		case block > 0 && kind == "TRANS_STMT_ROLLBACK":
			block = 0
			_, err = r.conn.Exec(ctx, "ROLLBACK")
		}
		if err != nil && refusal(err) == nil {
			return block, err
		}
	}
	return block, nil
}

// end commits, or rolls back a file that is to run again.
func (r *runner) end(ctx context.Context, done []*rules.Subject) error {
	if slices.ContainsFunc(done, needsNoTransaction) {
		_, err := r.conn.Exec(ctx, "ROLLBACK")
		return err
	}
	_, err := r.conn.Exec(ctx, "COMMIT")
	if failure := refusal(err); failure != nil && len(done) > 0 { // a constraint that was put off
		done[len(done)-1].Refusal = failure
		return nil
	}
	return err
}

func needsNoTransaction(s *rules.Subject) bool { return s.SQLState("25001") }

// statement runs one statement, in the file's transaction or in one of its own, so that its
// locks can be observed; outside a transaction when the server requires that.
func (r *runner) statement(ctx context.Context, s *rules.Subject) error {
	if slices.ContainsFunc(s.Trees, func(t syntax.Tree) bool { return t.TransactionStmt != nil }) {
		return nil
	}
	var timeout string
	if err := r.conn.QueryRow(ctx, "SELECT current_setting('lock_timeout')").Scan(&timeout); err != nil {
		return err
	}
	s.LockTimeout = timeout != "0"
	if slices.ContainsFunc(s.Trees, syntax.Server) {
		return r.unrun(ctx, s)
	}
	run := r.within
	if !s.InTransaction {
		run = r.alone
	}
	definitions, err := r.readDefinitions(ctx, s)
	if err != nil {
		return err
	}
	if err := run(ctx, s); err != nil {
		return err
	}
	if s.Failed() && s.InTransaction { // it was taken back
		return nil
	}
	if err := r.replaced(ctx, s, definitions); err != nil {
		return err
	}
	if s.After, err = catalog.Read(ctx, r.conn); err != nil {
		return err
	}
	describeChanges(s)
	return nil
}

// alone runs a statement in a transaction of its own; outside one when the server requires
// that.
func (r *runner) alone(ctx context.Context, s *rules.Subject) error {
	if _, err := r.conn.Exec(ctx, "BEGIN"); err != nil {
		return err
	}
	if err := r.within(ctx, s); err != nil {
		return err
	}
	end := "COMMIT"
	if s.Failed() {
		end = "ROLLBACK"
	}
	if _, err := r.conn.Exec(ctx, end); err != nil && !errors.As(err, &s.Refusal) {
		return err
	}
	if s.SQLState("25001") || s.SQLState("2D000") {
		return r.bare(ctx, s)
	}
	return nil
}

// within runs a statement in the open transaction. When it fails on rows that the review
// made, it runs again without them.
func (r *runner) within(ctx context.Context, s *rules.Subject) error {
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
		first := s.Refusal == nil
		if first || !s.Emptied {
			s.Refusal = failure
		}
		if _, err := r.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT review"); err != nil {
			return err
		}
		switch role, missing := missingRole(failure); {
		case missing && !r.roles.holds(role):
			s.Refusal = nil
			if err := r.roles.hold(ctx, role); err != nil {
				return err
			}
		case first && rules.OfData(failure):
			s.Emptied = true
			if err := r.empty(ctx, s); err != nil {
				return err
			}
		default:
			s.Refusal, s.Emptied = failure, false
			return nil
		}
	}
}

// look reads what a statement did, and its locks.
func (r *runner) look(ctx context.Context, s *rules.Subject, before activity) error {
	taken, err := r.observer.Held(ctx)
	if err != nil {
		return err
	}
	take(s, taken)
	after, err := readActivity(ctx, r.conn, inTransactionActivity)
	if err != nil {
		return err
	}
	s.Scans, s.Rows, s.Changed = after.since(before, s.Original)
	_, err = r.conn.Exec(ctx, "RELEASE SAVEPOINT review")
	return err
}
