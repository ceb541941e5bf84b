package rules

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// takenNames reports what IF NOT EXISTS passed over, because something else has the name.
func takenNames(_ *File, s *Subject, t syntax.Tree) []Finding {
	switch {
	case t.IndexStmt != nil && t.IndexStmt.IfNotExists:
		table := s.Find(t.IndexStmt.Relation)
		if table == nil {
			return nil
		}
		is := s.Before.Find(table.Schema, t.IndexStmt.Idxname)
		if is == nil || is.Table == table.OID && is.Unique == t.IndexStmt.Unique && sameColumns(is, t.IndexStmt.IndexParams) {
			return nil
		}
		return []Finding{nameTaken(s, is, "what has the name is: "+orElse(is.Definition, is.String()))}
	case t.CreateStmt != nil && t.CreateStmt.IfNotExists:
		is := s.Find(t.CreateStmt.Relation)
		if is == nil {
			return nil
		}
		var missing []string
		var other []Finding
		for _, i := range t.CreateStmt.TableElts {
			switch def := i.ColumnDef; {
			case def == nil:
			case is.Column(def.Colname) == nil:
				missing = append(missing, def.Colname)
			case other == nil: // one is enough to see that it is another table
				other = otherColumn(s, is, is.Column(def.Colname), def)
			}
		}
		if len(missing) > 0 {
			return []Finding{nameTaken(s, is, "what has the name lacks "+strings.Join(missing, ", "))}
		}
		return other
	}
	return nil
}

func nameTaken(s *Subject, is *catalog.Relation, why string) Finding {
	return finding(s, "name-taken", Error, "-- another name; or without IF NOT EXISTS, which fails where this does nothing",
		"%s is there already, and the statement does nothing; %s.", is, why)
}

// otherColumn reports a column that IF NOT EXISTS passed over, of another type.
func otherColumn(s *Subject, r *catalog.Relation, is *catalog.Column, def *syntax.ColumnDef) []Finding {
	typ := orElse(printed[def.TypeName.String()], def.TypeName.SQL())
	base := is.Base
	if array := len(def.TypeName.ArrayBounds) > 0; array != (is.Element != "") {
		typ += strings.Repeat("[]", len(def.TypeName.ArrayBounds))
	} else if array {
		base = is.Element
	}
	if theirs := catalog.Parts(base); theirs[len(theirs)-1] == def.TypeName.String() || base == typ || serial(def) {
		return nil
	}
	return []Finding{nameTaken(s, r, "its column "+is.Name+" is "+is.Type+", and not "+typ)}
}

// printed are the types that PostgreSQL prints by another name than it has in pg_type.
var printed = map[string]string{
	"int2": "smallint", "int4": "integer", "int8": "bigint", "bool": "boolean", "float4": "real", "float8": "double precision",
	"varchar": "character varying", "bpchar": "character", "varbit": "bit varying", "timetz": "time with time zone",
	"time": "time without time zone", "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone",
}

// sameColumns compares an index with the columns of a statement. What is not a column is
// taken for the same.
func sameColumns(i *catalog.Relation, params []syntax.Item) bool {
	_, list, _ := strings.Cut(onColumns(i), "(")
	var theirs []string
	for part := range strings.SplitSeq(list, ",") {
		name, _, _ := strings.Cut(strings.TrimRight(strings.TrimSpace(part), ")"), " ")
		theirs = append(theirs, strings.TrimRight(name, ")"))
	}
	ours := syntax.Words(params)
	if slices.Contains(ours, "") || strings.Contains(list, "(") {
		return true
	}
	for k, name := range ours {
		if k >= len(theirs) || theirs[k] != catalog.Quote(name) {
			return false
		}
	}
	return true
}
