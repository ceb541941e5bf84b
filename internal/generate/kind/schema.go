package kind

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"maps"
	"math"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/rest"
)

// object is a JSON object.
type object = map[string]any

// greatest is the greatest integer that both databases hold.
const greatest = math.MaxInt64

// numbers are the schemas of Go's numbers, which entoas does not tell apart: int and int64 are bounded by their
// parser alone, because few can write their bounds as a number of JSON.
var numbers = map[string]object{
	"int":     {"type": "integer"},
	"int8":    {"type": "integer", "format": "int8", "minimum": math.MinInt8, "maximum": math.MaxInt8},
	"int16":   {"type": "integer", "format": "int16", "minimum": math.MinInt16, "maximum": math.MaxInt16},
	"int32":   {"type": "integer", "format": "int32", "minimum": math.MinInt32, "maximum": math.MaxInt32},
	"int64":   {"type": "integer", "format": "int64"},
	"uint":    {"type": "integer", "format": "uint", "minimum": 0, "maximum": greatest},
	"uint8":   {"type": "integer", "format": "uint8", "minimum": 0, "maximum": math.MaxUint8},
	"uint16":  {"type": "integer", "format": "uint16", "minimum": 0, "maximum": math.MaxUint16},
	"uint32":  {"type": "integer", "format": "uint32", "minimum": 0, "maximum": math.MaxUint32},
	"uint64":  {"type": "integer", "format": "uint64", "minimum": 0, "maximum": greatest},
	"float32": {"type": "number", "format": "float"},
	"float64": {"type": "number", "format": "double"},
}

// shapeOf returns the schema of what encoding/json makes of the field's Go type, or
// nil where nothing tells.
func shapeOf(f *gen.Field, said rest.Annotation) object {
	own := f.Type.RType
	switch {
	case said.Shape != nil && said.Shape[rest.ShapeError] != nil:
		return nil
	case said.Shape != nil:
		s := maps.Clone(said.Shape)
		delete(s, "nullable") // the field says that
		return s
	case own == nil:
		return nil
	case own.Ident == "json.RawMessage" && own.PkgPath == "encoding/json":
		return object{}
	case Has(f, "MarshalJSON"):
		return nil
	case Has(f, "MarshalText") && Has(f, "UnmarshalText"):
		return object{"type": "string"}
	case f.IsJSON() && own.Name == "":
		expr, err := parser.ParseExpr(own.Ident)
		if err != nil {
			return nil
		}
		return literal(expr)
	default:
		return nil
	}
}

// literal returns the schema of a Go type that is written without a name of its
// own, such as []string or map[string]int; nil where it has one.
func literal(expr ast.Expr) object {
	switch t := expr.(type) {
	case *ast.Ident:
		switch t.Name {
		case "string":
			return object{"type": "string"}
		case "bool":
			return object{"type": "boolean"}
		case "any":
			return object{}
		case "uint", "uint64":
			return object{"type": "integer", "format": t.Name, "minimum": 0, "maximum": json.Number("18446744073709551615")}
		}
		return maps.Clone(numbers[t.Name])
	case *ast.InterfaceType:
		return object{}
	case *ast.ArrayType:
		if elem, ok := t.Elt.(*ast.Ident); ok && elem.Name == "uint8" || t.Len != nil {
			return nil
		}
		if items := literal(t.Elt); items != nil {
			return object{"type": "array", "items": items}
		}
	case *ast.MapType:
		key, ok := t.Key.(*ast.Ident)
		if values := literal(t.Value); ok && key.Name == "string" && values != nil {
			return object{"type": "object", "additionalProperties": values}
		}
	}
	return nil
}
