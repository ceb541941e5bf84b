package conformance

// The names of what a batch takes: ids in the query of a deletion and in the body
// of an update, and in that the change of all of them.
const (
	idsField    = "ids"
	changeField = "change"
)
