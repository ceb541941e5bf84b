package rest

import "slices"

// Operation is what can be done with a resource.
type Operation string

// The operations of a resource.
const (
	List   Operation = "list"
	Create Operation = "create"
	Read   Operation = "read"
	Put    Operation = "put"
	Update Operation = "update" // PATCH
	Delete Operation = "delete"
)

// Operations limits the resource to the operations; without it, it has them all.
// A Toggle is there for its own sake.
//
//	rest.Operations(rest.List, rest.Read, rest.Create)
func Operations(operations ...Operation) Annotation { return Annotation{Operations: operations} }

// Does says whether the resource has the operation. One that is public is only read.
func (a Annotation) Does(o Operation) bool {
	if a.Public && o != List && o != Read {
		return false
	}
	return len(a.Operations) == 0 || slices.Contains(a.Operations, o)
}

// Batch generates POST, PATCH and DELETE …/batch: creating, updating and deleting up
// to 100 at once, all of them or none. Each is there only where the resource has that
// operation for a single one.
//
//	rest.Batch()
func Batch() Annotation { return Annotation{Batch: true} }
