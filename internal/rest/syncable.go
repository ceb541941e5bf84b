package rest

import "time"

// keptFor is how long deletions are kept where a schema does not say.
const keptFor = 30 * 24 * time.Hour

// Syncable gives an owned schema a change feed, GET /things/changes: all rows of the viewer,
// and later what has changed since, deletions included, in an order that skips nothing. A
// deletion is kept for 30 days, or as long as is said here; a client that has not asked for
// longer begins anew.
//
//	rest.Syncable()
//	rest.Syncable(90 * 24 * time.Hour)
func Syncable(keep ...time.Duration) Annotation {
	of := keptFor
	if len(keep) > 0 {
		of = keep[0]
	}
	return Annotation{Syncable: &of}
}
