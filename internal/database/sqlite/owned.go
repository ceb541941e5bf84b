package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql/schema"
)

// Owned returns tables as SQLite can have them, and the statements that add by triggers, for
// each table, what keys that carry an owner say in PostgreSQL alone: which column of a key a
// deletion sets to null, and whose a row of a join table is.
func Owned(tables []*schema.Table) ([]*schema.Table, map[string][]string, error) {
	all, err := schema.CopyTables(tables)
	if err != nil {
		return nil, nil, err
	}
	triggers := map[string][]string{}
	for i, t := range all {
		t.View, t.Comment = tables[i].View, tables[i].Comment
		keys := slices.DeleteFunc(slices.Clone(t.ForeignKeys), func(key *schema.ForeignKey) bool { return len(key.Columns) < 2 })
		for _, key := range keys {
			if strings.HasPrefix(string(key.OnDelete), string(schema.SetNull)) {
				key.OnDelete = schema.NoAction
				triggers[key.RefTable.Name] = append(triggers[key.RefTable.Name], setNull(t, key))
			}
		}
		if len(keys) > 0 && keys[0].Columns[0].Default != nil {
			triggers[t.Name] = append(triggers[t.Name], setOwner(t, keys[0]))
		}
	}
	return all, triggers, nil
}

// setNull clears a key when what it leads to is deleted.
func setNull(t *schema.Table, key *schema.ForeignKey) string {
	return fmt.Sprintf(`CREATE TRIGGER IF NOT EXISTS %[1]s BEFORE DELETE ON %[2]s BEGIN
	UPDATE %[3]s SET %[5]s = NULL WHERE %[4]s = OLD.%[6]s AND %[5]s = OLD.%[7]s;
END`, quote(key.Symbol+"_set_null"), quote(key.RefTable.Name), quote(t.Name), quote(key.Columns[0].Name), quote(key.Columns[1].Name),
		quote(key.RefColumns[0].Name), quote(key.RefColumns[1].Name))
}

// setOwner gives a row of a join table to the owner of a row that it joins, where none is
// named. No owner leads to a missing row.
func setOwner(t *schema.Table, key *schema.ForeignKey) string {
	owner := key.Columns[0].Name
	var columns, values []string
	for _, c := range t.Columns {
		if c.Name != owner {
			columns, values = append(columns, quote(c.Name)), append(values, "NEW."+quote(c.Name))
		}
	}
	return fmt.Sprintf(`CREATE TRIGGER IF NOT EXISTS %[1]s BEFORE INSERT ON %[2]s WHEN NEW.%[3]s = '' BEGIN
	INSERT OR IGNORE INTO %[2]s (%[4]s, %[3]s) VALUES (%[5]s, coalesce((SELECT %[6]s FROM %[7]s WHERE %[8]s = NEW.%[9]s), ''));
	SELECT RAISE(IGNORE);
END`, quote(t.Name+"_owner"), quote(t.Name), quote(owner), strings.Join(columns, ", "), strings.Join(values, ", "),
		quote(key.RefColumns[0].Name), quote(key.RefTable.Name), quote(key.RefColumns[1].Name), quote(key.Columns[1].Name))
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
