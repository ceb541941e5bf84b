package rest

// Cyclic lets rows lead to each other in a circle, by an edge from many rows of an entity to
// one of the same entity. Without it, such an edge leads to a parent: a row that is its own
// parent, or has one below itself, is refused.
//
//	edge.To("followers", Person.Type).Annotations(rest.Cyclic()).From("leader").Unique()
func Cyclic() Annotation { return Annotation{Cyclic: true} }
