// Package value moves values between what a request or a reply holds and what
// Ent's builders and rows hold, for any Go type that a schema may choose.
//
// The type of a field is taken from its setter, so generated code need not name
// it. Start with JSON.
package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/fault"
)

// Check returns whether the type that a setter takes can hold a JSON value, and
// be written as JSON again.
func Check[M, T any](func(M, T)) func(raw []byte) error {
	return func(raw []byte) error {
		var v T
		if err := json.Unmarshal(raw, &v); err != nil {
			return err
		}
		_, err := json.Marshal(v)
		return err
	}
}

// JSON sets a field to what raw holds of it, which has passed Check.
func JSON[T any](set func(T), raw jx.Raw) {
	var v T
	if json.Unmarshal(raw, &v) == nil {
		set(v)
	}
}

// Read reads a body that follows the document into v, a pointer. That its Go type cannot
// hold the body is a fault.Invalid error.
func Read(raw jx.Raw, v any) error {
	err := json.Unmarshal(raw, v)
	if err == nil {
		return nil
	}
	loc := []any{"body"}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		for name := range strings.SplitSeq(wrong.Field, ".") {
			loc = append(loc, name)
		}
		return fault.NewInvalid("value_error", "is not a value that the field can hold", loc...)
	}
	return fault.NewInvalid("value_error", err.Error(), loc...)
}

// Raw returns a field's value as JSON: null where its type, against what Check has
// seen, cannot write it.
func Raw(v any) jx.Raw {
	raw, err := json.Marshal(v)
	if err != nil {
		return null
	}
	return raw
}

// Bytes returns bytes as JSON. Whether a database gives none as nil is its own affair.
func Bytes[T ~[]byte](v T) jx.Raw {
	if v == nil {
		v = T{}
	}
	return Raw(v)
}

var null = jx.Raw("null")

// IsNull says whether raw is null.
func IsNull(raw jx.Raw) bool { return bytes.Equal(raw, null) }

// Text sets a field of a Go type that is a string underneath.
func Text[T, V ~string](set func(T), v V) { set(T(v)) }

// Bool sets a field of a Go type that is a bool underneath.
func Bool[T ~bool](set func(T), v bool) { set(T(v)) }

// number is any number.
type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Number sets a field of a Go type that is v's type underneath.
func Number[T, V number](set func(T), v V) { set(T(v)) }

// UUID sets a field of a Go type that is a UUID underneath.
func UUID[T, V ~[16]byte](set func(T), v V) { set(T(v)) }
