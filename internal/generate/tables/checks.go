package tables

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"entgo.io/ent/dialect/entsql"

	"github.com/entask/entask/internal/generate/document"
	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
)

// AddChecks gives every table the CHECK constraints that its fields' bounds
// ask for, so that a row written by hand cannot break a reader. They are written
// in SQL that PostgreSQL and SQLite understand alike; what these have no common
// word for, patterns and the lengths of lists, has none.
func AddChecks(api *plan.API) {
	for _, e := range api.Nodes {
		checks := map[string]string{}
		for _, f := range e.Fields {
			check(f, func(rule, expr string, args ...any) {
				column := identifier(f.StorageKey())
				checks[e.Table()+"_"+f.StorageKey()+"_"+rule] = fmt.Sprintf(expr, append([]any{column}, args...)...)
			})
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

// check adds the constraints of a field, as formats whose first argument is its column.
func check(f *plan.Field, add func(rule, expr string, args ...any)) {
	b := f.REST.Bounds
	checkLength(b.MinLength, b.MaxLength, add)
	switch {
	case b.MinBytes != nil:
		checkLength(b.MinBytes, b.MaxBytes, add)
	case b.MaxBytes != nil:
		add("length", "length(%s) <= %d", *b.MaxBytes)
	}
	if b.MaxUTF8 != nil {
		add("bytes", "octet_length(%s) <= %d", *b.MaxUTF8)
	}
	if f == f.Entity.Version() {
		add("positive", "%s >= 1")
	}
	if f.HasValueScanner() || kind.Has(f.Field, "Value") && f.Kind != kind.UUID {
		return // the column holds what the type makes of the value
	}
	switch f.Kind {
	case kind.Enum:
		var values []string
		for _, v := range f.EnumValues() {
			values = append(values, "'"+strings.ReplaceAll(v, "'", "''")+"'")
		}
		add("enum", "%s IN (%s)", strings.Join(values, ", "))
	case kind.Time:
		add("range", "%s BETWEEN '0001-01-01 00:00:00+00:00' AND '9999-12-31 23:59:59.999999+00:00'")
	case kind.Int, kind.Uint, kind.Float:
		checkNumber(f, add)
	default:
	}
}

// checkLength adds what bounds a length.
func checkLength(least, most *int, add func(rule, expr string, args ...any)) {
	switch {
	case most == nil && least == nil:
	case most == nil:
		add("length", "length(%s) >= %d", *least)
	case least == nil:
		add("length", "length(%s) BETWEEN %d AND %d", 0, *most)
	default:
		add("length", "length(%s) BETWEEN %d AND %d", *least, *most)
	}
}

// checkNumber adds the range of a number. A float is bounded even where nothing was
// asked: NaN and the infinities have no JSON.
func checkNumber(f *plan.Field, add func(rule, expr string, args ...any)) {
	p := document.Property(f)
	if f == f.Entity.Version() {
		return // it has its own
	}
	least, most := p["minimum"], p["maximum"]
	if f.Kind == kind.Float {
		limit := map[string]any{"float32": 3.4028235e38, "float64": math.MaxFloat64}[f.Type.Type.String()]
		if most == nil {
			most = limit
		}
		if least == nil {
			least = fmt.Sprintf("-%v", limit)
		}
	}
	switch {
	case least != nil && most != nil:
		add("range", "%s BETWEEN %v AND %v", least, most)
	case least != nil:
		add("range", "%s >= %v", least)
	case most != nil:
		add("range", "%s <= %v", most)
	}
}

var plain = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// reserved are the words that name no column without quotes, in PostgreSQL or SQLite.
var reserved = strings.Fields(`abort action add after all alter always analyse analyze and any array as asc
	asymmetric attach autoincrement before begin between binary both by cascade case cast check collate
	collation column commit concurrently conflict constraint create cross current current_catalog
	current_date current_role current_schema current_time current_timestamp current_user database
	default deferrable deferred delete desc detach distinct do drop each else end escape except exclude
	exclusive exists explain fail false fetch filter first following for foreign freeze from full
	generated glob grant group groups having if ignore ilike immediate in index indexed initially inner
	insert instead intersect into is isnull join last lateral leading left like limit localtime
	localtimestamp match materialized natural no not nothing notnull null nulls of offset on only or
	order others outer over overlaps partition placing plan pragma preceding primary query raise range
	recursive references regexp reindex release rename replace restrict returning right rollback row
	rows savepoint select session_user set similar some symmetric table tablesample temp temporary then
	ties to trailing transaction trigger true unbounded union unique update user using vacuum values
	variadic verbose view virtual when where window with without`)

// identifier returns a column's name as both databases read it.
func identifier(name string) string {
	if plain.MatchString(name) && !slices.Contains(reserved, name) {
		return name
	}
	return quote(name)
}
