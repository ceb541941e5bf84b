package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// expects reports whether --expect-none was given for a demand.
func (d *decisions) expects(u *demand) bool {
	return d.none[u.subject(u.main())] || slices.ContainsFunc(u.columns, func(c column) bool { return d.none[u.subject(c)] })
}

// distinguished returns the column and the value of --duplicates for a demand.
func (d *decisions) distinguished(u *demand) (column, string) {
	for _, c := range u.columns {
		if how, ok := d.duplicates[u.subject(c)]; ok && (how == "delete" || c.text()) {
			return c, how
		}
	}
	return column{}, ""
}

// settles reports whether a demand has an answer.
func (d *decisions) settles(u *demand) bool {
	if d.expects(u) {
		return true
	}
	if u.unique() {
		_, how := d.distinguished(u)
		return how != ""
	}
	return slices.ContainsFunc(u.columns, func(c column) bool { return d.fills[u.subject(c)] != "" })
}

// unused returns an error for answers that no question asked for, such as one with a
// misspelt name.
func (d *decisions) unused(stmts []statement, known []*demand, rewrites []string) error {
	var asked []string // "flag subject"
	for table, list := range altered(stmts) {
		for _, c := range list {
			if m := addColumn.FindStringSubmatch(c); m != nil {
				asked = append(asked, "fill "+table+"."+bare(m[1]))
			}
		}
	}
	for _, k := range known {
		subjects := []string{k.subject(k.main())}
		for _, c := range k.columns {
			subjects = append(subjects, k.subject(c))
		}
		for _, s := range subjects {
			switch {
			case k.met:
			case k.unique():
				asked = append(asked, "expect-none "+s, "duplicates "+s)
			default:
				asked = append(asked, "expect-none "+s, "fill "+s)
			}
		}
	}
	for _, c := range rewrites {
		asked = append(asked, "rewrite "+c)
	}
	var unused []string
	check := func(flag string, subjects iter.Seq[string]) {
		for _, s := range slices.Sorted(subjects) {
			if !slices.Contains(asked, flag+" "+s) {
				unused = append(unused, "--"+flag+" "+s)
			}
		}
	}
	check("fill", maps.Keys(d.fills))
	check("duplicates", maps.Keys(d.duplicates))
	check("expect-none", maps.Keys(d.none))
	check("rewrite", maps.Keys(d.rewrites))
	if len(unused) > 0 {
		return fmt.Errorf("no question asked for %s", strings.Join(unused, ", "))
	}
	return nil
}
