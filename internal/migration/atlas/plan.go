package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// plan asks Atlas for the difference until all that it may mean is said: each
// rename is put before it and changes what is left.
func (c cli) plan(ctx context.Context, want catalog, said decisions) ([]step, error) {
	var renames []step
	for range 10 {
		stmts, err := c.diff(ctx)
		if err != nil {
			return nil, err
		}
		open := said.open(stmts)
		if len(open) == 0 {
			return c.planRows(ctx, renames, stmts, want, said)
		}
		more, err := said.rename(open)
		if err != nil {
			return nil, err
		}
		for _, r := range more {
			renames = append(renames, r)
			if err := c.append(r); err != nil {
				return nil, err
			}
		}
	}
	return nil, errors.New("the renames lead in a circle")
}

// planRows drafts the steps and rehearses them, until it is said what becomes of
// the rows that would stop them.
func (c cli) planRows(ctx context.Context, renames []step, stmts []statement, want catalog, said decisions) ([]step, error) {
	have, err := c.migrated(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range have.changedChecks(want) {
		stmts = s.join(stmts)
	}
	security, err := c.security()
	if err != nil {
		return nil, err
	}
	same := movedBetween(have, want)
	var known []*demand
	for range 10 {
		draft := newDraft(stmts, said.fills, same, have)
		steps := said.answered(have.secure(want, security, draft.steps), known, have)
		empty, open := said.unfilled(stmts)
		found, err := c.rehearse(ctx, slices.Concat(same.steps, steps), empty)
		if err != nil {
			return nil, err
		}
		more, err := news(known, found)
		if err != nil {
			return nil, err
		}
		known = append(known, more...)
		open = slices.Concat(open, said.unanswered(known), said.rewritten(draft.rewrites))
		if len(open)+len(more) == 0 {
			if len(steps) > 0 {
				err = said.unused(stmts, known, draft.rewrites)
			}
			return slices.Concat(renames, same.steps, steps), err
		}
		if err := said.decide(open); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("the answers leave rows that stop the migration")
}

// news are the demands that were found and not known. One that is known, and not met
// though it was answered, is an error.
func news(known, found []*demand) (more []*demand, err error) {
	for _, d := range found {
		i := slices.IndexFunc(known, func(k *demand) bool { return k.table == d.table && k.name == d.name })
		switch {
		case i < 0:
			more = append(more, d)
		case !d.met && !known[i].met:
			return nil, fmt.Errorf("the answer about %s leaves rows that %s refuses", d.subject(d.main()), bare(d.name))
		case !d.met:
			known[i].met = false // since what was said of others makes rows alike
			more = append(more, d)
		}
	}
	return more, nil
}

// join puts a change of a check into the statement that Atlas has for its table,
// as a new default may need it, unless Atlas has the change itself.
func (s statement) join(stmts []statement) []statement {
	change := alterTable.FindStringSubmatch(s.sql)
	for i, other := range stmts {
		m := alterTable.FindStringSubmatch(other.sql)
		if len(m) == 0 || m[1] != change[1] {
			continue
		}
		if !slices.Contains(commands(m[2]), commands(change[2])[0]) {
			stmts[i].sql = other.sql + ", " + change[2]
		}
		return stmts
	}
	return append(stmts, s)
}
