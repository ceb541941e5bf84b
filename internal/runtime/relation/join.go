package relation

import (
	"bytes"
	"context"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
)

// Join is what a mutation does to the rows of a join table.
type Join struct {
	Table      string
	Own, Other string // columns
	Both       bool   // whether each link leads both ways
	Clear      bool
	Remove     []uuid.UUID
	Add        []uuid.UUID
}

// Changes says whether it does anything.
func (j Join) Changes() bool { return j.Clear || len(j.Remove) > 0 || len(j.Add) > 0 }

// Apply changes the links of one row: at most two statements for each join table.
// Links that stay are not touched. Rows are written in the order of their ids, so that
// two changes cannot deadlock.
func Apply(ctx context.Context, on dialect.ExecQuerier, name string, id uuid.UUID, joins ...Join) error {
	build := sql.Dialect(name)
	for _, j := range joins {
		if gone := j.gone(id); gone != nil {
			query, args := build.Delete(j.Table).Where(gone).Query()
			if err := on.Exec(ctx, query, args, nil); err != nil {
				return err
			}
		}
		if pairs := j.pairs(id); len(pairs) > 0 {
			insert := build.Insert(j.Table).Columns(j.Own, j.Other).OnConflict(sql.DoNothing())
			for _, p := range pairs {
				insert.Values(p[0], p[1])
			}
			query, args := insert.Query()
			if err := on.Exec(ctx, query, args, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// gone finds the links to delete; nil for none.
func (j Join) gone(id uuid.UUID) *sql.Predicate {
	side := func(own, other string) *sql.Predicate {
		mine := sql.EQ(own, id)
		switch {
		case j.Clear && len(j.Add) > 0:
			return sql.And(mine, sql.NotIn(other, values(j.Add)...))
		case j.Clear:
			return mine
		default:
			return sql.And(mine, sql.In(other, values(j.Remove)...))
		}
	}
	switch {
	case !j.Clear && len(j.Remove) == 0:
		return nil
	case j.Both:
		return sql.Or(side(j.Own, j.Other), side(j.Other, j.Own))
	default:
		return side(j.Own, j.Other)
	}
}

// pairs are the rows to insert, in the same order for every writer.
func (j Join) pairs(id uuid.UUID) [][2]uuid.UUID {
	var all [][2]uuid.UUID
	for _, other := range j.Add {
		all = append(all, [2]uuid.UUID{id, other})
		if j.Both {
			all = append(all, [2]uuid.UUID{other, id})
		}
	}
	slices.SortFunc(all, func(a, b [2]uuid.UUID) int {
		if c := bytes.Compare(a[0][:], b[0][:]); c != 0 {
			return c
		}
		return bytes.Compare(a[1][:], b[1][:])
	})
	return slices.Compact(all)
}

func values(ids []uuid.UUID) []any {
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	return all
}
