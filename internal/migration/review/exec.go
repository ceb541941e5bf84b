package review

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// bare runs a statement outside any transaction of ours.
func (r *runner) bare(ctx context.Context, s *rules.Subject) error {
	s.Refusal, s.Bare = nil, true
	if err := r.flush(ctx); err != nil {
		return err
	}
	before, err := readActivity(ctx, r.observer.Conn, committedActivity)
	if err != nil {
		return err
	}
	stop, err := r.observer.During(ctx, s.Before.Sorted(func(t *catalog.Relation) bool { return t.Kind == "r" || t.Kind == "p" }))
	if err != nil {
		return err
	}
	failure, err := r.exec(ctx, s)
	taken, watchErr := stop()
	if err := errors.Join(err, watchErr); err != nil {
		return err
	}
	s.Refusal = failure
	take(s, taken)
	if err := r.flush(ctx); err != nil {
		return err
	}
	after, err := readActivity(ctx, r.observer.Conn, committedActivity)
	if err != nil {
		return err
	}
	s.Scans, s.Rows, s.Changed = after.since(before, s.Original)
	return nil
}

// unrun takes a statement about the server back: others have databases on it. What is known
// is whether it can be in a transaction.
func (r *runner) unrun(ctx context.Context, s *rules.Subject) error {
	begin, end := "SAVEPOINT review", "ROLLBACK TO SAVEPOINT review"
	if !s.InTransaction {
		begin, end = "BEGIN", "ROLLBACK"
	}
	if _, err := r.conn.Exec(ctx, begin); err != nil {
		return err
	}
	failure, err := r.exec(ctx, s)
	if err != nil {
		return err
	}
	s.Unrun, s.Failure, s.MS = true, "", 0
	if failure != nil && failure.Code == "25001" {
		s.Bare = true
		if s.InTransaction {
			s.Refusal = failure
		}
	}
	_, err = r.conn.Exec(ctx, end)
	return err
}

// flush publishes the statistics of this connection.
func (r *runner) flush(ctx context.Context) error {
	if r.version < 150000 {
		time.Sleep(time.Second) // the collector of older servers takes its time
		return nil
	}
	_, err := r.conn.Exec(ctx, "SELECT pg_stat_force_next_flush()")
	return err
}

// exec runs the text as it is. A server error is a failure of the statement; any other error
// ends the review.
func (r *runner) exec(ctx context.Context, s *rules.Subject) (*pgconn.PgError, error) {
	*r.notices = nil
	begin := time.Now()
	_, err := r.conn.PgConn().Exec(ctx, s.SQL).ReadAll()
	s.MS = milliseconds(time.Since(begin))
	s.Notices = *r.notices
	if failure, ok := errors.AsType[*pgconn.PgError](err); ok {
		s.Failure = failure.Message
		return failure, nil
	}
	s.Failure = ""
	return nil, err
}

// empty deletes the rows of the tables that the statement names.
func (r *runner) empty(ctx context.Context, s *rules.Subject) error {
	for _, rel := range named(s) {
		if !rel.HoldsRows() || rel.Kind == "m" {
			continue
		}
		_, err := r.conn.Exec(ctx, "SET LOCAL session_replication_role = replica; DELETE FROM "+catalog.Quote(rel.Schema, rel.Name)+"; SET LOCAL session_replication_role = origin")
		if err != nil {
			return fmt.Errorf("empty %s: %w", rel, err)
		}
	}
	return nil
}

// named returns the relations that a statement names. The body of a DO is not parsed: it
// names what stands in it as a word.
func named(s *rules.Subject) (all []*catalog.Relation) {
	for _, t := range s.Trees {
		for _, n := range syntax.TablesOf(t) {
			if rel := s.Find(n); rel != nil {
				all = append(all, rel)
			}
		}
		if t.DoStmt != nil {
			all = append(all, s.Before.Sorted(func(rel *catalog.Relation) bool {
				return regexp.MustCompile(`(?i)(^|\W)` + regexp.QuoteMeta(rel.Name) + `($|\W)`).MatchString(s.SQL)
			})...)
		}
	}
	return all
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
