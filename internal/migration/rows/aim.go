package rows

import (
	"context"
	"fmt"
	"maps"
	"regexp"

	"github.com/entask/entask/internal/migration/catalog"
)

// Aim makes rows of t that pass a condition, such as that of an UPDATE, when none does: as
// many as t has. It makes none when it knows no values that pass, or the condition is not
// about the columns of t alone.
func (f *Filler) Aim(ctx context.Context, c *catalog.Catalog, t *catalog.Relation, condition string) error {
	f.catalog, f.values = c, map[uint32]map[string]string{}
	made := f.Made[t.OID]
	passes, asked := f.finds(ctx, t, condition)
	if passes || !asked || made == 0 {
		return nil
	}
	usual, err := f.expressions(ctx, t)
	if err != nil {
		return err
	}
	own := maps.Clone(usual)
	for _, column := range t.Columns {
		if refers(t, column.Name) { // to rows that are there
			own[column.Name] = numbers.ReplaceAllString(own[column.Name], fmt.Sprintf("((n - 1) %% %d + 1)", made))
		}
	}
	aimed := check{expression: "(" + condition + ") IS TRUE"}
	for _, column := range t.Columns {
		if regexp.MustCompile(`(?i)(^|\W)` + regexp.QuoteMeta(column.Name) + `($|\W)`).MatchString(condition) {
			aimed.columns = append(aimed.columns, column.Name)
		}
	}
	checks := append(checksOf(t), aimed)
	if _, err := f.satisfy(ctx, t, own, checks, len(checks)-1); err != nil {
		return err
	}
	if holds, err := f.holds(ctx, t, own, aimed); err != nil || !holds {
		return err
	}
	if _, err := f.conn.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return err
	}
	more, _, err := f.insert(ctx, t, own, f.rows+1, f.rows+made)
	if err != nil {
		return err
	}
	if _, err := f.conn.Exec(ctx, "RESET session_replication_role"); err != nil {
		return err
	}
	f.Made[t.OID] += more
	return f.raiseSequences(ctx, t, f.rows+made)
}

// finds says whether a row passes, and whether the server takes the condition.
func (f *Filler) finds(ctx context.Context, t *catalog.Relation, condition string) (passes, asked bool) {
	err := f.conn.QueryRow(ctx, fmt.Sprintf("SELECT EXISTS (SELECT FROM %s WHERE %s)", catalog.Quote(t.Schema, t.Name), condition)).Scan(&passes)
	return passes, err == nil
}
