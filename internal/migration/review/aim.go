package review

import (
	"context"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// aim makes rows for the UPDATE and DELETE statements of a file that would find none, so that
// what they do is seen.
func (r *runner) aim(ctx context.Context, m *migration) error {
	c, err := catalog.Read(ctx, r.conn)
	if err != nil {
		return err
	}
	for _, s := range m.statements {
		for _, t := range s.trees {
			if t.UpdateStmt == nil && t.DeleteStmt == nil && t.DoStmt == nil {
				continue
			}
			for _, k := range syntax.Conditions(s.text, t) {
				table := c.Find(k.Table.Schemaname, k.Table.Relname)
				if table == nil || table.Kind != "r" {
					continue
				}
				if err := r.filler.Aim(ctx, c, table, k.Where); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
