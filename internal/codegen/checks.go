package codegen

import (
	"fmt"
	"strings"

	"entgo.io/ent/dialect/entsql"
)

// addChecks gives every table the CHECK constraints that its fields' bounds
// ask for, so that a row written by hand cannot break a reader. They are written
// in SQL that PostgreSQL and SQLite understand alike.
func addChecks(app *App) {
	for _, e := range app.nodes {
		checks := map[string]string{}
		for _, f := range e.Fields {
			name := e.Table() + "_" + f.StorageKey()
			if b := f.REST.Bounds; b.MaxLength != nil {
				least := 0
				if b.MinLength != nil {
					least = *b.MinLength
				}
				checks[name+"_length"] = fmt.Sprintf("length(%s) BETWEEN %d AND %d", f.StorageKey(), least, *b.MaxLength)
			}
			if f.IsEnum() {
				checks[name+"_enum"] = fmt.Sprintf("%s IN ('%s')", f.StorageKey(), strings.Join(f.EnumValues(), "', '"))
			}
			if f.IsTime() {
				checks[name+"_range"] = fmt.Sprintf("%s BETWEEN '0001-01-01 00:00:00+00:00' AND '9999-12-31 23:59:59.999999+00:00'", f.StorageKey())
			}
			if f == e.Version() {
				checks[name+"_positive"] = f.StorageKey() + " >= 1"
			}
		}
		if len(checks) == 0 {
			continue
		}
		var ant entsql.Annotation
		if have := e.EntSQL(); have != nil {
			ant = *have
		}
		e.Annotations.Set(ant.Name(), ant.Merge(entsql.Checks(checks)))
	}
}
