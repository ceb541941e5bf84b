package apply

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// resume updates the history of a file that an earlier run began: statements that were not
// applied may have been corrected since.
func (m *migrator) resume(ctx context.Context, f *file) error {
	r := f.revision
	if r == nil {
		return nil
	}
	if err := unchanged(f); err != nil {
		return err
	}
	sum, err := m.dir.sums.SumByName(f.Name())
	if err != nil {
		return err
	}
	if r.Hash == sum && r.Total == len(f.statements) {
		return nil
	}
	r.Hash, r.Total = sum, len(f.statements)
	return revisions{m.conn}.WriteRevision(ctx, r)
}

// unchanged returns ErrEdited when a statement that was applied has changed.
func unchanged(f *file) error {
	was := f.revision.PartialHashes
	if len(was) < f.applied() {
		return fmt.Errorf("the history has %d of the hashes of its %d applied statements", len(was), f.applied())
	}
	now := partialHashes(f.statements)
	for i := range f.applied() {
		if i >= len(now) || now[i] != was[i] {
			return fmt.Errorf("its first %d statements were applied, and statement %d %w: restore it, and change only what comes after them", f.applied(), i+1, ErrEdited)
		}
	}
	return nil
}

var (
	identifier   = `(?:"(?:[^"]|"")+"|[\pL_][\pL\d_$]*)`
	qualified    = identifier + `(?:\s*\.\s*` + identifier + `)?`
	concurrently = regexp.MustCompile(`(?is)^(?:(?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+|RE)INDEX\b.*?\bCONCURRENTLY\b|ALTER\s+TABLE\b.*\bDETACH\s+PARTITION\b.*\bCONCURRENTLY\b|REINDEX\b)`)
	creates      = regexp.MustCompile(`(?is)^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?(` + identifier + `)\s+ON\s+(?:ONLY\s+)?(` + qualified + `)`)
	drops        = regexp.MustCompile(`(?is)^DROP\s+INDEX\s+CONCURRENTLY\s+(?:IF\s+EXISTS\s+)?(` + qualified + `)\s*(?:CASCADE|RESTRICT)?\s*;?$`)
	repeatable   = regexp.MustCompile(`(?is)^(VACUUM|ANALYZE|REINDEX|CLUSTER|CHECKPOINT|ALTER\s+SYSTEM)\b`)
)

// recover cleans up after an earlier run that was interrupted within statement i. It says
// whether the statement was carried out, so that only its record is missing.
func (m *migrator) recover(ctx context.Context, f *file, i int) (done bool, err error) {
	r := f.revision
	if r == nil || i != r.Applied {
		return false, nil
	}
	query := f.statements[i].Text
	unknown := r.Error == interrupted && r.ErrorStmt == query
	if name, table, ok := concurrentIndex(query); ok {
		if r.ErrorStmt != query || strings.Contains(r.Error, notOurs) || strings.Contains(r.Error, "already exists") {
			return false, nil // no run has begun to build it
		}
		return m.recoverIndex(ctx, f.at(i), name, table, unknown)
	}
	if !unknown || repeatable.MatchString(query) {
		return false, nil
	}
	if drop := drops.FindStringSubmatch(query); drop != nil {
		err := m.conn.QueryRowContext(ctx, "SELECT to_regclass($1) IS NULL", drop[1]).Scan(&done)
		return done, m.tellDone(f.at(i), done, err)
	}
	switch m.o.Interrupted {
	case InterruptedAgain:
		return false, nil
	case InterruptedDone:
		return true, m.tellDone(f.at(i), true, nil)
	case InterruptedRefuse:
	}
	return false, fmt.Errorf("a run before this one ended while it executed the statement, and %w: look, and apply with --interrupted=again to execute it again, or with --interrupted=done to go on with the next one", ErrInterrupted)
}

// recoverIndex removes what is left of an index that was being built. A valid index counts
// as ours only when the history says that we began it, because it was absent before.
func (m *migrator) recoverIndex(ctx context.Context, at Progress, name, table string, begun bool) (done bool, err error) {
	state, err := stateOf(ctx, m.conn, name, table)
	for err == nil && state == indexBuilding { // by a session that has lost its client
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
		state, err = stateOf(ctx, m.conn, name, table)
	}
	switch {
	case err != nil:
		return false, err
	case state == indexValid && begun:
		return true, m.tellDone(at, true, nil)
	case state == indexInvalid:
		at.Event = EventRebuild
		m.o.Progress(at)
		return false, dropIndex(ctx, m.conn, name, table)
	}
	return false, nil
}

func (m *migrator) tellDone(at Progress, done bool, err error) error {
	if err == nil && done {
		at.Event = EventDone
		m.o.Progress(at)
	}
	return err
}
