package undo

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// relations leads tables, columns, constraints and indexes back.
func (p *plan) relations() {
	for _, was := range p.before.Sorted(func(*catalog.Relation) bool { return true }) {
		if is := p.after.Relations[was.OID]; is != nil {
			p.relation(apart(p.before.Catalog, was), apart(p.after.Catalog, is))
			continue
		}
		switch {
		case was.HoldsRows():
			p.refuse(was.String(), "is gone with its rows: a backup has them")
		case was.Kind == "I" && was.Parent == 0 && !constrains(p.before.Catalog, was):
			p.refuse("the index "+was.String(), "of a partitioned table cannot be built while others write: build it on each partition, and attach these to one ON ONLY the table")
		case was.Parent != 0: // of a partition, and goes with the whole
		case (was.Kind == "i" || was.Kind == "I") && !constrains(p.before.Catalog, was):
			p.do(concurrently, "", "%s", concurrent(was.Definition))
		}
	}
	for _, is := range p.after.Sorted(func(r *catalog.Relation) bool { return p.before.Relations[r.OID] == nil }) {
		p.fromNothing(is)
	}
}

// fromNothing drops a relation that was not there.
func (p *plan) fromNothing(is *catalog.Relation) {
	onOld := p.before.Relations[is.Table] != nil && !constrains(p.after.Catalog, is) && (is.Parent == 0 || p.before.Relations[is.Parent] != nil)
	switch {
	case is.Kind == "r" || is.Kind == "p":
		if is.Parent == 0 || p.before.Relations[is.Parent] != nil { // a new table takes its partitions along
			p.unused(is, is.Name, "false", "DROP TABLE "+is.SQL())
		}
	case is.Kind == "m":
		p.do(together, "", "DROP MATERIALIZED VIEW %s", is.SQL())
	case is.Kind == "i" && onOld:
		p.do(concurrently, "", "DROP INDEX CONCURRENTLY %s", is.SQL())
	case is.Kind == "I" && onOld:
		p.do(together, "", "DROP INDEX %s", is.SQL())
	}
}

// apart is a partition without what it has from its table.
func apart(c *catalog.Catalog, r *catalog.Relation) *catalog.Relation {
	whole := c.Relations[r.Parent]
	if whole == nil || !r.HoldsRows() {
		return r
	}
	part := *r
	part.Columns = nil
	part.Constraints = slices.DeleteFunc(slices.Clone(r.Constraints), func(k catalog.Constraint) bool {
		return slices.ContainsFunc(whole.Constraints, func(of catalog.Constraint) bool { return of.Definition == k.Definition })
	})
	return &part
}

func (p *plan) relation(was, is *catalog.Relation) {
	if was.Schema != is.Schema {
		p.refuse(was.String(), "is in another schema: move it back by hand")
		return
	}
	if table := p.before.Relations[was.Table]; table != nil && !constrains(p.before.Catalog, was) {
		switch {
		case constrains(p.after.Catalog, is): // which takes the index along when it is dropped
			p.do(concurrently, "", "%s", concurrent(was.Definition))
		case was.Name != is.Name:
			p.do(together, table.String(), "ALTER INDEX %s RENAME TO %s", is.SQL(), catalog.Quote(was.Name))
		}
	}
	if !was.HoldsRows() {
		return
	}
	renamed := p.constraintNames(was, is)
	p.dropConstraints(was, is, renamed)
	for _, c := range is.Columns {
		old := numbered(was, c.Number)
		if old != nil {
			p.column(was, old, &c)
			continue
		}
		empty := catalog.Quote(c.Name) + " IS NULL"
		if c.Default != "" {
			empty = catalog.Quote(c.Name) + " IS NOT DISTINCT FROM " + c.Default
		}
		p.unused(was, was.Name+"_"+c.Name, empty, "ALTER TABLE "+was.SQL()+" DROP COLUMN "+catalog.Quote(c.Name))
	}
	for _, c := range was.Columns {
		if numbered(is, c.Number) == nil {
			p.refuse(was.String()+"."+c.Name, "is gone with what it held: a backup has it")
		}
	}
	if was.Secured != is.Secured {
		p.do(together, was.String(), "ALTER TABLE %s %s ROW LEVEL SECURITY", was.SQL(), either(was.Secured, "ENABLE", "DISABLE"))
	}
	if was.Forced != is.Forced {
		p.do(together, was.String(), "ALTER TABLE %s %s ROW LEVEL SECURITY", was.SQL(), either(was.Forced, "FORCE", "NO FORCE"))
	}
	p.addConstraints(was, is, renamed)
}

func (p *plan) column(t *catalog.Relation, was, is *catalog.Column) {
	name := catalog.Quote(was.Name)
	if was.Type != is.Type {
		p.refuse(t.String()+"."+was.Name, "was %s and is %s: what fits the new type may not fit the old one, and the table is written anew", was.Type, is.Type)
	}
	if was.Default != is.Default && !was.Generated {
		p.do(together, t.String(), "ALTER TABLE %s ALTER COLUMN %s %s", t.SQL(), name, either(was.Default == "", "DROP DEFAULT", "SET DEFAULT "+was.Default))
	}
	switch {
	case !was.NotNull && is.NotNull:
		p.do(together, t.String(), "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL", t.SQL(), name)
	case was.NotNull && !is.NotNull:
		check := catalog.Quote(t.Name + "_" + was.Name + "_not_null")
		p.do(together, t.String(), "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID", t.SQL(), check, name)
		p.do(validating, t.String(), "ALTER TABLE %s VALIDATE CONSTRAINT %s", t.SQL(), check)
		p.do(finishing, t.String(), "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL", t.SQL(), name)
		p.do(finishing, t.String(), "ALTER TABLE %s DROP CONSTRAINT %s", t.SQL(), check)
	}
}

// constraintNames gives constraints their names back, and returns the old and the new ones.
func (p *plan) constraintNames(was, is *catalog.Relation) map[string]bool {
	renamed := map[string]bool{}
	for _, k := range is.Constraints {
		i := slices.IndexFunc(was.Constraints, func(o catalog.Constraint) bool {
			return o.Kind == k.Kind && o.Definition == k.Definition && is.Constraint(o.Name) == nil
		})
		if was.Constraint(k.Name) == nil && i >= 0 {
			old := was.Constraints[i].Name
			renamed[k.Name], renamed[old] = true, true
			p.do(together, was.String(), "ALTER TABLE %s RENAME CONSTRAINT %s TO %s", was.SQL(), catalog.Quote(k.Name), catalog.Quote(old))
		}
	}
	return renamed
}

func (p *plan) dropConstraints(was, is *catalog.Relation, renamed map[string]bool) {
	for _, k := range is.Constraints {
		if !renamed[k.Name] && !says(was, k) && !onNewColumn(was, is, k) {
			p.do(together, was.String(), "ALTER TABLE %s DROP CONSTRAINT %s", was.SQL(), catalog.Quote(k.Name))
		}
	}
}

func (p *plan) addConstraints(was, is *catalog.Relation, renamed map[string]bool) {
	for _, k := range was.Constraints {
		if renamed[k.Name] || says(is, k) {
			continue
		}
		name := catalog.Quote(k.Name)
		switch k.Kind {
		case "c", "f":
			p.do(together, was.String(), "ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID", was.SQL(), name, strings.TrimSuffix(k.Definition, " NOT VALID"))
			if k.Valid {
				p.do(validating, was.String(), "ALTER TABLE %s VALIDATE CONSTRAINT %s", was.SQL(), name)
			}
		case "p", "u":
			p.do(concurrently, "", "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)", name, was.SQL(), catalog.QuoteList(k.Columns))
			p.do(adopting, was.String(), "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s", was.SQL(), name, either(k.Kind == "p", "PRIMARY KEY", "UNIQUE"), name)
		default:
			p.refuse("the constraint "+k.Name+" of "+was.String(), "cannot be built while others write")
		}
	}
}

// says whether a table has a constraint under its name, validated or not.
func says(t *catalog.Relation, k catalog.Constraint) bool {
	other := t.Constraint(k.Name)
	return other != nil && strings.TrimSuffix(other.Definition, " NOT VALID") == strings.TrimSuffix(k.Definition, " NOT VALID")
}

// onNewColumn says whether a constraint goes with a column that is dropped.
func onNewColumn(was, is *catalog.Relation, k catalog.Constraint) bool {
	return slices.ContainsFunc(k.Columns, func(name string) bool {
		c := is.Column(name)
		return c != nil && numbered(was, c.Number) == nil
	})
}

// unused drops something that no row uses. From its first step on nobody writes it, and the
// second one fails while a row would lose something.
func (p *plan) unused(t *catalog.Relation, name, condition, drop string) {
	check := catalog.Quote(name + "_unused")
	p.do(together, t.String(), "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID", t.SQL(), check, condition)
	p.do(validating, t.String(), "-- Fails while a row would lose something.\nALTER TABLE %s VALIDATE CONSTRAINT %s", t.SQL(), check)
	p.do(finishing, t.String(), "%s", drop)
}
