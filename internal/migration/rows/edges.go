package rows

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/entask/entask/internal/migration/catalog"
)

// An edge is a row at the limits of what a table accepts. The first of its forms that the
// table accepts is inserted.
type edge struct {
	forms []map[string]string
	key   bool // its number is beyond those that others refer to, because it changes a key
}

// edgesOf makes the rows of a round: edges, then ordinary rows with the numbers that are
// left, then edges that no other row refers to.
func (f *Filler) edgesOf(ctx context.Context, t *catalog.Relation) error {
	if t.Name == history {
		return nil
	}
	own, err := f.expressions(ctx, t)
	if err != nil {
		return err
	}
	last := f.before + f.rows
	var within, beyond []edge
	for _, e := range f.edgesFor(t, own) {
		if e.key {
			beyond = append(beyond, e)
		} else {
			within = append(within, e)
		}
	}
	next, err := f.attempt(ctx, t, within, f.before+1, last)
	if err != nil {
		return err
	}
	_, refused, err := f.insert(ctx, t, own, next, last)
	if err != nil {
		return err
	}
	if refused != nil {
		f.empty = append(f.empty, fmt.Sprintf("%s: %s (SQLSTATE %s)", t, refused.Message, refused.Code))
	}
	if _, err := f.attempt(ctx, t, beyond, last+1, last+f.rows); err != nil {
		return err
	}
	return f.raiseSequences(ctx, t, last+f.rows)
}

// attempt inserts a row for each edge that the table accepts, and returns the next number.
func (f *Filler) attempt(ctx context.Context, t *catalog.Relation, edges []edge, n, end int64) (next int64, err error) {
	for _, e := range edges {
		for _, form := range e.forms {
			if n >= end {
				return n, nil
			}
			made, _, err := f.insert(ctx, t, form, n, n)
			if err != nil {
				return n, err
			}
			if made > 0 {
				n++
				break
			}
		}
	}
	return n, nil
}

func (f *Filler) edgesFor(t *catalog.Relation, own map[string]string) (edges []edge) {
	nothing := map[string]string{}
	for _, c := range t.Columns {
		if c.Generated {
			continue
		}
		var lists [][]string
		if !c.NotNull {
			nothing[c.Name] = "NULL"
			lists = append(lists, []string{"NULL"})
		}
		if !refers(t, c.Name) && !serial(c) {
			lists = append(lists, f.formsOf(t, c, own[c.Name])...)
		}
		for _, values := range lists {
			edges = append(edges, f.edge(t, own, c.Name, values))
		}
	}
	if len(nothing) > 1 {
		all := maps.Clone(own)
		maps.Copy(all, nothing)
		edges = append(edges, f.row(t, own, all))
	}
	// Last, since they take no value that another edge must have for itself.
	return append(edges, f.alike(t, own)...)
}

func (f *Filler) edge(t *catalog.Relation, own map[string]string, column string, values []string) (e edge) {
	for _, v := range values {
		form := maps.Clone(own)
		form[column] = v
		one := f.row(t, own, form)
		e.forms, e.key = append(e.forms, one.forms...), one.key
	}
	return e
}

// row is an edge with one form. When its number has no row in other tables, its foreign keys
// refer to the first row.
func (f *Filler) row(t *catalog.Relation, own, form map[string]string) edge {
	key := false
	for _, c := range t.Columns {
		differs := form[c.Name] != own[c.Name]
		inKey := func(key []string) bool { return slices.Contains(key, c.Name) }
		key = key || differs && (f.referredTo(t, c.Name) || form[c.Name] != f.ofFirst(own[c.Name]) && slices.ContainsFunc(f.keys(t), inKey))
	}
	for _, c := range t.Columns {
		if key && refers(t, c.Name) && form[c.Name] == own[c.Name] {
			form[c.Name] = f.ofFirst(own[c.Name])
		}
	}
	return edge{forms: []map[string]string{form}, key: key}
}

// ofFirst returns the value of an expression in the first row of the round.
func (f *Filler) ofFirst(expression string) string {
	return fmt.Sprintf("(SELECT %s FROM (VALUES (%d::bigint)) numbers(n))", expression, f.before+1)
}

// formsOf returns lists of values for a column. The first accepted value of each list is
// used.
func (f *Filler) formsOf(t *catalog.Relation, c catalog.Column, usual string) (all [][]string) {
	var texts []string
	for _, k := range checksOf(t) {
		if slices.Contains(k.columns, c.Name) {
			texts = append(texts, k.expression)
		}
	}
	if slices.Contains([]string{"character varying", "character", "text", "citext"}, c.Base) && c.Kind != "e" {
		all = append(all, longest(c, usual, texts))
	}
	if len(texts) > 0 {
		for _, e := range candidates(c, usual, texts)[1:] {
			all = append(all, []string{e})
		}
	}
	for _, e := range extremes[c.Base] {
		all = append(all, []string{fmt.Sprintf("(%s)::%s", e, c.Type)})
	}
	return all
}
