package value

import (
	"encoding/json"
	"reflect"
	"time"
)

// Same says whether a row holds what a request gave to a field of any Go type, or nothing
// where it gave nothing.
func Same[T any](given func() (T, bool), kept T) bool {
	v, ok := given()
	if !ok {
		return reflect.ValueOf(&kept).Elem().IsZero()
	}
	return same(v, kept)
}

// SameOrNull is Same for a field that may be null.
func SameOrNull[T any](given func() (T, bool), kept *T) bool {
	v, ok := given()
	if kept == nil || none(*kept) {
		return !ok || kept != nil && none(v)
	}
	return ok && same(v, *kept)
}

// none says whether v is a slice without items: a row has one where bytes are null, and
// SQLite's driver gives no bytes as NULL.
func none(v any) bool {
	of := reflect.ValueOf(v)
	return of.Kind() == reflect.Slice && of.Len() == 0
}

// same compares two values as the database does: times to the microsecond, and JSON without
// its notation.
func same(a, b any) bool {
	if at, ok := a.(time.Time); ok {
		bt, ok := b.(time.Time)
		return ok && at.Truncate(time.Microsecond).Equal(bt.Truncate(time.Microsecond))
	}
	if reflect.DeepEqual(a, b) || none(a) && none(b) {
		return true
	}
	aj, okA := decoded(a)
	bj, okB := decoded(b)
	return okA && okB && reflect.DeepEqual(aj, bj)
}

// decoded returns what a value is as JSON.
func decoded(v any) (as any, ok bool) {
	raw, err := json.Marshal(v)
	ok = err == nil && json.Unmarshal(raw, &as) == nil
	return as, ok
}
