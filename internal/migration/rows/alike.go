package rows

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// alike makes rows that equal the first row of the round, except in one column of each
// unique key: a new unique key over the other columns finds duplicates.
func (f *Filler) alike(t *catalog.Relation, own map[string]string) (edges []edge) {
	always, sometimes := map[string]bool{}, map[string]bool{}
	for _, key := range f.keys(t) {
		if len(key) == 1 {
			always[key[0]] = true
		}
		for _, c := range key {
			sometimes[c] = true
		}
	}
	choices := []map[string]bool{always}
	for _, c := range slices.Sorted(maps.Keys(sometimes)) {
		choice := maps.Clone(always)
		choice[c] = true
		choices = append(choices, choice)
	}
	for _, differ := range append(choices, sometimes) {
		join(t, differ)
		form := maps.Clone(own)
		for name := range own {
			if !differ[name] {
				form[name] = f.ofFirst(own[name])
			}
		}
		edges = append(edges, f.row(t, own, form), f.row(t, own, form))
	}
	return edges
}

// keys returns the columns of each unique key of t, including keys over expressions.
func (f *Filler) keys(t *catalog.Relation) (keys [][]string) {
	for _, i := range f.catalog.Sorted(func(i *catalog.Relation) bool { return i.Table == t.OID && i.Unique }) {
		_, what, _ := strings.Cut(i.Definition, " USING ")
		var key []string
		for _, c := range t.Columns {
			if regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(c.Name) + `($|\W)`).MatchString(what) {
				key = append(key, c.Name)
			}
		}
		keys = append(keys, key)
	}
	return keys
}

// refers says whether a column belongs to a foreign key.
func refers(r *catalog.Relation, column string) bool {
	return slices.ContainsFunc(r.Constraints, func(k catalog.Constraint) bool { return k.Kind == "f" && slices.Contains(k.Columns, column) })
}

// join adds the other columns of each foreign key that one of columns belongs to, and of each
// that one of those belongs to.
func join(r *catalog.Relation, columns map[string]bool) {
	for before := -1; before < len(columns); {
		before = len(columns)
		for _, k := range r.Constraints {
			if k.Kind == "f" && slices.ContainsFunc(k.Columns, func(c string) bool { return columns[c] }) {
				for _, c := range k.Columns {
					columns[c] = true
				}
			}
		}
	}
}

// referredTo says whether a foreign key refers to a column.
func (f *Filler) referredTo(t *catalog.Relation, column string) bool {
	for _, r := range f.catalog.Relations {
		for _, k := range r.Constraints {
			if k.Kind == "f" && k.Target == t.OID && slices.Contains(k.TargetCols, column) {
				return true
			}
		}
	}
	return false
}

// serial says whether a column takes its numbers from a sequence.
func serial(c catalog.Column) bool {
	return c.Identity != "" || strings.HasPrefix(c.Default, "nextval(")
}
