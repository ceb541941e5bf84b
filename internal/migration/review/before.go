package review

import (
	"context"
	"slices"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// learn takes the statements of the previous release: those of the schema before the pending
// files or, when the whole directory is reviewed, before each file.
func (r *runner) learn(ctx context.Context, m *migration, previous *catalog.Catalog) error {
	if r.learned && !r.eachIsRelease {
		return nil
	}
	c, err := catalog.Read(ctx, r.conn)
	if err != nil {
		return err
	}
	touched := func(string, string) bool { return true }
	if r.eachIsRelease {
		touched = touchedBy(m)
	}
	r.learned = true
	if previous != nil {
		for _, t := range c.Relations {
			theirs := previous.Find(t.Schema, t.Name)
			t.Constraints = slices.DeleteFunc(t.Constraints, func(k catalog.Constraint) bool {
				return k.Kind == "u" && (theirs == nil || theirs.Constraint(k.Name) == nil)
			})
		}
	}
	return r.release.Learn(ctx, c, func(t *catalog.Relation, column string) bool {
		return touched(t.Schema, t.Name) && rules.Uses(previous, t, column)
	})
}

// touchedBy says which tables a file may change for others. Statements about rows and indexes, and
// ALTER TABLE, reach the tables that they name; any other may reach every table.
func touchedBy(m *migration) func(schema, table string) bool {
	named := map[string]bool{}
	for _, s := range m.statements {
		for _, t := range s.trees {
			names := syntax.TablesOf(t)
			for _, n := range names {
				named[n.Relname] = true
			}
			quiet := t.VariableSetStmt != nil || t.TransactionStmt != nil
			if known := t.AlterTableStmt != nil || t.CreateStmt != nil || t.IndexStmt != nil || t.InsertStmt != nil || t.UpdateStmt != nil || t.DeleteStmt != nil; !quiet && (!known || len(names) == 0) {
				return func(string, string) bool { return true }
			}
		}
	}
	return func(_, table string) bool { return named[table] }
}
