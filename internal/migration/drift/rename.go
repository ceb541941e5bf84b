package drift

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// keepRenamed gives parts of tables their names back: where one is missing, and a single one of
// its definition is additional in the table. Neither is then added or dropped, which would lose
// what is in a column, and build an index anew.
func keepRenamed(all []Difference) {
	for i, missing := range all {
		if missing.State != Missing || rename(missing, "") == "" {
			continue
		}
		var like []int
		for j, d := range all {
			if d.Kind == missing.Kind && d.On == missing.On && d.State != Changed && nameless(d) == nameless(missing) {
				like = append(like, j)
			}
		}
		if len(like) != 2 || all[like[1]].State != Additional {
			continue // not one of each, and what is additional comes last
		}
		other := &all[like[1]]
		all[i].Mend = rename(missing, other.Name)
		other.Mend = "-- It may be the " + missing.Kind + " " + catalog.Quoted(missing.Name) + " under another name: see there."
	}
}

// rename gives an object the name that it should have; "" for kinds that have nothing to lose.
func rename(o Difference, from string) string {
	old, name := catalog.Quoted(from), catalog.Quoted(o.Name)
	switch o.Kind {
	case column:
		return "ALTER TABLE " + catalog.Quoted(o.On) + " RENAME COLUMN " + old + " TO " + name + ";"
	case primaryKey, unique, exclusion, check, foreignKey:
		return "ALTER TABLE " + catalog.Quoted(o.On) + " RENAME CONSTRAINT " + old + " TO " + name + ";"
	case index, uniqueIndex:
		return "ALTER INDEX " + old + " RENAME TO " + name + ";"
	}
	return ""
}

// nameless is the definition of an object without its name, which that of an index has.
func nameless(d Difference) string {
	sql := d.SQL
	if d.Kind == index || d.Kind == uniqueIndex {
		sql = strings.Replace(sql, "INDEX "+catalog.Quote(d.Name)+" ON ", "INDEX ON ", 1)
	}
	return normal(d.Kind, sql)
}

// back gives missing tables their places back: another schema may have them, or they may have
// got another name.
func back(ctx context.Context, tx *sql.Tx, all []Difference, want Schema) ([]Difference, error) {
	if !slices.ContainsFunc(all, Difference.missingTable) {
		return all, nil
	}
	all, err := moved(ctx, tx, all, want)
	if err != nil {
		return nil, err
	}
	every, err := objects(ctx, tx, nil, "public")
	return named(all, every, want), err
}

// named gives missing tables their names back, where a single one that the wanted schema does
// not know has the same columns. What else differs of such a table is found once it has its
// name.
func named(all []Difference, every, want Schema) []Difference {
	has, wanted := every.columns(), want.columns()
	maps.DeleteFunc(has, func(table string, _ string) bool { return wanted[table] != "" })
	found := map[string]string{}
	for i, missing := range all {
		if !missing.missingTable() || missing.Mend != missing.SQL+";" { // it was found
			continue
		}
		like := with(has, wanted[missing.On])
		rivals := slices.DeleteFunc(with(wanted, wanted[missing.On]), func(table string) bool { return table != missing.On && every.has(table) })
		if len(like) != 1 || len(rivals) != 1 {
			continue
		}
		all[i].Mend = "ALTER TABLE " + catalog.Quoted(like[0]) + " RENAME TO " + catalog.Quoted(missing.On) + ";"
		found[missing.On] = like[0]
	}
	return without(all, found)
}

// without leaves out what differs of tables that get their places back, by the names that
// they have now.
func without(all []Difference, found map[string]string) []Difference {
	return slices.DeleteFunc(all, func(d Difference) bool {
		for name, other := range found {
			if !d.missingTable() && (d.On == name || mentions(d.Is, other)) {
				return true
			}
		}
		return false
	})
}

func (d Difference) missingTable() bool { return d.Kind == table && d.State == Missing }

// columns are the columns of each table with their types, in one order for all.
func (s Schema) columns() map[string]string {
	lists := map[string][]string{}
	for _, o := range s {
		if o.Kind == column {
			lists[o.On] = append(lists[o.On], catalog.Quoted(o.Name)+" "+o.SQL)
		}
	}
	all := map[string]string{}
	for table, list := range lists {
		slices.Sort(list)
		all[table] = strings.Join(list, ", ")
	}
	return all
}

func (s Schema) has(name string) bool { return slices.Contains(s.Tables(), name) }

// with are the tables that have the columns.
func with(tables map[string]string, columns string) (names []string) {
	for name, have := range tables {
		if have == columns {
			names = append(names, name)
		}
	}
	return names
}

// mentions says whether a definition has the name of a table, be it in a text.
func mentions(sql, name string) bool {
	return slices.ContainsFunc(tokens.FindAllString(sql, -1), func(token string) bool {
		token = strings.Trim(token, "'")
		return token == catalog.Quote(name) || strings.HasSuffix(token, "."+catalog.Quote(name))
	})
}
