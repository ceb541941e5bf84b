package review

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// bare runs a statement that makes its own transactions.
func (r *runner) bare(ctx context.Context, s *subject) error {
	s.failure, s.Bare = nil, true
	if err := r.flush(ctx); err != nil {
		return err
	}
	before, err := readActivity(ctx, r.watcher.conn, committedActivity)
	if err != nil {
		return err
	}
	stop, err := r.watcher.during(ctx, s.before.sorted(func(t *relation) bool { return t.Kind == "r" || t.Kind == "p" }))
	if err != nil {
		return err
	}
	failure, err := r.exec(ctx, s)
	taken, watchErr := stop()
	if err := errors.Join(err, watchErr); err != nil {
		return err
	}
	s.failure = failure
	s.take(taken)
	if err := r.flush(ctx); err != nil {
		return err
	}
	after, err := readActivity(ctx, r.watcher.conn, committedActivity)
	if err != nil {
		return err
	}
	s.Scans, s.Rows, s.changed = after.since(before, s.original)
	return nil
}

// flush lets others see what this connection has counted.
func (r *runner) flush(ctx context.Context) error {
	if r.version < 150000 {
		time.Sleep(time.Second) // the collector of older servers takes its time
		return nil
	}
	_, err := r.conn.Exec(ctx, "SELECT pg_stat_force_next_flush()")
	return err
}

// exec runs the text as it stands. An error of the server is a failure; any other
// ends the review.
func (r *runner) exec(ctx context.Context, s *subject) (*pgconn.PgError, error) {
	*r.notices = nil
	s.started = time.Now()
	_, err := r.conn.PgConn().Exec(ctx, s.text).ReadAll()
	s.MS = milliseconds(time.Since(s.started))
	s.notices = *r.notices
	if failure, ok := errors.AsType[*pgconn.PgError](err); ok {
		s.Failure = failure.Message
		return failure, nil
	}
	s.Failure = ""
	return nil, err
}

// empty deletes the rows of the tables that the statement speaks of.
func (r *runner) empty(ctx context.Context, s *subject) error {
	for _, rel := range s.spokenOf() {
		if !rel.holdsRows() || rel.Kind == "m" {
			continue
		}
		_, err := r.conn.Exec(ctx, "SET LOCAL session_replication_role = replica; DELETE FROM "+quoteName(rel.Schema, rel.Name)+"; SET LOCAL session_replication_role = origin")
		if err != nil {
			return fmt.Errorf("empty %s: %w", rel, err)
		}
	}
	return nil
}

// spokenOf returns the relations that a statement names. The body of a DO is not
// parsed: it names what stands in it between quotes.
func (s *subject) spokenOf() []*relation {
	var all []*relation
	for _, t := range s.trees {
		for _, n := range tablesOf(t) {
			if rel := s.find(n); rel != nil {
				all = append(all, rel)
			}
		}
		if t.DoStmt != nil {
			all = append(all, s.before.sorted(func(rel *relation) bool { return strings.Contains(s.text, `"`+rel.Name+`"`) })...)
		}
	}
	return all
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
