package drift

import (
	"fmt"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// mend returns the statements that put a difference right. Those about constraints and
// indexes do not block others for long.
func mend(d Difference, want Schema) string {
	alter := "ALTER TABLE " + catalog.Quoted(d.On) + " "
	of := "ALTER COLUMN " + catalog.Quoted(d.Name) + " "
	switch d.Kind {
	case enum:
		return mendEnum(d)
	case sequence:
		return mendSequence(d, want)
	case domain, domainNotNull, domainDefault:
		return mendDomain(d)
	case extension:
		return mendExtension(d)
	case materialized:
		return mendMaterialized(d, want)
	case table:
		return d.SQL + ";"
	case column:
		return alter + mendColumn(d, of, want) + ";"
	case notNull:
		return alter + of + either(d, "SET NOT NULL", "DROP NOT NULL") + ";"
	case byDefault:
		return alter + of + either(d, "SET DEFAULT "+d.SQL, "DROP DEFAULT") + ";"
	case index, uniqueIndex:
		return mendIndex(d)
	case security:
		return alter + either(d, "ENABLE", "DISABLE") + " ROW LEVEL SECURITY;"
	case forced:
		return alter + either(d, "FORCE", "NO FORCE") + " ROW LEVEL SECURITY;"
	case policy:
		return mendPolicy(d)
	case trigger, rule:
		return mendTrigger(d)
	case unlogged:
		return alter + either(d, "SET UNLOGGED", "SET LOGGED") + ";"
	case function, view:
		return mendDefined(d)
	}
	return mendConstraint(d)
}

// mendColumn is the part of ALTER TABLE. What is in a column that is missing is in a backup,
// if anywhere.
func mendColumn(d Difference, of string, want Schema) string {
	if d.State == Missing {
		return "ADD COLUMN " + catalog.Quoted(d.Name) + " " + d.SQL + want.defaultOf(d.Object)
	}
	if d.State == Additional {
		return "DROP COLUMN " + catalog.Quoted(d.Name)
	}
	return of + "TYPE " + d.SQL
}

// either returns what a missing or changed object needs, or an additional one.
func either(d Difference, set, unset string) string {
	if d.State == Additional {
		return unset
	}
	return set
}

func mendIndex(d Difference) string {
	create := strings.Replace(d.SQL, "INDEX ", "INDEX CONCURRENTLY ", 1) + ";"
	drop := "DROP INDEX CONCURRENTLY " + catalog.Quoted(d.Name) + ";"
	switch {
	case d.State == Missing:
		return create
	case d.State == Additional:
		return drop
	case d.Is == invalid:
		return "REINDEX INDEX CONCURRENTLY " + catalog.Quoted(d.Name) + ";"
	}
	return drop + "\n" + create
}

func mendPolicy(d Difference) string {
	create := "CREATE POLICY " + catalog.Quoted(d.Name) + " ON " + catalog.Quoted(d.On) + " " + d.SQL + ";"
	drop := "DROP POLICY " + catalog.Quoted(d.Name) + " ON " + catalog.Quoted(d.On) + ";"
	if d.State == Missing {
		return create
	}
	if d.State == Additional {
		return drop
	}
	return "BEGIN;\n" + drop + "\n" + create + "\nCOMMIT;"
}

func mendConstraint(d Difference) string {
	alter := "ALTER TABLE " + catalog.Quoted(d.On) + " "
	and := ", "
	if d.Kind == domainCheck {
		alter = "ALTER DOMAIN " + catalog.Quoted(d.On) + " "
		and = ";\n" + alter // it does one thing at a time
	}
	drop := "DROP CONSTRAINT " + catalog.Quoted(d.Name)
	if d.State == Additional {
		return alter + drop + ";"
	}
	add := "ADD CONSTRAINT " + catalog.Quoted(d.Name) + " " + d.SQL
	validate := alter + "VALIDATE CONSTRAINT " + catalog.Quoted(d.Name) + ";"
	later := ""
	if d.Kind == check || d.Kind == foreignKey || d.Kind == domainCheck {
		add += " NOT VALID"
		later = "\n" + validate
	}
	if d.State == Missing {
		return alter + add + ";" + later
	}
	if is, valid := validated(d.Is); !valid && normal(d.Kind, is) == normal(d.Kind, d.SQL) {
		return validate
	}
	return alter + drop + and + add + ";" + later
}

// defaultOf is the default of a column as its definition has it.
func (s Schema) defaultOf(column Object) string {
	for _, o := range s {
		if o.Kind == byDefault && o.On == column.On && o.Name == column.Name {
			return " DEFAULT " + o.SQL
		}
	}
	return ""
}

// mendDefined replaces a function or a view. Where PostgreSQL does not replace it, because its
// parameters, type or columns differ, it is created anew, with the default privileges.
func mendDefined(d Difference) string {
	create := strings.TrimSuffix(d.SQL, ";") + ";"
	drop := "DROP ROUTINE " + d.Name + ";"
	if d.Kind == view {
		drop = "DROP VIEW " + catalog.Quoted(d.Name) + ";"
	}
	switch {
	case d.State == Additional:
		return drop
	case d.State == Changed && normal(d.Kind, signature(d.Kind, d.Is)) != normal(d.Kind, signature(d.Kind, d.SQL)):
		return "BEGIN;\n" + drop + "\n" + create + "\nCOMMIT;"
	}
	return create
}

// signature has the parameters and the type of a function, or the columns of a view.
func signature(kind, sql string) string {
	if kind == view {
		_, query, _ := strings.Cut(sql, " AS\n")
		columns, _, _ := strings.Cut(query, "\n   FROM ")
		return columns
	}
	lines := strings.SplitN(sql, "\n", 3)
	return strings.Join(lines[:min(2, len(lines))], "\n")
}

// owning gives a table, view or function to the owner of the database.
func owning(o Object, databaseOwner string) string {
	kind, name := "TABLE", catalog.Quoted(o.Name)
	if strings.HasSuffix(o.Name, ")") {
		kind, name = "FUNCTION", o.Name
	}
	return fmt.Sprintf("ALTER %s %s OWNER TO %s;", kind, name, catalog.Quoted(databaseOwner))
}
