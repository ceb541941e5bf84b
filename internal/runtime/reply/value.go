package reply

import (
	"context"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/go-faster/jx"
)

// Value returns the JSON of a Go value as encoding/json writes it, but for what a
// document cannot tell from another type: an empty list and an empty map are no null,
// and a time is an instant in UTC, to the microsecond.
func Value(ctx context.Context, v any) (JSON, error) {
	t := newText(ctx)
	enc := json.NewEncoder((*writer)(t.buffer))
	enc.SetEscapeHTML(false) // rows within are as they are by themselves
	if err := enc.Encode(plain(reflect.ValueOf(v)).Interface()); err != nil {
		return JSON{}, fmt.Errorf("encode a reply: %w", err)
	}
	t.buffer.Buf = t.buffer.Buf[:len(t.buffer.Buf)-1] // a line's end
	return JSON{t}, nil
}

// Bytes returns one row as write writes it, in memory of its own.
func Bytes[R any](row R, write func(*jx.Writer, R)) []byte {
	var w jx.Writer
	write(&w, row)
	return w.Buf
}

type writer buffer

func (w *writer) Write(p []byte) (int, error) {
	w.Buf = append(w.Buf, p...)
	return len(p), nil
}

// plain returns a copy of v without the slices and maps that are nil, and with times as
// Value has them. What marshals itself is left as it is, and what may be left out.
func plain(v reflect.Value) reflect.Value {
	switch t := v.Type(); {
	case t == reflect.TypeFor[time.Time]():
		at := v.Interface().(time.Time).UTC().Truncate(time.Microsecond) //nolint:forcetypeassert // just asked
		return reflect.ValueOf(at)
	case t.Implements(reflect.TypeFor[json.Marshaler]()), t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return v
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			to := reflect.New(v.Type().Elem())
			to.Elem().Set(plain(v.Elem()))
			return to
		}
	case reflect.Interface:
		if !v.IsNil() {
			return plain(v.Elem())
		}
	case reflect.Struct:
		return plainStruct(v)
	case reflect.Slice, reflect.Array:
		return plainList(v)
	case reflect.Map:
		to := reflect.MakeMapWithSize(v.Type(), v.Len())
		for key, value := range v.Seq2() {
			to.SetMapIndex(key, plain(value))
		}
		return to
	default:
	}
	return v
}

func plainStruct(v reflect.Value) reflect.Value {
	to := reflect.New(v.Type()).Elem()
	to.Set(v)
	for f := range v.Type().Fields() {
		at := to.FieldByIndex(f.Index)
		omitted := strings.Contains(f.Tag.Get("json"), ",omit") && at.IsZero()
		if f.IsExported() && !omitted {
			at.Set(plain(at))
		}
	}
	return to
}

func plainList(v reflect.Value) reflect.Value {
	if v.Type().Elem().Kind() == reflect.Uint8 && v.Len() > 0 {
		return v // bytes
	}
	to := reflect.New(v.Type()).Elem()
	if v.Kind() == reflect.Slice {
		to.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
	}
	for i := range v.Len() {
		to.Index(i).Set(plain(v.Index(i)))
	}
	return to
}
