package generate

import (
	"reflect"

	"entgo.io/ent/schema/field"
)

// kind is how a field's values travel between a request, Ent and a reply.
type kind int

const (
	noKind   kind = iota // they cannot
	textKind             // a string of Go
	enumKind
	boolKind
	intKind
	uintKind
	floatKind
	timeKind
	uuidKind
	bytesKind
	jsonKind // what encoding/json makes of the Go type
)

// basics are the kinds of Ent's basic types, with the kind of Go type that each
// has underneath.
var basics = map[field.Type]struct {
	kind
	underneath reflect.Kind
}{
	field.TypeString:  {textKind, reflect.String},
	field.TypeEnum:    {enumKind, reflect.String},
	field.TypeBool:    {boolKind, reflect.Bool},
	field.TypeInt:     {intKind, reflect.Int},
	field.TypeInt8:    {intKind, reflect.Int8},
	field.TypeInt16:   {intKind, reflect.Int16},
	field.TypeInt32:   {intKind, reflect.Int32},
	field.TypeInt64:   {intKind, reflect.Int64},
	field.TypeUint:    {uintKind, reflect.Uint},
	field.TypeUint8:   {uintKind, reflect.Uint8},
	field.TypeUint16:  {uintKind, reflect.Uint16},
	field.TypeUint32:  {uintKind, reflect.Uint32},
	field.TypeUint64:  {uintKind, reflect.Uint64},
	field.TypeFloat32: {floatKind, reflect.Float32},
	field.TypeFloat64: {floatKind, reflect.Float64},
	field.TypeTime:    {timeKind, reflect.Struct},
	field.TypeUUID:    {uuidKind, reflect.Array},
	field.TypeBytes:   {bytesKind, reflect.Slice},
}

// kind returns how the field's values travel. A Go type of the schema's own is
// converted where it is the basic type underneath and does not marshal itself;
// any other travels as its JSON.
func (f *Field) kind() kind {
	basic, ok := basics[f.Type.Type]
	switch own := f.Type.RType; {
	case ok && own == nil, ok && f.Type.Type == field.TypeUUID && own.Ident == "uuid.UUID":
		return basic.kind
	case ok && own.Kind == basic.underneath && basic.kind != timeKind && !f.marshals() && f.REST.Shape == nil:
		return basic.kind
	case f.shape() != nil:
		return jsonKind
	default:
		return noKind
	}
}

// marshals says whether the field's Go type has a form of its own in JSON.
func (f *Field) marshals() bool { return f.has("MarshalJSON") || f.has("MarshalText") }

func (f *Field) has(method string) bool {
	if f.Type.RType == nil {
		return false
	}
	_, ok := f.Type.RType.Methods[method]
	return ok
}

// stored says whether the database holds what a request holds, so that they can be
// compared there.
func (f *Field) stored() bool {
	k := f.kind()
	return k != noKind && k != jsonKind && k != bytesKind && !f.HasValueScanner() && (k == uuidKind || !f.has("Value"))
}

// Raw says whether ogen leaves the field's values as they came, for encoding/json.
// It cannot tell that there are no bytes from that there is no value, and reads
// some floats as their neighbours.
func (f *Field) Raw() bool {
	k := f.kind()
	return k == jsonKind || k == bytesKind || k == floatKind
}

// Nullable says whether the field may be without a value, which is null.
func (f *Field) Nullable() bool { return f.Optional }
