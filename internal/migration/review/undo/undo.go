package undo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// When a statement of an undo runs: each phase is in files of its own.
const (
	together     = iota // in a transaction for each table
	concurrently        // outside one
	adopting            // a constraint takes over an index
	validating
	finishing // what a validated check allows without a look at the rows
)

// Step is a statement that undoes something.
type Step struct {
	phase int
	table string
	sql   string
}

// Refusal says what cannot be undone without loss, and why.
type Refusal struct {
	What, Why string
}

func (r Refusal) String() string { return r.What + " " + r.Why }

// Plan compares a schema with the one before, and returns the statements that lead back.
func Plan(before, after *State, subjects []*rules.Subject) ([]Step, []Refusal) {
	p := &plan{before: before, after: after, remade: map[string]bool{}}
	for _, s := range subjects {
		p.rows(s)
	}
	p.objects(true)
	p.relations()
	p.enums()
	p.objects(false)
	p.grants()
	slices.SortStableFunc(p.steps, func(a, b Step) int {
		if tables := strings.Compare(a.table, b.table); a.phase != finishing || a.table != "" && b.table != "" {
			return cmp.Or(a.phase-b.phase, tables) // what belongs to no table first
		}
		return cmp.Or(a.phase-b.phase, strings.Compare(b.table, a.table)) // and last, once nothing uses it
	})
	return p.steps, p.refusals
}

// Renames returns the statements that give tables, columns and values of enums their names
// back. They come first, because the definitions of everything else contain these names.
func Renames(before, after *State) []Step {
	p := &plan{before: before, after: after}
	for _, was := range before.Sorted(func(r *catalog.Relation) bool { return r.Kind != "i" && r.Kind != "I" }) {
		is := after.Relations[was.OID]
		if is == nil || was.Schema != is.Schema {
			continue
		}
		if was.Name != is.Name {
			if there := after.Find(was.Schema, was.Name); there != nil && there.Kind == "v" && before.Relations[there.OID] == nil {
				p.do(together, was.String(), "DROP VIEW %s", there.SQL()) // which stood in its place
			}
			kind := map[string]string{"v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}[was.Kind]
			p.do(together, was.String(), "ALTER %s %s RENAME TO %s", cmp.Or(kind, "TABLE"), is.SQL(), catalog.Quote(was.Name))
		}
		for _, c := range was.Columns {
			if now := numbered(is, c.Number); now != nil && now.Name != c.Name && was.Kind != "v" {
				p.do(together, was.String(), "ALTER TABLE %s RENAME COLUMN %s TO %s", was.SQL(), catalog.Quote(now.Name), catalog.Quote(c.Name))
			}
		}
	}
	for name, was := range before.Enums {
		for i, is := range after.Enums[name] {
			if len(was) == len(after.Enums[name]) && was[i] != is {
				p.do(together, "", "ALTER TYPE %s RENAME VALUE %s TO %s", name, catalog.Literal(is), catalog.Literal(was[i]))
			}
		}
	}
	return p.steps
}

type plan struct {
	before, after *State
	steps         []Step
	refusals      []Refusal
	remade        map[string]bool // views and functions that are dropped and made again
}

func (p *plan) do(phase int, table, format string, args ...any) {
	p.steps = append(p.steps, Step{phase, table, strings.TrimSuffix(fmt.Sprintf(format, args...), ";") + ";"})
}

func (p *plan) refuse(what, format string, args ...any) {
	p.refusals = append(p.refusals, Refusal{what, fmt.Sprintf(format, args...)})
}

// rows refuses what changed rows, or what no comparison of schemas sees.
func (p *plan) rows(s *rules.Subject) {
	what := fmt.Sprintf("line %d", s.Line)
	switch {
	case s.Failed():
		p.refuse(what, "fails, so that nobody has applied it: %s", s.Failure)
		return
	case len(s.Changed) > 0 || slices.ContainsFunc(s.Trees, changes):
		p.refuse(what, "changes rows: what they were before is kept nowhere but in a backup")
		return
	}
	for _, t := range s.Trees {
		if !compared(t) {
			p.refuse(what, "is of a kind whose traces are not compared: write what undoes it by hand")
		}
		p.values(s, t)
	}
}

// values refuses a column that keeps its type, and got another collation or other values.
func (p *plan) values(s *rules.Subject, t syntax.Tree) {
	if t.AlterTableStmt == nil {
		return
	}
	r := s.Find(t.AlterTableStmt.Relation)
	if r == nil || p.before.Relations[r.OID] == nil || p.after.Relations[r.OID] == nil {
		return
	}
	for _, i := range t.AlterTableStmt.Cmds {
		if i.AlterTableCmd == nil || i.AlterTableCmd.Subtype != "AT_AlterColumnType" {
			continue
		}
		c := r.Column(i.AlterTableCmd.Name)
		if c == nil {
			continue
		}
		was, is := numbered(p.before.Relations[r.OID], c.Number), numbered(p.after.Relations[r.OID], c.Number)
		if was != nil && is != nil && was.Type == is.Type {
			p.refuse(r.String()+"."+c.Name, "keeps its type, and gets other values or another collation: what it held is kept nowhere but in a backup")
		}
	}
}

func changes(t syntax.Tree) bool {
	return t.InsertStmt != nil || t.UpdateStmt != nil || t.DeleteStmt != nil || t.MergeStmt != nil || t.TruncateStmt != nil
}

// compared says whether all that a statement does is seen by comparing two states, or of no
// consequence.
func compared(t syntax.Tree) bool {
	if d := t.DropStmt; d != nil {
		return slices.Contains([]string{"OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_INDEX", "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_POLICY", "OBJECT_TRIGGER", "OBJECT_TYPE", "OBJECT_MATVIEW"}, d.RemoveType)
	}
	if r := t.RenameStmt; r != nil {
		return slices.Contains([]string{"OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_INDEX", "OBJECT_TABCONSTRAINT"}, r.RenameType)
	}
	if a := t.AlterTableStmt; a != nil {
		return !slices.ContainsFunc(a.Cmds, func(i syntax.Item) bool {
			return i.AlterTableCmd == nil || !slices.Contains([]string{
				"AT_AddColumn", "AT_DropColumn", "AT_ColumnDefault", "AT_SetNotNull", "AT_DropNotNull", "AT_AlterColumnType", "AT_AddConstraint", "AT_AddIndex", "AT_DropConstraint", "AT_ValidateConstraint",
				"AT_EnableRowSecurity", "AT_DisableRowSecurity", "AT_ForceRowSecurity", "AT_NoForceRowSecurity",
			}, i.AlterTableCmd.Subtype)
		})
	}
	if g := t.GrantStmt; g != nil {
		return g.Targtype != "ACL_TARGET_DEFAULTS" && slices.Contains([]string{"OBJECT_TABLE", "OBJECT_SEQUENCE", "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE"}, g.Objtype)
	}
	return t.CreateStmt != nil || t.IndexStmt != nil || t.AlterEnumStmt != nil || t.CreatePolicyStmt != nil || t.AlterPolicyStmt != nil ||
		t.CreateTrigStmt != nil || t.CreateFunctionStmt != nil || t.VariableSetStmt != nil || t.TransactionStmt != nil ||
		t.Whole["ViewStmt"] != nil || t.Whole["CreateEnumStmt"] != nil || t.Whole["CommentStmt"] != nil
}

// objects takes back what depends on tables, first, or makes it again, last.
func (p *plan) objects(first bool) {
	for _, kind := range []string{"trigger", "policy", "view", "function"} {
		for _, key := range slices.Sorted(keys(p.before.Objects, p.after.Objects)) {
			was, had := p.before.Objects[key]
			is, has := p.after.Objects[key]
			if orElse(was.Kind, is.Kind) != kind || was == is || p.fresh(is.Table) {
				continue
			}
			replaces := (kind == "view" || kind == "function") && !p.other(key, was, is)
			switch {
			case first && has && (!had && kind != "function" || had && !replaces):
				p.do(together, is.Table, "%s", is.Drop)
				p.remade[key] = had
			case !first && had:
				p.do(together, was.Table, "%s", was.Create)
			case !first && !had && kind == "function":
				p.do(finishing, "", "%s", is.Drop)
			}
		}
	}
}

// other says whether PostgreSQL cannot replace a view or a function by what it was: it has other
// columns, or other parameters or another type.
func (p *plan) other(key string, was, is Object) bool {
	if was.Kind == "function" {
		const signature = 2 // lines
		a, b := strings.SplitN(was.Create, "\n", signature+1), strings.SplitN(is.Create, "\n", signature+1)
		return !slices.Equal(a[:min(signature, len(a))], b[:min(signature, len(b))])
	}
	view := func(s *State) (columns []string) {
		for _, r := range s.Relations {
			if r.Kind == "v" && "view "+r.SQL() == key {
				for _, c := range r.Columns {
					columns = append(columns, c.Name+" "+c.Type)
				}
			}
		}
		return columns
	}
	a, b := view(p.before), view(p.after)
	return len(a) < len(b) || !slices.Equal(a[:len(b)], b)
}

// fresh says whether a table goes away, with what depends on it.
func (p *plan) fresh(table string) bool {
	return table != "" && len(p.after.Sorted(func(r *catalog.Relation) bool { return r.String() == table && p.before.Relations[r.OID] == nil })) > 0
}

func (p *plan) enums() {
	for _, name := range slices.Sorted(keys(p.before.Enums, p.after.Enums)) {
		was, had := p.before.Enums[name]
		is, has := p.after.Enums[name]
		switch {
		case !had:
			p.do(finishing, "", "DROP TYPE %s", name)
		case !has:
			p.do(together, "", "CREATE TYPE %s AS ENUM (%s)", name, literals(was))
		case len(was) < len(is):
			p.refuse("the enum "+name, "has a further value, and PostgreSQL takes none away: it may stay, since the previous release does not write it")
		}
	}
}
