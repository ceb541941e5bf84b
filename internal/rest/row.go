package rest

import (
	"fmt"
	"reflect"
	"strings"
)

// Row stands for a row of the schema S in what an operation returns that is written by
// hand. By itself or in a slice it makes the method return the rows that Ent knows; as a
// field of a struct it is filled in by a function of package ogent, such as LabelRow.
//
//	rest.Returns(rest.Row[Task]{})
//	rest.Returns([]rest.Row[Task]{})
//	rest.Returns(Place{}) // struct { Label rest.Row[Label] `json:"label"`; … }
type Row[S any] struct{ text func() []byte }

// NewRow returns a row whose JSON text returns. Generated code calls it.
func NewRow[S any](text func() []byte) Row[S] { return Row[S]{text} }

// Rows returns rows, each as the function makes it: rest.Rows(labels, ogent.LabelRow).
func Rows[R, S any](rows []R, row func(R) Row[S]) []Row[S] {
	all := make([]Row[S], len(rows))
	for i, r := range rows {
		all[i] = row(r)
	}
	return all
}

// MarshalJSON implements json.Marshaler.
func (r Row[S]) MarshalJSON() ([]byte, error) {
	if r.text == nil {
		return nil, fmt.Errorf("%T has no row: fill it in by package ogent", r)
	}
	return r.text(), nil
}

// schema is that of the row.
func (Row[S]) schema() reflect.Type { return reflect.TypeFor[S]() }

// rowSchema returns the name of the schema of which t is a Row, or "".
func rowSchema(t reflect.Type) string {
	if !isRow(t) {
		return ""
	}
	row, _ := reflect.TypeAssert[interface{ schema() reflect.Type }](reflect.Zero(t))
	return row.schema().Name()
}

var thisPackage = reflect.TypeFor[Annotation]().PkgPath()

// isRow says whether t is a Row.
func isRow(t reflect.Type) bool {
	return t.PkgPath() == thisPackage && strings.HasPrefix(t.Name(), "Row[")
}
