package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// plan returns the steps to the wanted schema. It asks about renames first, and diffs
// again after each, since a rename changes the rest of the difference.
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

// planRows drafts the steps and rehearses them until every row that would stop them has
// an answer.
func (c cli) planRows(ctx context.Context, renames []step, stmts []statement, want catalog, said decisions) ([]step, error) {
	have, err := c.migrated(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range have.changedChecks(want) {
		stmts = s.join(stmts)
	}
	stmts = want.setNulls(stmts)
	if err := want.owned(stmts); err != nil {
		return nil, err
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
		changed, err := learn(&known, found)
		if err != nil {
			return nil, err
		}
		open = slices.Concat(open, said.unanswered(known), said.rewritten(draft.rewrites))
		if len(open) == 0 && !changed {
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

// learn adds the demands that a rehearsal found to those that are known, and says
// whether that changes anything. A demand that rows still do not meet, though it was
// answered, is an error.
func learn(known *[]*demand, found []*demand) (changed bool, err error) {
	for _, d := range found {
		i := slices.IndexFunc(*known, func(k *demand) bool { return k.table == d.table && k.name == d.name })
		switch {
		case i < 0:
			*known = append(*known, d)
			changed = true
		case d.untried:
		case !d.met && !(*known)[i].met:
			return false, fmt.Errorf("the answer about %s leaves rows that %s refuses", d.subject(d.main()), bare(d.name))
		case !d.met: // what was said of another column has made rows alike
			(*known)[i] = d
			changed = true
		}
	}
	return changed, nil
}

// join adds a change of a check to the statement that Atlas has for its table, since a
// new default may need it. If Atlas has the change already, nothing is added.
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
