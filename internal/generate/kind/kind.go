// Package kind says what the values of a field are: how they travel between a request, Ent
// and a reply, and the JSON Schema of each.
//
// It looks at one field of Ent's with its annotation, and imports no other package of the
// generator. Start with Of; schema.go has the schemas.
package kind

import (
	"reflect"

	"entgo.io/ent/entc/gen"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// Kind is how a field's values travel between a request, Ent and a reply.
type Kind int

// The kinds of values.
const (
	None Kind = iota // they cannot
	Text             // a string of Go
	Enum
	Bool
	Int
	Uint
	Float
	Time
	UUID
	Bytes
	JSON // what encoding/json makes of the Go type
)

// basics are the kinds of Ent's basic types, with the kind of Go type that each
// has underneath.
var basics = map[field.Type]struct {
	Kind
	underneath reflect.Kind
}{
	field.TypeString:  {Text, reflect.String},
	field.TypeEnum:    {Enum, reflect.String},
	field.TypeBool:    {Bool, reflect.Bool},
	field.TypeInt:     {Int, reflect.Int},
	field.TypeInt8:    {Int, reflect.Int8},
	field.TypeInt16:   {Int, reflect.Int16},
	field.TypeInt32:   {Int, reflect.Int32},
	field.TypeInt64:   {Int, reflect.Int64},
	field.TypeUint:    {Uint, reflect.Uint},
	field.TypeUint8:   {Uint, reflect.Uint8},
	field.TypeUint16:  {Uint, reflect.Uint16},
	field.TypeUint32:  {Uint, reflect.Uint32},
	field.TypeUint64:  {Uint, reflect.Uint64},
	field.TypeFloat32: {Float, reflect.Float32},
	field.TypeFloat64: {Float, reflect.Float64},
	field.TypeTime:    {Time, reflect.Struct},
	field.TypeUUID:    {UUID, reflect.Array},
	field.TypeBytes:   {Bytes, reflect.Slice},
}

// Of returns how the values of a field travel and the schema of its type, which is the
// caller's to change. A Go type of the schema's own is converted where it is the basic type
// underneath and does not marshal itself; any other travels as its JSON.
func Of(f *gen.Field, said rest.Annotation) (Kind, map[string]any, error) {
	basic, ok := basics[f.Type.Type]
	shape := shapeOf(f, said)
	switch own := f.Type.RType; {
	case ok && own == nil, ok && f.Type.Type == field.TypeUUID && own.Ident == "uuid.UUID",
		ok && own.Kind == basic.underneath && basic.Kind != Time && !marshals(f) && said.Shape == nil:
		s, err := basicSchema(f, basic.Kind)
		return basic.Kind, s, err
	case shape != nil:
		return JSON, shape, nil
	default:
		return None, object{}, nil
	}
}

// marshals says whether the field's Go type has a form of its own in JSON.
func marshals(f *gen.Field) bool { return Has(f, "MarshalJSON") || Has(f, "MarshalText") }

// Has says whether the field's Go type is the schema's own and has the method.
func Has(f *gen.Field, method string) bool {
	if f.Type.RType == nil {
		return false
	}
	_, ok := f.Type.RType.Methods[method]
	return ok
}

// Own says whether the field has a Go type of the schema's own.
func Own(f *gen.Field) bool {
	return f.Type.RType != nil && f.Type.RType.Ident != "uuid.UUID" && f.Type.RType.Ident != "[]uint8"
}

// IsNumber says whether the values are numbers.
func (k Kind) IsNumber() bool { return k == Int || k == Uint || k == Float }

// Bits are those of the column that holds a number: PostgreSQL has none of 8, and none
// without a sign.
func Bits(f *gen.Field) int {
	switch f.Type.Type {
	case field.TypeInt8, field.TypeUint8, field.TypeInt16:
		return 16
	case field.TypeUint16, field.TypeInt32, field.TypeFloat32:
		return 32
	default:
		return 64
	}
}
