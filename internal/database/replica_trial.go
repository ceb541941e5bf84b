package database

import (
	"context"
	"errors"
	"time"
)

// look looks at the replica for those who ask, until ctx is done.
func (r *replica) look(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.nudge:
		}
		rest := watchPause
		if why := r.why(); why == proven || why == behind {
			r.see(ctx)
		}
		if r.why() != proven {
			r.retry(ctx)
			rest = trialPause
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(rest):
		}
	}
}

// see asks the replica how far it is. If it does not say so, nothing that was sent to it is
// waited for any longer: the primary is asked instead.
func (r *replica) see(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, watchTimeout)
	defer cancel()
	err := r.replayed(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		r.doubt(unreachable, err)
		r.statements.leaveAll()
	}
}

func (r *replica) replayed(ctx context.Context) error {
	text, err := r.word(ctx, call{query: "SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')::text"})
	if err != nil {
		return err
	}
	lsn, err := parseLSN(text)
	if err == nil && r.seen.Swap(lsn) != lsn {
		r.tell()
	}
	return err
}

// word returns the one text that a SELECT returns, whatever the replica has proven.
func (r *replica) word(ctx context.Context, s call) (string, error) {
	c, err := r.pool.Acquire(ctx)
	if err != nil {
		return "", err
	}
	defer giveBack(c)
	rows, err := sessionOf(c.Conn()).run(ctx, s)
	if err != nil {
		return "", err
	}
	return wordOf(rows)
}

// doubt stops using the replica for a reason, unless only one statement is concerned. Its
// next connections may lead to another server.
func (r *replica) doubt(why verdict, err error) {
	if why == refusedIt || why == noPosition {
		return
	}
	if r.enter(why, err) && why != behind {
		r.seen.Store(0)
		r.pool.Reset()
	}
}

// retry tries the replica as a statement would, and uses it again if it proves to be current.
func (r *replica) retry(ctx context.Context) {
	trial, cancel := context.WithTimeout(ctx, trialTimeout)
	defer cancel()
	if why, err := r.trial(trial); ctx.Err() == nil {
		r.enter(why, err)
	}
}

func (r *replica) trial(ctx context.Context) (verdict, error) {
	if r.history == "" {
		history, err := r.primary.word(ctx, askHistory)
		if err != nil {
			return noPosition, err
		}
		r.history = history
	}
	if err := r.replayed(ctx); err != nil { // with the time that a new connection takes
		return unreachable, err
	}
	at, err := r.positions.after(ctx)
	if err != nil {
		return noPosition, err
	}
	for r.seen.Load() < at.lsn && time.Since(at.asked) < r.patience {
		time.Sleep(watchPause)
		if err := r.replayed(ctx); err != nil {
			return unreachable, err
		}
	}
	rows, why, err := r.send(ctx, at, call{query: "SELECT 1"})
	if why == proven {
		_ = rows.Close() // never fails
	}
	if why == freed {
		err = unwalledBy(r.word(ctx, call{query: unwalled, args: []any{r.walls}}))
	}
	return why, err
}
