package drift

import (
	"fmt"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// mendSequence lets a sequence that was missing go on after the numbers that are in tables.
func mendSequence(d Difference, want Schema) string {
	if d.State == Changed {
		return strings.Replace(d.SQL, "CREATE", "ALTER", 1) + ";"
	}
	statements := []string{d.SQL + ";"}
	for _, o := range want {
		if o.Kind == byDefault && strings.HasPrefix(o.SQL, "nextval(") && mentions(o.SQL, d.Name) {
			statements = append(statements, fmt.Sprintf("SELECT setval(%s, max(%s)) FROM %s HAVING max(%[2]s) >= (SELECT last_value FROM %[4]s);",
				catalog.Literal(catalog.Quoted(d.Name)), catalog.Quoted(o.Name), catalog.Quoted(o.On), catalog.Quoted(d.Name)))
		}
	}
	return strings.Join(statements, "\n")
}

// mendDomain is for a domain and its parts, but for its checks, which are constraints as others are.
func mendDomain(d Difference) string {
	alter := "ALTER DOMAIN " + catalog.Quoted(d.On) + " "
	switch d.Kind {
	case domainNotNull:
		return alter + either(d, "SET NOT NULL", "DROP NOT NULL") + ";"
	case domainDefault:
		return alter + either(d, "SET DEFAULT "+d.SQL, "DROP DEFAULT") + ";"
	}
	if d.State == Missing {
		return d.SQL + ";"
	}
	return "-- PostgreSQL changes no type of a domain: create it anew."
}

func mendExtension(d Difference) string {
	if d.State == Missing {
		return d.SQL + ";"
	}
	_, schema, _ := strings.Cut(d.SQL, " WITH SCHEMA ")
	return "ALTER EXTENSION " + catalog.Quoted(d.Name) + " SET SCHEMA " + schema + ";"
}

// mendMaterialized creates a view anew, with its indexes where it had some.
func mendMaterialized(d Difference, want Schema) string {
	create := strings.TrimSuffix(d.SQL, ";") + ";"
	if d.State == Missing {
		return create
	}
	statements := []string{"BEGIN;", "DROP MATERIALIZED VIEW " + catalog.Quoted(d.Name) + ";", create}
	for _, o := range want {
		if o.On == d.Name && (o.Kind == index || o.Kind == uniqueIndex) {
			statements = append(statements, o.SQL+";")
		}
	}
	return strings.Join(append(statements, "COMMIT;"), "\n")
}
