package rows

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// tries limits the search for values that satisfy one check.
const tries = 400

// expressions returns a value for each column of t that its foreign keys, its checks and, of
// a partition, its bounds allow. When none is found, the insert fails and the table stays
// empty.
func (f *Filler) expressions(ctx context.Context, t *catalog.Relation) (map[string]string, error) {
	if known, ok := f.values[t.OID]; ok {
		return known, nil
	}
	own := map[string]string{}
	f.values[t.OID] = own // also for a table that refers to itself
	for _, c := range t.Columns {
		own[c.Name] = value(c, f.catalog.Enums)
	}
	for _, k := range t.Constraints {
		target := f.catalog.Relations[k.Target]
		if k.Kind != "f" || target == nil || target == t || len(k.Columns) != len(k.TargetCols) {
			continue
		}
		theirs, err := f.expressions(ctx, target)
		if err != nil {
			return nil, err
		}
		for i, name := range k.Columns {
			own[name] = f.wrapped(theirs[k.TargetCols[i]], target)
		}
	}
	checks := checksOf(t)
	for range 3 { // a later check may undo what an earlier one needs
		settled := true
		for i := range checks {
			done, err := f.satisfy(ctx, t, own, checks, i)
			if err != nil {
				return nil, err
			}
			settled = settled && done
		}
		if settled {
			break
		}
	}
	return own, nil
}

// wrapped limits the row numbers of an expression to the rows of a smaller table.
func (f *Filler) wrapped(expression string, target *catalog.Relation) string {
	n, ok := f.sizes[target.String()]
	if !ok || n >= f.rows || n == 0 {
		return expression
	}
	return numbers.ReplaceAllString(expression, fmt.Sprintf("((n - 1) %% %d + 1)", n))
}

type check struct {
	expression string
	columns    []string
}

func checksOf(t *catalog.Relation) []check {
	var checks []check
	for _, k := range t.Constraints {
		if k.Kind == "c" && len(k.Columns) > 0 {
			checks = append(checks, check{k.Expression, k.Columns})
		}
	}
	if t.Bound != "" {
		var names []string
		for _, c := range t.Columns {
			if strings.Contains(t.Bound, c.Name) {
				names = append(names, c.Name)
			}
		}
		checks = append(checks, check{t.Bound, names})
	}
	return checks
}

// satisfy changes the columns of a check until it holds for the first and the last row. It
// says whether it held without a change.
func (f *Filler) satisfy(ctx context.Context, t *catalog.Relation, own map[string]string, checks []check, i int) (bool, error) {
	this := checks[i]
	holds, err := f.holds(ctx, t, own, this)
	if err != nil || holds {
		return holds, err
	}
	var lists [][]string
	for _, name := range this.columns {
		var texts []string
		for _, other := range checks {
			if slices.Contains(other.columns, name) {
				texts = append(texts, other.expression)
			}
		}
		lists = append(lists, candidates(*t.Column(name), own[name], texts))
	}
	pick := make([]int, len(lists))
	for range tries {
		if !next(pick, lists) {
			break
		}
		attempt := maps.Clone(own)
		for j, name := range this.columns {
			attempt[name] = lists[j][pick[j]]
		}
		fits := true
		for _, other := range checks {
			if slices.ContainsFunc(other.columns, func(n string) bool { return slices.Contains(this.columns, n) }) && fits {
				if fits, err = f.holds(ctx, t, attempt, other); err != nil {
					return false, err
				}
			}
		}
		if fits {
			maps.Copy(own, attempt)
			return false, nil
		}
	}
	return false, nil
}

// next counts up, the first column fastest.
func next(pick []int, lists [][]string) bool {
	for i := range pick {
		if pick[i]++; pick[i] < len(lists[i]) {
			return true
		}
		pick[i] = 0
	}
	return false
}

// holds asks the server; an expression that it refuses does not hold.
func (f *Filler) holds(ctx context.Context, t *catalog.Relation, values map[string]string, c check) (bool, error) {
	var list []string
	for _, name := range c.columns {
		list = append(list, fmt.Sprintf("(%s)::%s AS %s", values[name], t.Column(name).Type, catalog.Quote(name)))
	}
	query := fmt.Sprintf("SELECT coalesce(bool_and(coalesce((%s), true)), true) FROM (SELECT %s FROM (VALUES (%d::bigint), (%d)) numbers(n)) %s",
		c.expression, strings.Join(list, ", "), f.before+1, f.before+max(f.rows, 1), catalog.Quote(t.Name))
	var yes bool
	err := f.conn.QueryRow(ctx, query).Scan(&yes)
	var refused interface{ SQLState() string }
	if errors.As(err, &refused) {
		return false, nil
	}
	return yes, err
}
