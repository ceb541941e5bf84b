package refuse

import (
	"errors"
	"fmt"
	"slices"

	"entgo.io/ent/entc/load"
)

// Declared returns what Ent itself would refuse in the schemas, one thing in each run and
// without a remedy. It is asked before Ent is.
//
// It mends what it refuses, so that Ent takes the schemas and everything else can be refused
// in the same run.
func Declared(schemas []*load.Schema) error {
	byName := map[string]*load.Schema{}
	for _, s := range schemas {
		byName[s.Name] = s
	}
	var errs []error
	var mends []func()
	for _, s := range schemas {
		for i, f := range s.Fields {
			errs = append(errs, mendAll(&mends, s.Name+"."+f.Name, declaredField{s, i, f}, declaredFields)...)
		}
		for i, e := range s.Edges {
			errs = append(errs, mendAll(&mends, s.Name+"."+e.Name, declaredEdge{s, byName[e.Type], i, e}, declaredEdges)...)
		}
		for _, index := range s.Indexes {
			errs = append(errs, mendAll(&mends, s.Name, declaredIndex{s, index}, declaredIndexes)...)
		}
	}
	for _, mend := range mends {
		mend()
	}
	leaveOutOtherEnds(schemas, byName)
	return errors.Join(errs...)
}

// ByEnt returns in our form what Ent refuses and Declared does not know.
func ByEnt(err error) error {
	return fmt.Errorf("ent/schema: Ent cannot take it: %w", err)
}

// mendable is a refusal of what Ent would refuse, and the change after which Ent takes it.
type mendable[T any] struct {
	refusal[T]
	mend func(T)
}

// mendAll returns the errors of a table for what is called at, and adds what mends it to the
// mends: they wait until everything has been looked at.
func mendAll[T any](mends *[]func(), at string, of T, table []mendable[T]) (errs []error) {
	for _, m := range table {
		if refused := collect(at, of, []refusal[T]{m.refusal}); len(refused) > 0 {
			errs = append(errs, refused...)
			*mends = append(*mends, func() { m.mend(of) })
		}
	}
	return errs
}

type (
	declaredField struct {
		of    *load.Schema
		index int
		*load.Field
	}
	declaredEdge struct {
		of, to *load.Schema // to is nil where no schema has that name
		index  int
		*load.Edge
	}
	declaredIndex struct {
		of *load.Schema
		*load.Index
	}
)

func (f declaredField) leaveOut() { f.of.Fields = without(f.of.Fields, f.Field) }
func (e declaredEdge) leaveOut()  { e.of.Edges = without(e.of.Edges, e.Edge) }
func (i declaredIndex) leaveOut() { i.of.Indexes = without(i.of.Indexes, i.Index) }

func without[T comparable](all []T, one T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(other T) bool { return other == one })
}

// leaveOutOtherEnds removes edges whose other end was left out.
func leaveOutOtherEnds(schemas []*load.Schema, byName map[string]*load.Schema) {
	for _, s := range schemas {
		for i, e := range s.Edges {
			if end := (declaredEdge{s, byName[e.Type], i, e}); e.Inverse && e.Ref == nil && end.otherEnd() == nil {
				end.leaveOut()
			}
		}
	}
}
