// Package runtime is the group that everything else stands on: what generated code calls,
// and what the layers of the service share. It has no code of its own.
//
// A request, and what is said of it:
//
//	request    what the layers of one request tell each other
//	viewer     who is asking
//	fault      the one kind of error by which a request is refused
//	problem    the one shape of an error that leaves the service
//	retry      what may be repeated after an error
//	reply      bodies of replies, written from the rows
//	memory     what replies may take of the process's memory
//	etag       entity tags
//	metrics    numbers that are counted anyway, offered as metrics
//	userdata   what is kept of a user, handed over or erased
//	sqlstate   what kind of error PostgreSQL returned
//	fingerprint statements without their values, for the log
//
// The operations of a generated handler:
//
//	app        what a generated application offers and needs
//	rule       privacy rules that read as sentences
//	page       lists in pages, by keyset
//	feed       what has changed since, for clients that follow a list
//	seal       whether a list is as its client has it, before it is read
//	filter     comparisons of a list's filters
//	relation   links between rows, and whose they are
//	batch      operations on many rows: all of them or none, or each for itself
//	condition  If-Match and If-None-Match as predicates of a statement
//	clientid   rows whose ids clients make
//	unique     which fields of a row are taken
//	quota      how many rows one owner may have
//	trash      rows that are deleted softly, and what moves with them
//	purge      rows whose time is over, a slice at a time
//	stamp      since when a boolean is true
//	handle     operations that are written by hand
//
// Rows and their values:
//
//	statement  the SQL that is sent most
//	returning  an update in one statement
//	rows       what Ent would make again for each query
//	value      values of any Go type that a schema chooses
//	instant    times as every layer can hold them
//	due        a day, a local time or an instant
//	fold       text compared case-insensitively
//	blank      text that shows nothing
//
// Start with app, which lists what a generated application consists of, and with request.
//
// The group is below all others: it knows no entity, no HTTP status of a fault, no
// database driver and no HTTP server, and imports no other group. Most of its packages
// are leaves.
package runtime
